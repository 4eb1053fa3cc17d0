import { memo } from 'react';
import type { KindProps } from '../Body.tsx';
import styles from '../Figure.module.css';
import { Lit } from '../Lit.tsx';
import { fillClass, insideClass } from '../look.ts';
import type { Marks as MarksBody } from '../spec.ts';

/** Things that travel: a request, an access, an event. */
export const Marks = ({ body, lit, kit }: KindProps<MarksBody>) =>
  body.items.map((item) => (
    <kit.Token key={item.id} x={item.x} y={item.y}>
      <Mark item={item} step={lit(item.id)} kit={kit} />
    </kit.Token>
  ));

interface MarkProps extends Pick<KindProps<MarksBody>, 'kit'> {
  readonly item: MarksBody['items'][number];
  readonly step: number | undefined;
}

const Mark = memo(function Mark({ item, step, kit }: MarkProps) {
  const { shape, half, value = '', look } = item;
  const wide = shape === 'pill' ? Math.max(half, value.length * 3.4 + 6) : half;
  const box = { x: -wide, y: -half, width: wide * 2, height: half * 2 };
  return (
    <Lit
      item={item}
      box={box}
      step={step}
      kit={kit}
      ground={
        <rect className={`${fillClass(look)} ${styles.mark}`} {...box} rx={shape === 'round' ? half : 2} />
      }
    >
      {value !== '' && half >= 7 && (
        <text className={insideClass(look)} y={4} textAnchor="middle">
          {value}
        </text>
      )}
    </Lit>
  );
});
