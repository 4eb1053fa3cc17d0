// Reads import statements and judges them by the dependency rule of ARCHITECTURE.md. Files come in as a map from
// path (from the root, with slashes) to source, so that a test can plant a violation without touching the disk.

export type Sources = ReadonlyMap<string, string>;

type Import = { readonly from: string; readonly to: string; readonly text: string };
type Zone = {
  readonly name: string;
  readonly path: RegExp;
  readonly may: readonly RegExp[];
  readonly why: string;
};

const ENGINE_INDEX = /^engine(\/index(\.ts)?)?$/;
const CORE = /^engine\/core\//;
const MECHANISMS = /^engine\/mechanisms\//;
const PLATFORMS = /^engine\/platforms\//;
const STORIES = /^engine\/stories\//;
const SCENARIOS = /^engine\/scenarios\//;
const CLIENTS = /^engine\/(history|levels|spec|links|race|explore|conformance)\b/;
const CLI = /^engine\/cli\//;
const CONTENT = /^content\//;
const COMPONENTS = /^components\//;
const NODE = /^node:/;
/** A package: no path of ours begins so. */
const PACKAGE = /^(?!engine(\/|$)|components\/|content\/|app\/|tests\/|node:)/;
const ANY = /^/;

/** The first zone that holds a file decides what the file may import. */
const ZONES: readonly Zone[] = [
  { name: 'core', path: CORE, may: [CORE], why: 'the core stands on nothing' },
  {
    name: 'mechanisms',
    path: MECHANISMS,
    may: [CORE, MECHANISMS],
    why: 'a mechanism knows memory, not the platforms and stories that use it',
  },
  {
    name: 'platforms',
    path: PLATFORMS,
    may: [CORE, MECHANISMS, PLATFORMS],
    why: 'a platform is a table of mechanisms',
  },
  {
    name: 'stories',
    path: STORIES,
    may: [CORE, MECHANISMS, PLATFORMS, STORIES],
    why: 'what scenarios are made with does not know them',
  },
  {
    name: 'scenarios',
    path: SCENARIOS,
    may: [CORE, MECHANISMS, PLATFORMS, STORIES, SCENARIOS],
    why: 'a scenario does not know who plays it',
  },
  {
    name: 'history, levels, spec, links, race, explore, conformance',
    path: CLIENTS,
    may: [CORE, MECHANISMS, PLATFORMS, STORIES, SCENARIOS, CLIENTS],
    why: 'they play scenarios and are reached through engine/index.ts',
  },
  {
    name: 'engine/index.ts',
    path: ENGINE_INDEX,
    may: [CORE, MECHANISMS, PLATFORMS, STORIES, SCENARIOS, CLIENTS],
    why: 'the engine imports nothing from outside itself, and the command line is a client of it',
  },
  {
    name: 'engine/cli',
    path: CLI,
    may: [ENGINE_INDEX, CLI, NODE],
    why: 'the command line is a client of the engine like any other',
  },
  {
    name: 'content',
    path: CONTENT,
    may: [ENGINE_INDEX, CONTENT, PACKAGE],
    why: 'content can be replaced without touching a view; MDX gets its tags from app',
  },
  {
    name: 'components',
    path: COMPONENTS,
    may: [ENGINE_INDEX, COMPONENTS, PACKAGE],
    why: 'views get text as props, and of the engine they know engine/index.ts only',
  },
  {
    name: 'app',
    path: /^app\/(?!_tools\/)/,
    may: [ENGINE_INDEX, COMPONENTS, CONTENT, PACKAGE, NODE, /^app\/(?!_tools\/)/],
    why: 'pages put components and content together, and of the engine they know engine/index.ts only',
  },
  { name: 'tools and tests', path: ANY, may: [ANY], why: '' },
];

const MOTION = /^(framer-motion|motion)(\/|$)/;
const IMPURE =
  /\bMath\s*\.\s*random\b|\bDate\s*\.\s*now\b|\bnew\s+Date\b|\bperformance\s*\.|\b(?:setTimeout|setInterval|requestAnimationFrame)\s*\(/;

/** Every breach of the rule, as a sentence with its reason. */
export function violations(files: Sources): string[] {
  const imports = [...files].flatMap(([from, source]) => importsOf(from, source));
  return [
    ...unplacedEngineFiles(files),
    ...imports.flatMap(judgeZone),
    ...imports.flatMap(judgeMotion),
    ...imports.flatMap(judgeSchemaLibrary),
    ...frameworkBelowSimulation(files, imports),
    ...impureEngine(files),
  ];
}

function unplacedEngineFiles(files: Sources): string[] {
  return [...files.keys()]
    .filter((file) => file.startsWith('engine/') && zoneOf(file).path === ANY)
    .map((file) => `${file} has no place in the dependency rule: put it in one of the engine's folders`);
}

function judgeZone({ from, to, text }: Import): string[] {
  const zone = zoneOf(from);
  if (zone.may.some((pattern) => pattern.test(to))) return [];
  return [`${from} (${zone.name}) must not import ${text}: ${zone.why}`];
}

function judgeMotion({ from, to, text }: Import): string[] {
  if (!MOTION.test(to) || from.startsWith('components/simulation/motion/')) return [];
  return [
    `${from} must not import ${text}: only components/simulation/motion/ animates, from state and nothing else`,
  ];
}

function judgeSchemaLibrary({ from, to, text }: Import): string[] {
  if (!/^zod(\/|$)/.test(to) || !/^(components|app)\//.test(from)) return [];
  return [`${from} must not import ${text}: zod is 93 KB in a browser; use valibot there`];
}

/** The widget is built without Next too, so nothing that it reaches may import it. */
function frameworkBelowSimulation(files: Sources, imports: readonly Import[]): string[] {
  const edges = new Map([...files.keys()].map((file) => [file, imports.filter(({ from }) => from === file)]));
  const roots = [...files.keys()].filter((file) => file.startsWith('components/simulation/'));
  const seen = new Set(roots);
  const queue = roots.map((file) => [file]);
  const found: string[] = [];
  for (const trail of queue) {
    for (const { to, text } of edges.get(trail.at(-1) ?? '') ?? []) {
      if (/^next(\/|$)/.test(to)) {
        found.push(`${trail.join(' → ')} must not import ${text}: the widget must not know Next`);
      }
      const file = resolveFile(files, to);
      if (file === undefined || seen.has(file)) continue;
      seen.add(file);
      queue.push([...trail, file]);
    }
  }
  return found;
}

function impureEngine(files: Sources): string[] {
  return [...files]
    .filter(([file]) => file.startsWith('engine/') && !CLI.test(file))
    .flatMap(([file, source]) => {
      const match = IMPURE.exec(withoutStrings(withoutComments(source)));
      return match ? [`${file} uses ${match[0]}: the engine has no clock and no chance but a seed`] : [];
    });
}

function zoneOf(file: string): Zone {
  const zone = ZONES.find(({ path }) => path.test(file));
  if (!zone) throw new Error(`No zone for ${file}`);
  return zone;
}

const STATIC_IMPORT = /^\s*(?:import|export)\b(?:[^'"`;]*?\bfrom)?\s*(['"])([^'"]+)\1/gm;
const DYNAMIC_IMPORT = /\b(?:import|require)\s*\(\s*(['"`])([^'"`]+)\1/g;

/** What a file imports, static, dynamic and type-only alike, with relative and `@/` paths made paths from the root. */
export function importsOf(from: string, source: string): Import[] {
  const code = from.endsWith('.mdx') ? source : withoutComments(source);
  return [STATIC_IMPORT, DYNAMIC_IMPORT]
    .flatMap((pattern) => [...code.matchAll(pattern)])
    .map(([, , specifier = '']) => ({ from, to: fromRoot(from, specifier), text: `'${specifier}'` }));
}

function fromRoot(from: string, specifier: string): string {
  if (specifier.startsWith('@/')) return specifier.slice(2);
  if (!specifier.startsWith('.')) return specifier;
  return new URL(specifier, `file:///${from}`).pathname.slice(1);
}

function resolveFile(files: Sources, path: string): string | undefined {
  return [path, `${path}.ts`, `${path}.tsx`, `${path}/index.ts`, `${path}/index.tsx`].find((name) =>
    files.has(name),
  );
}

const COMMENT_OR_STRING =
  /(\/\*[\s\S]*?\*\/|(?<!:)\/\/[^\n]*)|("(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\])*`)/g;

function withoutComments(source: string): string {
  return source.replace(COMMENT_OR_STRING, (_, comment: string | undefined, text: string | undefined) =>
    comment === undefined ? (text ?? '') : ' ',
  );
}

/** Keeps template literals: their placeholders are code. */
function withoutStrings(source: string): string {
  return source.replace(/"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'/g, "''");
}
