// A picture of ours as PNG. resvg knows no custom properties, no shorthand for fonts, and of fonts no weights between
// those that it is given: so each element gets its own style, put into words that it knows.
import fs from 'node:fs';
import { fileURLToPath } from 'node:url';
import { initWasm, Resvg } from '@resvg/resvg-wasm';
import juice from 'juice';

/** The site's faces, by the names that tokens.css asks for; in a build there may be no others. */
const FACES = { '--font-sans': 'Figtree', '--font-mono': 'Figtree', '--font-serif': 'Source Serif 4' };
const PACKAGES = ['figtree', 'source-serif-4'];
const WEIGHTS = [400, 600];

const at = (name) => fileURLToPath(import.meta.resolve(name));

let fonts;

/** The bytes of the PNG, as large as the SVG says. */
export async function toPng(svg) {
  fonts ??= load();
  const options = { fontBuffers: await fonts, defaultFontFamily: FACES['--font-sans'] };
  return new Resvg(plainStyles(svg), { font: options }).render().asPng();
}

async function load() {
  await initWasm(fs.readFileSync(at('@resvg/resvg-wasm/index_bg.wasm')));
  return PACKAGES.flatMap((name) =>
    WEIGHTS.map((weight) =>
      fs.readFileSync(at(`@fontsource/${name}/files/${name}-latin-${weight}-normal.woff2`)),
    ),
  );
}

/** The same drawing with each rule as a style of the elements that it is for. */
export function plainStyles(svg) {
  const tokens = Object.entries(FACES).map(([name, face]) => `${name}:'${face}'`);
  const root = svg.replace(':root{', `:root{${tokens.join(';')};`);
  const values = new Map(
    [...(/:root\{([^}]*)\}/.exec(root)?.[1] ?? '').matchAll(/(--[\w-]+):\s*([^;]*)/g)].map(([, k, v]) => [
      k,
      v,
    ]),
  );
  const inlined = juice(root, { xmlMode: true, resolveCSSVariables: true });
  return inlined.replaceAll(/style="([^"]*)"/g, (_, style) => `style="${plain(style, values)}"`);
}

function plain(style, values) {
  return resolved(style, values)
    .replaceAll('"', "'")
    .replaceAll(/\bfont:\s*(\d+) ([\d.]+px) ([^;]+)/g, 'font-weight:$1;font-size:$2;font-family:$3')
    .replaceAll(/font-weight:\s*(\d+)/g, (_, weight) => `font-weight:${Number(weight) < 550 ? 400 : 600}`);
}

/** What stood in a style of its own already is left by juice. */
function resolved(style, values) {
  const once = style.replaceAll(
    /var\((--[\w-]+)(?:,([^()]*))?\)/g,
    (_, name, or = '') => values.get(name) ?? or,
  );
  return once === style ? style : resolved(once, values);
}
