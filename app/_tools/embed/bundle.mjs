// Bundles the widget of an embed without the framework: for each simulation one classic script with all that its story
// needs, one style sheet, and a file for each piece that is opened later.
//
// esbuild resolves and translates; Rollup puts its modules into files in the format of SystemJS, whose loader fetches
// them as classic scripts. A module script, or `fetch`, would ask for CORS in a frame without an origin.
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, transform } from 'esbuild';
import { minifySync } from 'oxc-minify';
import { rollup } from 'rollup';
import { basePath, ROOT, siteUrl } from '../lib.mjs';
import { LATE_TEXTS, lateTexts } from './late-texts.mjs';

const TARGET = 'es2022';
const ENTRY = 'app/_embed/main.tsx';

/** What stands in an embed for what is larger: tests/e2e holds the widget to the same with either. */
const INSTEAD = {
  react: at('preact/compat'),
  'react-dom': at('preact/compat'),
  'react-dom/client': at('preact/compat/client'),
  'react/jsx-runtime': at('preact/jsx-runtime'),
  'framer-motion/dom/mini': path.join(ROOT, 'app/_embed/journey.ts'),
};

function at(name) {
  return fileURLToPath(import.meta.resolve(name));
}

/** What the sources read of the environment, at build time. */
const defined = () => ({
  'process.env.NODE_ENV': '"production"',
  'process.env.NEXT_PUBLIC_BASE_PATH': JSON.stringify(basePath()),
  'process.env.NEXT_PUBLIC_SITE_URL': JSON.stringify(siteUrl()),
});

/** In both bundles a class is called `File_name`: so what Node draws has the styles of what the browser draws. */
const COMMON = {
  absWorkingDir: ROOT,
  bundle: true,
  write: false,
  metafile: true,
  outdir: 'embed',
  format: 'esm',
  target: TARGET,
  jsx: 'automatic',
  minifySyntax: true,
  minifyWhitespace: true,
  logLevel: 'error',
};

/** The tables of simulations: of each only the row of one stays, and what it names comes with the widget. */
const TABLES =
  /[\\/](?:engine[\\/]scenarios|components[\\/]simulation[\\/]scenes|content[\\/]scenarios)[\\/]index\.ts$/;
const ROW = /^ {2}'?([a-z-]+)'?: \(\) => import\(('[^']+')\)(.*)$/gm;

/** The text of a table with the one row; a second table in the same file keeps fetching. */
export function onlyRow(text, id) {
  let found = '';
  const kept = text.replaceAll(ROW, (row, name, from, rest) => {
    if (name !== id) return '';
    if (found) return row;
    found = from;
    return `  '${id}': () => Promise.resolve(own)${rest}`;
  });
  return found ? `import * as own from ${found};\n${kept}` : kept;
}

const only = (id) => ({
  name: 'only',
  setup({ onLoad }) {
    onLoad({ filter: TABLES }, ({ path: file }) => ({
      contents: onlyRow(fs.readFileSync(file, 'utf8'), id),
      loader: 'ts',
    }));
  },
});

/** What each mechanism's lines are for: asked for together, so one file. */
const REASONS = 'content/narration/';

/** The widget for one simulation: `files` by name, and which of them its page names. */
export async function bundleWidget(id) {
  const late = lateTexts();
  const { outputFiles, metafile } = await build({
    ...COMMON,
    define: defined(),
    entryPoints: { [id]: ENTRY },
    external: [LATE_TEXTS],
    alias: { ...INSTEAD, '@': ROOT },
    splitting: true,
    plugins: [only(id), late.plugin],
  });
  const modules = new Map(outputFiles.map((file) => [file.path, file.text]));
  const origin = new Map(
    Object.entries(metafile.outputs).map(([name, { entryPoint = '' }]) => [
      path.join(ROOT, name),
      entryPoint,
    ]),
  );
  const entry = path.join(ROOT, 'embed', `${id}.js`);
  const used = new Set(usedBy(metafile, `embed/${id}.js`));
  const bundle = await rollup({
    input: { [id]: entry },
    plugins: [
      {
        name: 'from esbuild',
        resolveId: (source, importer) =>
          importer && source !== LATE_TEXTS ? path.resolve(path.dirname(importer), source) : source,
        load: (file) => (file === LATE_TEXTS ? late.module(used) : modules.get(file)),
        // Before Rollup names the files by what is in them.
        renderChunk: (code) => ({ code: minifiedScript(code), map: null }),
      },
    ],
    onwarn: (warning) => {
      if (warning.code !== 'CIRCULAR_DEPENDENCY') throw new Error(warning.message);
    },
  });
  const { output } = await bundle.generate({
    format: 'system',
    compact: true,
    entryFileNames: '[name]-[hash].js',
    chunkFileNames: `${id}-[name]-[hash].js`,
    onlyExplicitManualChunks: true,
    manualChunks: (file) => (origin.get(file)?.startsWith(REASONS) ? 'reasons' : undefined),
  });
  await bundle.close();
  const [style, deeper] = await Promise.all(sheetsOf(metafile));
  return named(output, id, { style, deeper });
}

/** What of the sources is in the files that an entry leads to. */
function usedBy({ outputs }, entry) {
  const seen = new Set();
  const walk = (name) => {
    if (seen.has(name) || !outputs[name]) return;
    seen.add(name);
    for (const { path: to } of outputs[name].imports) walk(to);
  };
  walk(entry);
  return [...seen].flatMap((name) => Object.keys(outputs[name].inputs));
}

/** The style sheets of the story in one, and those of all that is opened later in another. */
function sheetsOf({ inputs }) {
  const reached = (from, later) => {
    const seen = new Set();
    const walk = (file) => {
      if (seen.has(file)) return;
      for (const { path: to, kind } of inputs[file]?.imports ?? [])
        if (to in inputs && (later || kind !== 'dynamic-import')) walk(to);
      seen.add(file);
    };
    walk(from);
    return [...seen].filter((file) => file.endsWith('.css') && /\.module\.|embed\.css/.test(file));
  };
  const [first, all] = [false, true].map((later) => reached(ENTRY, later));
  return [first, all.filter((file) => !first.includes(file))].map((files) => sheetOf(files).then(tidy));
}

async function sheetOf(files) {
  const contents = files.map((file) => `import './${file}';`).join('\n');
  const { outputFiles } = await build({ ...COMMON, stdin: { contents, resolveDir: ROOT, loader: 'js' } });
  return outputFiles.find((file) => file.path.endsWith('.css'))?.text ?? '';
}

/** esbuild takes the name of a container for one of the file’s own; it is one for all files. */
const tidy = (css) => minifiedSheet(css.replaceAll(/\b[A-Z]\w*_simulation\b/g, 'simulation'));

/** oxc’s scripts are 2 % smaller than esbuild’s; style sheets it has none. */
function minifiedScript(text) {
  const { code, errors } = minifySync('embed.js', text, {
    compress: { target: TARGET },
    mangle: { toplevel: true },
  });
  if (errors.length > 0) throw new Error(errors[0].message);
  return code.trim();
}

const minifiedSheet = async (text) =>
  (await transform(text, { loader: 'css', minify: true, target: TARGET })).code;

/** The files by name, and which of them a page names. */
function named(output, id, sheets) {
  const files = new Map(output.map(({ fileName, code }) => [fileName, code]));
  const [style, deeper] = ['style', 'deeper'].map((kind) => {
    const name = `${id}-${kind}-${hash(sheets[kind])}.css`;
    files.set(name, sheets[kind]);
    return name;
  });
  return { files, script: output.find((chunk) => chunk.isEntry).fileName, style, deeper };
}

const hash = (text) => createHash('sha256').update(text).digest('hex').slice(0, 10);

/** What makes the pages, as a module for Node, and the style sheets of what it draws. */
export async function bundlePages() {
  const { outputFiles } = await build({
    ...COMMON,
    define: defined(),
    entryPoints: { pages: 'app/_embed/page.tsx' },
    alias: { '@': ROOT },
    platform: 'node',
    packages: 'external',
  });
  const [js, css] = ['.js', '.css'].map(
    (ending) => outputFiles.find((file) => file.path.endsWith(ending))?.text ?? '',
  );
  return { js, css };
}

/** What starts the page: the loader of SystemJS and our own few lines. A page has no carriage returns. */
export function bootScript() {
  const files = [at('systemjs/dist/s.min.js'), path.join(ROOT, 'app/_embed/boot.js')];
  const text = files
    .map((file) => fs.readFileSync(file, 'utf8').replace(/\r|\/\/# sourceMappingURL=.*/g, ''))
    .join('\n');
  return minifiedScript(text);
}
