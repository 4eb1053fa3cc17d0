import { memo } from 'react';
import type { BlockIoView } from '@/engine/index.ts';
import type { Kit } from '../../stage/kit.ts';
import { toneClass } from '../../stage/tone.ts';
import styles from './BlockIo.module.css';
import type { Plan } from './layouts.ts';
import { Buffer, Page, quoted } from './Pages.tsx';

interface DataProps {
  readonly data: NonNullable<BlockIoView['data']>;
  readonly grant: BlockIoView['grants'][number] | undefined;
  readonly plan: Plan;
  readonly litBuffer: number | undefined;
  readonly litPage: number | undefined;
  readonly kit: Kit;
}

/**
 * The user's bytes. With persistent grants they are copied into a page that stays shared; without, the program's own
 * page is shared for the time of the request, and moves to the border.
 */
export const Data = memo(function Data({ data, grant, plan, litBuffer, litPage, kit }: DataProps) {
  const { page } = data;
  const bounced = page !== null && page.at !== data.at;
  return (
    <>
      {(bounced || !grant) && (
        <Buffer data={data} box={plan.buffer} fit={plan.bytes} lit={litBuffer} kit={kit} />
      )}
      {page && grant && (
        <kit.Token x={plan.data.x} y={plan.data.y} className={toneClass('shared')}>
          <Page
            box={{ ...plan.data, x: 0, y: 0 }}
            title={bounced ? 'granted page' : 'buffer, granted'}
            note={plan.bytes >= 8 ? (grant.mapped ? 'mapped' : 'not mapped') : ''}
            bytes={page.bytes}
            fit={plan.bytes}
            className={styles.shared}
            text={`The page of grant ${grant.ref}, ${grant.mapped ? 'mapped by the driver domain' : 'not mapped'}, begins ${quoted(page.bytes)}.`}
            lit={litPage}
            kit={kit}
          />
        </kit.Token>
      )}
    </>
  );
});
