/** What stands at the head of a lesson. Pages are made by it and the tests hold every lesson to it. */
import { z } from 'zod';
import { hasWords, type WordedScenario } from './scenarios/index.ts';

const sentence = z.string().min(10).max(240);

const schema = z.strictObject({
  title: z.string().min(3).max(80),
  /** One sentence: what the reader can do afterwards. */
  promise: sentence.endsWith('.'),
  objectives: z.array(sentence).min(2).max(6),
  prerequisites: z.array(sentence).max(6),
  minutes: z.int().min(6).max(12),
  /** The scenario that it shows, and whose runs it counts. */
  scenario: z.custom<WordedScenario>((id) => typeof id === 'string' && hasWords(id)),
  /** Keys of everything that the text cites, in any order. */
  sources: z.array(z.string()).min(1),
});

export type Frontmatter = z.infer<typeof schema>;

/** Throws with the names of the fields that are wrong. */
export const readFrontmatter = (data: unknown): Frontmatter => schema.parse(data);
