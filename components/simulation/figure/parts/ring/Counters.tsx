import type { BlockIoView } from '@/engine/index.ts';
import { hex } from '../../../model/format.ts';
import type { DetailProps } from '../../../scenes/scene.ts';
import { toneClass } from '../../../stage/tone.ts';
import styles from '../../Detail.module.css';
import { INDICES } from './indices.ts';

const OWNER = { shared: 'shared page', frontend: 'blkfront', backend: 'blkback' } as const;

/** The indices as what they are: free-running 32-bit counters, of which only the low bits choose a slot. */
export function Counters({ look }: DetailProps) {
  const { ring } = look.view as BlockIoView;
  const mask = ring.nr_ents - 1;
  return (
    <table className={styles.table}>
      <caption>{`Indices never wrap at the ring’s size. Slot = counter AND 0x${hex(mask)}.`}</caption>
      <thead>
        <tr>
          <th scope="col">Counter</th>
          <th scope="col">Kept in</th>
          <th scope="col">32 bits</th>
          <th scope="col">Slot</th>
        </tr>
      </thead>
      <tbody>
        {INDICES.map((index) => (
          <tr key={index.name} className={toneClass(index.tone)}>
            <th scope="row" translate="no">
              {index.name}
            </th>
            <td>{OWNER[index.owner]}</td>
            <td>{hex(ring[index.name], 8)}</td>
            <td>{ring[index.name] & mask}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
