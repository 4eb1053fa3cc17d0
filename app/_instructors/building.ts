/** What has been chosen in the builder, and its two addresses: that of the embed, and that of the builder itself. */
import { pairsOfQuery } from '@/components/simulation/model/query.ts';
import type { Choice, Choices } from './choices.ts';

export const WIDTHS = [320, 600, 820] as const;
type Width = (typeof WIDTHS)[number];

/** Names in the builder's own address; no embed takes them. */
export const OWN_NAMES = ['simulation', 'width'] as const;

/** What can be chosen of every embed, by the name that its address has for it. */
export interface Offers {
  readonly level: readonly Choice[];
  readonly mode: readonly Choice[];
  readonly controls: readonly Choice[];
  readonly theme: readonly Choice[];
  readonly panels: readonly Choice[];
}

export interface Building {
  readonly simulation: Choices;
  /** By name; what is not there is as the simulation has it. */
  readonly fields: Readonly<Record<string, string>>;
  /** Everything else, as in an address. */
  readonly more: string;
  readonly width: Width;
}

interface Reading {
  readonly building: Building;
  /** One sentence, where the address asks for what there is not. */
  readonly problem?: string;
}

/** What a field takes; undefined for a name that has no field. */
function offered(name: string, simulation: Choices, offers: Offers): readonly Choice[] | undefined {
  const { moments, chapters, handles } = simulation;
  if (name === 'at') return moments;
  if (name === 'from' || name === 'to') return chapters;
  if (name in offers) return offers[name as keyof Offers];
  return handles.find((h) => h.param === name)?.values;
}

function isOffered(name: string, value: string, simulation: Choices, offers: Offers): boolean {
  const choices = offered(name, simulation, offers) ?? [];
  const has = (text: string): boolean => choices.some(([v]) => v === text);
  if (name !== 'panels') return value !== '' && has(value);
  return value === 'none' || value.split(',').every(has);
}

/**
 * From the builder's own address. What no field takes stands in the text, where it is told of if it is wrong.
 * @param usual the width where the address names none
 */
export function readBuilding(
  search: string,
  all: readonly [Choices, ...Choices[]],
  offers: Offers,
  usual: Width = 600,
): Reading {
  const pairs = pairsOfQuery(search);
  const asked = pairs.find(([name]) => name === 'simulation')?.[1];
  const found = all.find(({ id }) => id === asked);
  const simulation = found ?? all[0];
  const width = WIDTHS.find((w) => pairs.some(([name, value]) => name === 'width' && value === String(w)));
  const fields: Record<string, string> = {};
  const more = new URLSearchParams();
  for (const [name, value, typed = value] of pairs) {
    if (OWN_NAMES.some((own) => own === name)) continue;
    if (isOffered(name, typed, simulation, offers)) fields[name] = typed;
    else more.append(name, typed);
  }
  return {
    building: { simulation, fields, more: more.toString(), width: width ?? usual },
    ...(asked !== undefined &&
      !found && { problem: `There is no simulation “${asked.slice(0, 40)}”; this is ${simulation.title}.` }),
  };
}

/** The pairs of the embed's address. What is typed goes before what is chosen. */
export function embedPairs({ fields, more }: Building): Readonly<Record<string, string>> {
  const typed = pairsOfQuery(more).map(([name, value, asTyped = value]) => [name, asTyped] as const);
  const own = typed.filter(([name]) => !OWN_NAMES.some((o) => o === name));
  return { ...fields, ...Object.fromEntries(own) };
}

/** The pairs of the builder's own address, by which it opens as it is. */
export const builderPairs = (building: Building): Readonly<Record<string, string>> => ({
  simulation: building.simulation.id,
  ...embedPairs(building),
  width: String(building.width),
});

/** Another simulation keeps what is the same in all: its moments, chapters and parameters are its own. */
export function withSimulation(building: Building, simulation: Choices, offers: Offers): Building {
  const kept = Object.entries(building.fields).filter(([name]) => name in offers);
  return { ...building, simulation, fields: Object.fromEntries(kept), more: '' };
}

/** @param value empty for what the simulation has of itself */
export function withField(building: Building, name: string, value: string): Building {
  const { [name]: _, ...others } = building.fields;
  return { ...building, fields: value === '' ? others : { ...others, [name]: value } };
}
