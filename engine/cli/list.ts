/** `list`: the scenarios, what they can be asked, and the moments they pass. */
import { loadScenario, type Param, SCENARIO_IDS, writeParam } from '../index.ts';
import { type Command, OK } from './command.ts';
import { readArguments } from './options.ts';
import { print, table } from './output.ts';

function takes(p: Param): string {
  switch (p.kind) {
    case 'int':
      return `${p.min} to ${p.max}`;
    case 'choice':
      return p.options.join(' | ');
    case 'flag':
      return 'on | off';
    case 'text':
      return 'text';
  }
}

async function run(args: readonly string[]): Promise<number> {
  readArguments(args, {});
  for (const id of SCENARIO_IDS) {
    const scenario = await loadScenario(id);
    await print(id);
    await print(table(scenario.params.map((p) => [`  --param ${p.id}=${writeParam(p.default)}`, takes(p)])));
    await print(`  moments: ${['start', ...scenario.moments.map((m) => m.id), 'end'].join(' ')}`);
  }
  return OK;
}

export const list: Command = {
  name: 'list',
  usage: '',
  summary: 'scenarios, their parameters and moments',
  options: [],
  run,
};
