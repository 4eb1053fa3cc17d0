import { SiteLink } from '@/components/site/SiteLink.tsx';
import { loadLessons } from '../../_lessons/lessons.ts';
import { Canonical } from '../../_site/Canonical.tsx';
import { Contents } from '../../_site/Contents.tsx';
import { pageMetadata } from '../../_site/metadata.ts';

const ABOUT =
  'Each lesson takes six to twelve minutes, has a machine in it that you can run, and says where it got its facts.';

export const metadata = pageMetadata('Lessons', ABOUT, '/lessons');

export default async function LessonsPage() {
  const lessons = await loadLessons();
  return (
    <>
      <Canonical path="/lessons" />
      <div className="prose">
        <h1>Lessons</h1>
        <p className="lede">{ABOUT}</p>
      </div>
      <Contents
        entries={lessons.map(({ number, slug, about }) => ({
          mark: String(number),
          title: <SiteLink href={`/lessons/${slug}`}>{about.title}</SiteLink>,
          text: about.promise,
          note: `${about.minutes} minutes`,
        }))}
      />
      <p className="prose">
        More are being written. The numbers are places in the whole course, from why it is needed to what it
        costs.
      </p>
    </>
  );
}
