'use client';

import { useEffect, useId, useState } from 'react';
import { embedHtmlWithLink, wrapperHtml } from '@/components/simulation/model/embed-html.ts';
import { queryOf } from '@/components/simulation/model/query.ts';
import { replaceAddress } from '@/components/site/address.ts';
import { siteHref } from '@/components/site/SiteLink.tsx';
import styles from './Builder.module.css';
import {
  type Building,
  builderPairs,
  embedPairs,
  type Offers,
  readBuilding,
  WIDTHS,
  withField,
  withSimulation,
} from './building.ts';
import type { Choice, Choices } from './choices.ts';
import { Panels, Select } from './Fields.tsx';
import { Output } from './Output.tsx';
import { Preview } from './Preview.tsx';
import { QrCode } from './QrCode.tsx';

interface BuilderProps {
  readonly all: readonly [Choices, ...Choices[]];
  readonly offers: Offers;
  readonly siteUrl: string | undefined;
}

/** Milliseconds after the last change before it is tried whether the embed can be opened so. */
const REST = 500;

/** Chooses what students see, shows it, and gives what is pasted elsewhere. Its own address is that of the choice. */
export function Builder({ all, offers, siteUrl = '' }: BuilderProps) {
  const [building, setBuilding] = useState<Building>(() => readBuilding('', all, offers).building);
  const [here, setHere] = useState<string>();
  const origin = here ?? siteUrl;
  const [misled, setMisled] = useState<string>();
  const refused = useProblem(building);
  const id = useId();
  // What its address says, only the browser knows.
  useEffect(() => {
    const reading = readBuilding(
      location.search,
      all,
      offers,
      innerWidth < WIDTHS[1] ? WIDTHS[0] : WIDTHS[1],
    );
    setBuilding(reading.building);
    setMisled(reading.problem);
    setHere(siteUrl || location.origin);
  }, [all, offers, siteUrl]);

  const change = (next: Building): void => {
    setBuilding(next);
    setMisled(undefined);
    replaceAddress(builderPairs(next));
  };
  const set = (name: string) => (value: string) => change(withField(building, name, value));
  const { simulation, fields, more, width } = building;
  const { title, moments, chapters, handles } = simulation;
  const selects: readonly (readonly [
    name: string,
    label: string,
    usual: string,
    choices: readonly Choice[],
  ])[] = [
    ['at', 'Opens at', 'Where its story opens', moments],
    ['from', 'Shows from', 'Its beginning', chapters],
    ['to', 'Shows to', 'Its end', chapters],
    ['level', 'Level', 'That of the moment', offers.level],
    ['mode', 'Students', 'Watch', offers.mode],
    ['controls', 'Buttons', 'All', offers.controls],
    ['theme', 'Colours', 'As the reader’s device has them', offers.theme],
  ];

  const pairs = embedPairs(building);
  const path = siteHref(`/embed/${simulation.id}/${queryOf(pairs)}`);
  const address = `${origin}${path}`;
  const { theme, ...others } = pairs;
  const unthemed = `${origin}${siteHref(`/embed/${simulation.id}/${queryOf(others)}`)}`;
  const problem = misled ?? refused;

  return (
    <div className={styles.builder} data-wide>
      <form className={styles.form} aria-label="What students see" onSubmit={(e) => e.preventDefault()}>
        <Select
          label="Simulation"
          value={simulation.id}
          choices={all.map((s) => [s.id, s.title] as const)}
          onChange={(value) => {
            const next = all.find((s) => s.id === value);
            if (next) change(withSimulation(building, next, offers));
          }}
        />
        {selects.map(([name, label, usual, choices]) => (
          <Select
            key={name}
            label={label}
            usual={usual}
            choices={choices}
            value={fields[name] ?? ''}
            onChange={set(name)}
          />
        ))}
        {handles.map(({ param, label, values }) => (
          <Select
            key={param}
            label={label}
            value={fields[param] ?? ''}
            {...(!values.some(([v]) => v === '') && { usual: 'As it is' })}
            choices={values}
            onChange={set(param)}
          />
        ))}
        <Panels value={fields.panels ?? ''} choices={offers.panels} onChange={set('panels')} />
        <div className={styles.more}>
          <label htmlFor={id}>Anything else, as in an address</label>
          <input
            id={id}
            value={more}
            spellCheck={false}
            autoCapitalize="off"
            autoComplete="off"
            translate="no"
            placeholder="name=value&name=value"
            aria-describedby={`${id}-hint ${id}-problem`}
            aria-invalid={problem !== undefined}
            onChange={(e) => change({ ...building, more: e.currentTarget.value })}
          />
          <p id={`${id}-hint`}>
            All names are in <a href="#parameters">the table below</a> and in{' '}
            <a href={siteHref(`/instructors/${simulation.id}#parameters`)}>the guide</a>.
          </p>
          <p id={`${id}-problem`} role="alert" className={styles.problem}>
            {problem ?? ''}
          </p>
        </div>
      </form>

      <section aria-label="Preview" className={styles.preview}>
        <fieldset className={styles.widths}>
          <legend>Width of your page, in pixels</legend>
          {WIDTHS.map((w) => (
            <label key={w}>
              <input
                type="radio"
                name="width"
                checked={w === width}
                onChange={() => change({ ...building, width: w })}
              />
              <span>{w}</span>
            </label>
          ))}
        </fieldset>
        {here !== undefined && <Preview address={path} title={title} width={width} />}
      </section>

      <section aria-labelledby={`${id}-taken`} className={styles.outputs}>
        <h2 id={`${id}-taken`}>What to take with you</h2>
        <Output
          label="The address"
          hint="In WordPress, paste it on a line of its own. Anywhere else it is a link."
          text={address}
          rows={2}
        />
        <Output
          label="HTML"
          hint="For learning systems and every page that takes a frame. The link stays where a frame is taken out."
          text={embedHtmlWithLink(address, title)}
          rows={8}
        />
        <Output
          label="HTML with a script"
          hint="For pages that allow a script: the frame is always as high as what it shows."
          text={wrapperHtml(`${origin}${siteHref('/embed.js')}`, unthemed, title, theme)}
          rows={7}
        />
        <div className={styles.output}>
          <h3>QR code</h3>
          <p>For a slide or a sheet of paper: it leads to the address.</p>
          {here !== undefined && <QrCode text={address} name={`${simulation.id}-qr`} />}
        </div>
        <div className={styles.output}>
          <h3>Picture, 16 : 9</h3>
          <p>
            For slides. A picture of another moment: open{' '}
            <a href={siteHref(`/simulations/${simulation.id}/${queryOf(others)}`)}>the simulation there</a>,
            then Share.
          </p>
          <a
            className={styles.picture}
            href={siteHref(`/embed/${simulation.id}/picture.svg`)}
            download={`${simulation.id}.svg`}
          >
            Save the picture of its opening
          </a>
        </div>
        <Output
          label="This builder"
          hint="A link that opens it as it is now, for colleagues."
          text={`${origin}${siteHref(`/instructors/${queryOf(builderPairs(building))}`)}`}
          rows={2}
        />
      </section>
    </div>
  );
}

/** What the embed would say of these choices, once they have stood still for a while. */
function useProblem(building: Building): string | undefined {
  const [problem, setProblem] = useState<string>();
  const { id } = building.simulation;
  const pairs = embedPairs(building);
  const asked = JSON.stringify(Object.entries(pairs));
  useEffect(() => {
    let wanted = true;
    const chosen = JSON.parse(asked) as [string, string][];
    const tell = (sentence: string | undefined): void => {
      if (wanted) setProblem(sentence);
    };
    const timer = setTimeout(() => {
      if (chosen.length === 0) return tell(undefined);
      // Where it cannot be tried, the embed itself says what is wrong.
      import('./check.ts').then((m) => m.problemOf(id, chosen)).then(tell, () => tell(undefined));
    }, REST);
    return () => {
      wanted = false;
      clearTimeout(timer);
    };
  }, [id, asked]);
  return problem;
}
