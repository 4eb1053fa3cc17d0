import { memo } from 'react';
import { Explain } from '../../stage/Explain.tsx';
import type { Kit } from '../../stage/kit.ts';
import { shorten } from '../../stage/text.ts';
import { toneClass } from '../../stage/tone.ts';
import styles from './EptWalk.module.css';
import type { EndingText } from './ending.ts';
import type { Box } from './layouts.ts';

interface EndingProps {
  readonly ending: EndingText;
  readonly box: Box;
  readonly lit: number | undefined;
  readonly kit: Kit;
}

/** Monospaced, 11 units. */
const CHARACTER = 6.65;
const PITCH = 15;

/** Breaks a line at spaces. */
function wrapped(text: string, max: number): readonly string[] {
  const out: string[] = [''];
  for (const word of text.split(' ')) {
    const last = out.at(-1) ?? '';
    if (last !== '' && last.length + 1 + word.length > max) out.push(word);
    else out[out.length - 1] = last === '' ? word : `${last} ${word}`;
  }
  return out;
}

/** Where the access ended, drawn where it belongs: with the guest’s kernel, with Xen, or in the machine. */
export const Ending = memo(function Ending({ ending, box, lit, kit }: EndingProps) {
  const max = Math.floor((box.width - 16) / CHARACTER);
  const wide = box.width > 400;
  const lines = wide
    ? ending.lines
    : ending.short
      ? [ending.short]
      : ending.lines.flatMap((l) => wrapped(l, max));
  const room = Math.floor((box.height - 20) / PITCH);
  const beside = box.height < 40;
  return (
    <Explain text={`${ending.title}: ${ending.lines.join('; ')}.`} stop className={toneClass(ending.tone)}>
      <rect className={styles.box} {...box} rx={2} />
      {lit !== undefined && (
        <>
          <kit.Flash step={lit} rest={0}>
            <rect className={styles.flash} {...box} rx={2} />
          </kit.Flash>
          <rect className={styles.outline} {...box} rx={2} />
        </>
      )}
      <text className={styles.title} x={box.x + 8} y={box.y + (beside ? 21 : 17)}>
        {ending.title}
      </text>
      {beside ? (
        <text className={styles.value} x={box.x + box.width - 8} y={box.y + 21} textAnchor="end">
          {shorten(lines.join('; '), 72)}
        </text>
      ) : (
        lines.slice(0, Math.max(1, room)).map((l, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: lines of one text
          <text key={i} className={styles.value} x={box.x + 8} y={box.y + 34 + i * PITCH}>
            {shorten(l, max)}
          </text>
        ))
      )}
    </Explain>
  );
});
