import type { Metadata } from 'next';
import { SimulationPlace } from '../../_simulation/SimulationPlace.tsx';
import styles from './page.module.css';

/** For the tests: five widgets far below each other. They bring no still, so the page is small; no link leads here. */
export const metadata: Metadata = { title: 'Five widgets', robots: { index: false } };

const SCENARIOS = ['block-io', 'emulated-io', 'block-io', 'emulated-io', 'block-io'] as const;

export default function FivePage() {
  return (
    <>
      <h1>Five widgets</h1>
      {SCENARIOS.map((scenario, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the five never move
        <div key={i} className={styles.far}>
          <SimulationPlace scenario={scenario}>
            <p>Not near yet.</p>
          </SimulationPlace>
        </div>
      ))}
    </>
  );
}
