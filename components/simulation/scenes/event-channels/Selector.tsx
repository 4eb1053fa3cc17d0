import { memo } from 'react';
import type { DomainView } from '@/engine/index.ts';
import { Explain } from '../../stage/Explain.tsx';
import type { Kit } from '../../stage/kit.ts';
import styles from './EventChannels.module.css';
import type { Plan } from './layouts.ts';
import type { Lights } from './lights.ts';

interface SelectorProps {
  readonly domain: DomainView;
  readonly plan: Plan;
  readonly y: number;
  readonly lights: Lights;
  readonly kit: Kit;
}

const WORDS = 64;
const HEIGHT = 9;
const PITCH = 13;

export const SELECTOR = { height: HEIGHT, pitch: PITCH } as const;
/** Where bit `word` of a selector stands. */
export const selectorX = ({ page, names }: Plan, word: number): number =>
  page.x + names + word * selectorPitch(page.width - names);
const selectorPitch = (room: number): number => Math.floor(((room - 10) / WORDS) * 10) / 10;

/** The first level: for each vCPU one bit for each of the 64 words. */
export function Selector({ domain, plan, y, lights, kit }: SelectorProps) {
  return domain.vcpus.map(({ vcpu, pending_sel }, i) => {
    const words = wordsIn(pending_sel);
    const lit = Array.from({ length: WORDS }, (_, w) => w).find(
      (w) => lights(`${domain.domain}.sel.${vcpu}.${w}`) !== undefined,
    );
    return (
      <Strip
        key={vcpu}
        vcpu={vcpu}
        words={words.join(' ')}
        plan={plan}
        y={y + i * PITCH}
        litWord={lit}
        lit={lit === undefined ? undefined : lights(`${domain.domain}.sel.${vcpu}.${lit}`)}
        kit={kit}
      />
    );
  });
}

const wordsIn = (selector: bigint): readonly number[] =>
  Array.from({ length: WORDS }, (_, w) => w).filter((w) => (selector >> BigInt(w)) & 1n);

interface StripProps {
  readonly vcpu: number;
  readonly words: string;
  readonly plan: Plan;
  readonly y: number;
  readonly litWord: number | undefined;
  readonly lit: number | undefined;
  readonly kit: Kit;
}

const Strip = memo(function Strip({ vcpu, words, plan, y, litWord, lit, kit }: StripProps) {
  const left = selectorX(plan, 0);
  const pitch = selectorX(plan, 1) - left;
  const set = words === '' ? [] : words.split(' ').map(Number);
  const ticks = Array.from({ length: WORDS - 1 }, (_, i) => `M${left + (i + 1) * pitch} ${y}v${HEIGHT}`);
  const at =
    litWord === undefined ? undefined : { x: selectorX(plan, litWord), y, height: HEIGHT, width: pitch };
  return (
    <Explain
      text={`evtchn_pending_sel of vCPU ${vcpu}, 64 bits: ${set.length === 0 ? 'no word to look at' : `look at word ${set.join(', ')}`}.`}
    >
      <text className={styles.name} x={plan.page.x + 8} y={y + 8}>
        selector {vcpu}
      </text>
      <rect className={styles.off} x={left} y={y} width={pitch * WORDS} height={HEIGHT} />
      <path className={styles.ticks} d={ticks.join('')} />
      {set.map((w) => (
        <rect key={w} className={styles.pending} x={selectorX(plan, w)} y={y} width={pitch} height={HEIGHT} />
      ))}
      {at && lit !== undefined && (
        <>
          <kit.Flash step={lit} rest={0}>
            <rect className={styles.flash} {...at} x={at.x - 3} width={pitch + 6} />
          </kit.Flash>
          <rect
            className={styles.outline}
            x={at.x - 2}
            y={y - 2}
            width={pitch + 4}
            height={HEIGHT + 4}
            rx={1.5}
          />
        </>
      )}
    </Explain>
  );
});
