import type { KindProps } from '../Body.tsx';
import styles from '../Figure.module.css';
import { Lit } from '../Lit.tsx';
import { placeItems } from '../place.ts';
import type { Single as SingleBody } from '../spec.ts';

/** One thing, large, with its label before it: what a reader shall see first. */
export const Single = ({ body, top, width, height, lit, kit }: KindProps<SingleBody>) =>
  placeItems(body.items, { top, width, height, rows: body.items.length, across: 1 }).map(({ item, box }) => (
    <Lit key={item.id} item={item} box={box} step={lit(item.id)} kit={kit} mark="bar">
      <text
        className={styles.large}
        x={box.x + box.width / 2}
        y={box.y + box.height / 2 + 5}
        textAnchor="middle"
      >
        {item.value}
        {item.label !== undefined && item.label !== '' && (
          <tspan className={styles.unit} dx={5}>
            {item.label}
          </tspan>
        )}
      </text>
    </Lit>
  ));
