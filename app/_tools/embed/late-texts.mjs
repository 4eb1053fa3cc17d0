// The texts of listings are a tenth of what an embed's script weighs, and only the level of lines shows them: they are
// taken out of the engine's sources and come with that level.
import fs from 'node:fs';
import path from 'node:path';
import { ROOT } from '../lib.mjs';

/** The module that Rollup makes of the texts. */
export const LATE_TEXTS = 'late-texts';

/** Where listings are written, where a line is made and executed, and what shows their texts. */
const LISTINGS = /[\\/]engine[\\/](?:mechanisms|scenarios[\\/][^\\/]+|stories)[\\/][^\\/]+\.ts$/;
const LINE_IS_MADE = /[\\/]engine[\\/]core[\\/]procedure\.ts$/;
const LINE_IS_EXECUTED = /[\\/]engine[\\/]core[\\/]machine\.ts$/;
const LINES_ARE_SHOWN = /[\\/]simulation[\\/]lines[\\/]LinesPlayer\.tsx$/;

/** A line's label and its text, where that is one literal. */
const LINE =
  /\bline\(\s*('[^'\n]+'),\s*('(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"|`(?:[^`\\$]|\\.|\$(?!\{))*`),/g;
/** Moments and scenes of hypercalls know a copy to or from the guest by its text. */
const KEPT = /copy_(?:to|from)_guest/;

const MADE = `
const LATE = [];
export const bringTexts = (texts) => void LATE.push(...texts);
export function line(label, text, ...rest) {
  if (typeof text !== 'number') return lineNow(label, text, ...rest);
  const whole = () => lineNow(label, LATE[text] ?? '');
  return Object.defineProperties(lineNow(label, '', ...rest), {
    text: { get: () => whole().text },
    depth: { get: () => whole().depth },
  });
}
`;

const changed = (file, text, from, to) => {
  const after = text.replaceAll(from, to);
  if (after === text) throw new Error(`${file} is no longer what late-texts.mjs changes.`);
  return after;
};

/** A source with numbers in place of its texts, which are added to `texts`. */
export function withoutTexts(source, texts) {
  return source.replaceAll(LINE, (whole, label, text) =>
    KEPT.test(text) ? whole : `line(${label}, ${texts.push(text) - 1},`,
  );
}

/** The plugin of esbuild; `module` gives, after the build, the text of LATE_TEXTS for the files that were used. */
export function lateTexts() {
  const texts = [];
  const ranges = new Map();
  const onLoad = (filter, change) => (build) =>
    build.onLoad({ filter }, ({ path: file }) => ({
      contents: change(fs.readFileSync(file, 'utf8'), file),
      loader: file.endsWith('x') ? 'tsx' : 'ts',
    }));
  const changes = [
    onLoad(LISTINGS, (source, file) => {
      const from = texts.length;
      const contents = withoutTexts(source, texts);
      ranges.set(path.relative(ROOT, file).split(path.sep).join('/'), [from, texts.length]);
      return contents;
    }),
    onLoad(LINE_IS_MADE, (source, file) =>
      changed(file, source, 'export function line<', 'function lineNow<').concat(MADE),
    ),
    onLoad(LINE_IS_EXECUTED, (source, file) =>
      changed(file, source, 'text: line.text,', 'get text() { return line.text; },'),
    ),
    onLoad(
      LINES_ARE_SHOWN,
      (source) =>
        `import lateTexts from '${LATE_TEXTS}';\nimport { bringTexts } from '@/engine/core/procedure.ts';\n${source}\nbringTexts(lateTexts);\n`,
    ),
  ];
  return {
    plugin: { name: LATE_TEXTS, setup: (build) => changes.forEach((change) => void change(build)) },
    module(used) {
      const wanted = texts.map(() => '""');
      for (const [file, [from, to]] of ranges)
        if (used.has(file)) for (let i = from; i < to; i++) wanted[i] = texts[i];
      return `export default [${wanted.join(',')}];`;
    },
  };
}
