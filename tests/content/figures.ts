// The rule that a number has to come from somewhere: from the engine, from a recording, or with a source.

/** Numbers that are no findings, each with its reason. */
const ALLOWED: readonly (readonly [RegExp, string])[] = [
  [/\b4 KiB\b/g, 'the size of the write that a lesson is about'],
  [/\b(?:2 MiB|1 GiB)\b/g, 'the sizes that pages of this architecture have'],
  [
    /\b(?:32|Thirty-two)(?= (?:writes|at once|in turn|take)\b)/g,
    'the workload that the lesson itself chooses',
  ],
  [/\bv?CPU \d+\b/g, 'a processor’s name'],
];

/** What a reader sees of a lesson that could hold a number of its own: prose, and the attributes that are prose. */
const PROSE_ATTRIBUTES = /\b(?:ask|intro|text|name)="([^"]*)"/g;

/** Sentences with a number that nothing vouches for. */
export function unsupportedFigures(body: string): readonly string[] {
  const prose = body
    .replace(/```[\s\S]*?```/g, ' ')
    .replace(/`[^`]*`/g, 'code')
    // Quantities of a quiz question are made up for it.
    .replace(/<Quiz>[\s\S]*?<\/Quiz>/g, ' ')
    .replace(/<Recorded\b[^>]*>[\s\S]*?<\/Recorded>/g, 'RECORDED')
    .replace(/<Ledger\b[^>]*\/>/g, 'COUNTED')
    .replace(/<Cite\b[^>]*(?:\/>|>[\s\S]*?<\/Cite>)/g, ' CITED ')
    .replace(/<[A-Z]\w*\b[^>]*>/g, (tag) =>
      [...tag.matchAll(PROSE_ATTRIBUTES)].map(([, t]) => `\n\n${t}\n\n`).join(''),
    )
    .replace(/<\/[A-Z]\w*>/g, '\n\n');
  return prose
    .split(/\n\s*\n/)
    .flatMap(sentences)
    .filter((s) => !s.includes('CITED') && hasFigure(s));
}

/** A citation after the full stop belongs to the sentence before it. */
const sentences = (paragraph: string): readonly string[] =>
  paragraph
    .replace(/\s+/g, ' ')
    .replace(/([.?!]) CITED /g, ' CITED $1 ')
    .split(/(?<=[.?!])\s+/);

function hasFigure(sentence: string): boolean {
  const rest = ALLOWED.reduce((text, [pattern]) => text.replace(pattern, ''), sentence);
  return /(?<![\w-])\d[\d.,]*(?![\w-])|%/.test(rest);
}
