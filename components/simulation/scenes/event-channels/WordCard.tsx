import { memo } from 'react';
import type { WordView } from '@/engine/index.ts';
import { Explain } from '../../stage/Explain.tsx';
import type { Kit } from '../../stage/kit.ts';
import styles from './EventChannels.module.css';

interface WordCardProps {
  readonly word: WordView;
  /** It is the port that the running code is about. */
  readonly now: boolean;
  readonly width: number;
  readonly height: number;
  readonly lit: number | undefined;
  readonly kit: Kit;
}

const FLAGS = [
  ['P', 'pending'],
  ['M', 'masked'],
  ['L', 'linked'],
] as const;

/** One port's event word: its flags, and the port that comes behind it. */
export const WordCard = memo(
  function WordCard({ word, now, width, height, lit, kit }: WordCardProps) {
    if (word.at === undefined) return <NoWord word={word} now={now} width={width} height={height} />;
    const box = { x: 0, y: 0, width, height, rx: 2 };
    const pitch = (width - 6) / FLAGS.length;
    const on = FLAGS.filter(([, flag]) => word[flag]).map(([, flag]) => flag.toUpperCase());
    return (
      <Explain
        text={`Event word of port ${word.port}: ${on.join(', ') || 'no flag set'}${word.busy ? ', BUSY' : ''}, LINK ${word.link}; priority ${word.priority}.`}
      >
        <rect className={now ? styles.cardNow : styles.card} {...box} />
        {lit !== undefined && (
          <>
            <kit.Flash step={lit} rest={0}>
              <rect className={styles.flash} {...box} />
            </kit.Flash>
            <rect className={styles.outline} {...box} />
          </>
        )}
        <text className={now ? styles.cardPortNow : styles.cardPort} x={4} y={11.5}>
          {word.port}
        </text>
        {word.link !== 0 && (
          <text className={styles.cardLink} x={width - 3} y={11.5} textAnchor="end">
            →{word.link}
          </text>
        )}
        {FLAGS.map(([letter, flag], i) => (
          <g key={letter}>
            <rect
              className={word[flag] ? (flag === 'masked' ? styles.mask : styles.pending) : styles.idle}
              x={3 + i * pitch}
              y={15}
              width={pitch - 1}
              height={11}
            />
            <text
              className={
                word[flag] ? (flag === 'masked' ? styles.maskText : styles.pendingText) : styles.idleText
              }
              x={3 + (i + 0.5) * pitch - 0.5}
              y={24.2}
              textAnchor="middle"
            >
              {letter}
            </text>
          </g>
        ))}
      </Explain>
    );
  },
  // A view makes its words anew; a word that holds the same is the same.
  (a, b) =>
    a.lit === b.lit &&
    a.now === b.now &&
    a.width === b.width &&
    a.kit === b.kit &&
    a.word.port === b.word.port &&
    a.word.value === b.word.value &&
    a.word.at === b.word.at &&
    a.word.kept === b.word.kept &&
    a.word.priority === b.word.priority,
);

/** A port whose page of words the guest has not given yet. */
function NoWord({ word, now, width, height }: Pick<WordCardProps, 'word' | 'now' | 'width' | 'height'>) {
  return (
    <Explain
      text={`Port ${word.port} has no event word yet: its page is missing.${word.kept ? ' Xen keeps a note that something happened.' : ''}`}
    >
      <rect className={styles.cardNone} x={0} y={0} width={width} height={height} rx={2} />
      <text className={now ? styles.cardPortNow : styles.cardPort} x={4} y={11.5}>
        {word.port}
      </text>
      <text className={styles.small} x={4} y={24}>
        {word.kept ? 'Xen: P' : 'no word'}
      </text>
    </Explain>
  );
}
