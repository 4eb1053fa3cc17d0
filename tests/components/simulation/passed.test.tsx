// A line that was looked at and passed over is shown as that in the listing, in the reason and in the sentence.
import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import type { SimulationContent, Why } from '../../../components/simulation/content.ts';
import { NO_WORDS } from '../../../components/simulation/content.ts';
import { listingAt } from '../../../components/simulation/model/listing.ts';
import { type Look, lookAt } from '../../../components/simulation/model/look.ts';
import { namesOf } from '../../../components/simulation/model/names.ts';
import { reasonOf } from '../../../components/simulation/model/reason.ts';
import { sentence } from '../../../components/simulation/model/sentence.ts';
import { Lines } from '../../../components/simulation/panels/Lines.tsx';
import { History, instantiate, loadScenario, readParams } from '../../../engine/index.ts';

const scenario = await loadScenario('unplug');
const history = new History(
  instantiate(scenario, readParams(scenario.params, { cmdline: 'xen_emul_unplug=ide-disks' })),
);
const { program } = history.instance;

/** The steps at which a line was executed. */
const stepsAt = (procedure: string, label: string): readonly Look[] =>
  Array.from({ length: history.length }, (_, i) => i + 1)
    .filter((n) => history.record(n)?.procedure === procedure && history.record(n)?.label === label)
    .map((n) => lookAt(scenario, history, n));

const saying = (line: string, why: Why): SimulationContent => ({ ...NO_WORDS, narration: { [line]: why } });
const shown = (look: Look): string =>
  renderToStaticMarkup(<Lines rows={listingAt(program, look, undefined)?.rows ?? []} />);
const said = ({ record, before, state }: Look): string =>
  sentence(record, before, state, namesOf(NO_WORDS, history.instance.platform));

describe('unplugging with xen_emul_unplug=ide-disks', () => {
  // The kernel asks for the disks alone: the network cards stay.
  const [nics] = stepsAt('platform_fixed_ioport_write', 'nics') as [Look];
  const [disks] = stepsAt('platform_fixed_ioport_write', 'disks') as [Look];
  const line = 'platform_fixed_ioport_write.nics';

  it('the listing tells the line that was passed over from one that was done, to eyes and to ears', () => {
    expect(shown(nics)).toMatch(/pci_unplug_nics\(bus\).*\(looked at and passed over\)/);
    expect(shown(nics)).not.toContain('(executed)');
    expect(shown(nics)).toMatch(/<li[^>]*class="[^"]*passed[^"]*"[^>]*aria-current="step"/);
    expect(shown(disks)).toContain('(executed)');
  });

  it('the reason is the text of the way that was taken', () => {
    const content = saying(line, { holds: 'The cards go.', passed: 'The cards stay.' });
    expect(reasonOf(content, nics, undefined).text).toBe('The cards stay.');
    const both = saying('platform_fixed_ioport_write.disks', {
      holds: 'The disks go.',
      passed: 'They stay.',
    });
    expect(reasonOf(both, disks, undefined).text).toBe('The disks go.');
  });

  it('a reason that knows one way only does not claim what was not done', () => {
    expect(reasonOf(saying(line, 'The cards go.'), nics, undefined).text).toBe(
      'Looked at and passed over: its condition does not hold. What the line is for: The cards go.',
    );
    expect(reasonOf(NO_WORDS, nics, undefined).text).toMatch(
      /^Looked at and passed over: .*if \(val & ALL_NICS\)/,
    );
  });

  it('the sentence says that the condition does not hold', () => {
    expect(said(nics)).toContain('the condition does not hold: passed over');
    expect(said(disks)).not.toContain('passed over');
  });
});
