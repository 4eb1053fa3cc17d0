import { memo } from 'react';
import type { BlockIoView } from '@/engine/index.ts';
import type { Kit } from '../../stage/kit.ts';
import { toneClass } from '../../stage/tone.ts';
import styles from './BlockIo.module.css';
import type { Box } from './layouts.ts';
import { Page, quoted } from './Pages.tsx';

interface DiskProps {
  readonly data: NonNullable<BlockIoView['data']>;
  readonly box: Box;
  readonly lit: number | undefined;
  readonly kit: Kit;
}

/** The sectors of the medium that the request in hand is about. */
export const Disk = memo(({ data, box, lit, kit }: DiskProps) => (
  <g className={toneClass('hardware')}>
    <Page
      box={box}
      title={`disk, sector ${data.sector}`}
      note={quoted(data.medium)}
      bytes={data.medium}
      fit={8}
      className={styles.own}
      text={`The disk at sector ${data.sector}: ${quoted(data.medium)}.`}
      lit={lit}
      kit={kit}
    />
  </g>
));
