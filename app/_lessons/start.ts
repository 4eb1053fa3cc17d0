/** Where somebody begins who has never heard of any of this. */
import { lessonAddresses } from './addresses.ts';
import { loadLesson } from './lessons.ts';

/** The lesson that is to be read first. Until it is there the list of lessons takes its place. */
const FIRST = 'what-a-hypervisor-is';

export interface Start {
  readonly href: `/${string}`;
  readonly minutes?: number;
}

export async function startOfCourse(): Promise<Start> {
  const address = lessonAddresses().find(({ slug }) => slug === FIRST);
  if (!address) return { href: '/lessons' };
  const { about } = await loadLesson(address);
  return { href: `/lessons/${FIRST}`, minutes: about.minutes };
}
