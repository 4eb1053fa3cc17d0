import type { Metadata } from 'next';
import { openPoster } from '@/components/simulation/poster/open-poster';
import { Poster } from '@/components/simulation/poster/Poster';
import { blockIo } from '@/content/scenarios/block-io';
import { BlockIo } from './BlockIo';
import styles from './page.module.css';

export const metadata: Metadata = { title: blockIo.title, description: blockIo.promise };

export default async function BlockIoPage() {
  const data = await openPoster('block-io');
  return (
    <>
      <div className={styles.head}>
        <h1>{blockIo.title}</h1>
        <p>{blockIo.promise}</p>
      </div>
      <BlockIo>
        <Poster uid="block-io" content={blockIo} {...data} />
      </BlockIo>
    </>
  );
}
