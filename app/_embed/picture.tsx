/** The opening of a simulation as a picture of its own, by day: for cards, slides and lists. */
import { renderToStaticMarkup } from 'react-dom/server';
import { focusOf } from '@/components/simulation/model/focus.ts';
import { lookAt } from '@/components/simulation/model/look.ts';
import { toldOf } from '@/components/simulation/model/telling.ts';
import type { PosterData } from '@/components/simulation/poster/open-poster.ts';
import { stillKit } from '@/components/simulation/poster/still-kit.tsx';
import { layoutAt, stageLayout } from '@/components/simulation/stage/layout.ts';
import { Stage } from '@/components/simulation/stage/Stage.tsx';
import type { ScenarioWords } from '@/content/scenarios/words.ts';
import { fromOf } from '@/engine/index.ts';

export interface PictureSize {
  readonly width: number;
  readonly height: number;
}
/** 16 : 9. */
export const WIDE: PictureSize = { width: 1280, height: 720 };
const MARGIN = 40;
/** Height that the title takes, and each line of text. */
const NAME = 58;
const ROW = 36;
/** Stands for the rules until it is known which are used. */
const STYLES = 'styles';
/** Characters of a line. */
const LINE = 78;

/** @param css all style sheets of the stage; only what the drawing uses stays */
export function posterPicture(
  title: string,
  words: ScenarioWords,
  poster: PosterData,
  css: string,
  size: PictureSize,
): string {
  const { run, step, level, scene } = poster;
  const { history, index } = run;
  const look = lookAt(run.scenario, history, step, fromOf(history.stops, level, step));
  const { platform, program } = history.instance;
  const layout = stageLayout(layoutAt(scene?.layouts, 'landscape', level), program.threads, platform);
  const lines = linesOf(toldOf(words, run, look, level).what);
  const room = size.height - NAME - ROW * lines.length - MARGIN;
  const scale = Math.min((size.width - 2 * MARGIN) / layout.width, room / layout.height);
  const [width, height] = [layout.width * scale, layout.height * scale];
  const drawing = renderToStaticMarkup(
    <svg
      xmlns="http://www.w3.org/2000/svg"
      viewBox={`0 0 ${size.width} ${size.height}`}
      width={size.width}
      height={size.height}
    >
      <title>{`${title} · Ringside`}</title>
      <style>{STYLES}</style>
      <rect width={size.width} height={size.height} style={{ fill: 'var(--paper)' }} />
      {/* biome-ignore lint/a11y/noSvgWithoutTitle: it is a place in the drawing, which has a title */}
      <svg x={(size.width - width) / 2} y={MARGIN / 2} width={width} height={height}>
        <Stage
          uid="picture"
          look={look}
          layout={layout}
          program={program}
          index={index}
          focus={focusOf(look.record)}
          content={words}
          kit={stillKit}
          spec={scene?.spec}
          level={level}
          label={title}
        />
      </svg>
      <g style={{ fill: 'var(--ink)', fontFamily: 'var(--serif)', textAnchor: 'middle' }}>
        {lines.map((line, i) => (
          <text
            key={line}
            x={size.width / 2}
            y={height + MARGIN + 26 + i * ROW}
            style={{ fontSize: 28, fontWeight: 600 }}
          >
            {line}
          </text>
        ))}
        <text x={size.width / 2} y={size.height - 20} style={{ fontSize: 18, fontFamily: 'var(--sans)' }}>
          {`${title} · Ringside`}
        </text>
      </g>
    </svg>,
  );
  return drawing.replace(STYLES, () => stylesFor(drawing, css));
}

/** At most two lines. */
function linesOf(text: string): readonly string[] {
  const out = [''];
  for (const word of text.split(' ')) {
    const longer = `${out.at(-1)} ${word}`.trim();
    if (longer.length <= LINE) out[out.length - 1] = longer;
    else out.push(word);
  }
  return out.slice(0, 2);
}

/** The colours by day, and the rules whose classes the drawing has. */
function stylesFor(drawing: string, css: string): string {
  const text = css.replaceAll(/\/\*[\s\S]*?\*\//g, '').replaceAll(/light-dark\(([^,()]+),[^()]+\)/g, '$1');
  const classes = new Set(
    [...drawing.matchAll(/class="([^"]+)"/g)].flatMap(([, names = '']) => names.split(' ')),
  );
  const tokens = /:root\s*\{([^}]*)\}/.exec(text)?.[1] ?? '';
  const rules = topRules(text).filter(({ selector }) => {
    if (/:(hover|focus|active|:)/.test(selector)) return false;
    const used = [...selector.replaceAll(/:not\([^)]*\)/g, '').matchAll(/\.([\w-]+)/g)].map(
      ([, name = '']) => name,
    );
    return used.length > 0 && used.some((name) => classes.has(name));
  });
  return `:root{${tokens}}${rules.map(({ selector, body }) => `${selector}{${body}}`).join('')}`.replaceAll(
    /\s+/g,
    ' ',
  );
}

/** What stands in no block: the rest is for other media, and containers that a picture is not. */
function topRules(css: string): readonly { readonly selector: string; readonly body: string }[] {
  return [
    ...css.replaceAll(/@[^{};]+\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}/g, '').matchAll(/([^{}]+)\{([^{}]*)\}/g),
  ].map(([, selector = '', body = '']) => ({ selector: selector.trim(), body: body.trim() }));
}
