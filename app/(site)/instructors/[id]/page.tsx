import type { Metadata } from 'next';
import { SiteLink } from '@/components/site/SiteLink.tsx';
import type { EmbedParameter } from '@/content/embed-parameters.ts';
import { GUIDES } from '@/content/guides/index.ts';
import { ABOUT, LABELS, type WordedScenario } from '@/content/scenarios/index.ts';
import { loadScenario, type Param } from '@/engine/index.ts';
import { answerOf } from '../../../_instructors/answers.ts';
import { ParameterTable } from '../../../_instructors/ParameterTable.tsx';
import { inMinutes, lengthOf } from '../../../_simulation/length.ts';
import {
  type SimulationPageProps,
  simulationOf,
  simulationParams,
} from '../../../_simulation/page-params.ts';
import { Canonical } from '../../../_site/Canonical.tsx';
import { pageMetadata } from '../../../_site/metadata.ts';

export const dynamicParams = false;

export const generateStaticParams = simulationParams;

export async function generateMetadata(props: SimulationPageProps): Promise<Metadata> {
  const id = await simulationOf(props);
  const { title } = await ABOUT[id]();
  return pageMetadata(`To teach: ${title}`, GUIDES[id].purpose, `/instructors/${id}`, id);
}

/** A sheet for the teacher: what a simulation is for, what to ask, and what people get wrong. */
export default async function GuidePage(props: SimulationPageProps) {
  const id = await simulationOf(props);
  const { purpose, questions, misconceptions } = GUIDES[id];
  const [{ title, lesson }, { steps, minutes }, rows] = await Promise.all([
    ABOUT[id](),
    lengthOf(id),
    parametersOf(id),
  ]);
  const [asked, corrected] = await Promise.all([
    Promise.all(questions.map(async (q) => ({ ...q, ...(await answerOf(id, q)) }))),
    Promise.all(misconceptions.map(async (m) => ({ ...m, ...(await answerOf(id, m)) }))),
  ]);
  return (
    <>
      <Canonical path={`/instructors/${id}`} />
      <article className="prose">
        <h1>To teach: {title}</h1>
        <p className="lede">{purpose}</p>
        <p>
          Its story has {steps} steps and takes about {inMinutes(minutes)} to read.{' '}
          <SiteLink href={`/simulations/${id}`}>Open the simulation</SiteLink>,{' '}
          {lesson && (
            <>
              <SiteLink href={`/lessons/${lesson}`}>read the lesson</SiteLink>,{' '}
            </>
          )}
          or <SiteLink href={`/instructors?simulation=${id}`}>put it on your page</SiteLink>.
        </p>
        <h2>Three questions for a class</h2>
        <p>Ask before the step is shown. The answer is what the simulation says there.</p>
        <ol>
          {asked.map(({ ask, text, href }) => (
            <li key={ask}>
              <strong>{ask}</strong>
              <br />
              {text} <a href={href}>Show this step</a>
            </li>
          ))}
        </ol>
        <h2>What people get wrong</h2>
        <ul>
          {corrected.map(({ belief, text, href }) => (
            <li key={belief}>
              <strong>“{belief}”</strong>
              <br />
              {text} <a href={href}>Show this step</a>
            </li>
          ))}
        </ul>
        <h2 id="parameters">Its own parameters</h2>
        <p>
          They stand in its address beside{' '}
          <SiteLink href="/instructors#parameters">those of every embed</SiteLink>.
        </p>
        <ParameterTable caption={`Parameters of ${title}`} rows={rows} />
      </article>
    </>
  );
}

/** What the scenario takes, with the words of its form. */
async function parametersOf(id: WordedScenario): Promise<readonly EmbedParameter[]> {
  const [{ params }, labels] = await Promise.all([loadScenario(id), LABELS[id]()]);
  return params.map((p) => {
    const { label = p.id, hint = '' } = labels.params[p.id] ?? {};
    return { name: p.id, takes: takenBy(p), does: hint ? `${label}. ${hint}` : label };
  });
}

function takenBy(p: Param): string | readonly string[] {
  if (p.kind === 'int') return `${p.min} to ${p.max}`;
  if (p.kind === 'choice') return p.options;
  if (p.kind === 'flag') return ['on', 'off'];
  return p.default === '' ? 'a text' : `a text such as ${p.default}`;
}
