// The dependency rule of ARCHITECTURE.md, checked on every import statement of the tree.
import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { filesUnder, ROOT } from '../app/_tools/lib.mjs';
import { importsOf, violations } from './tools/imports.ts';

const FOLDERS = ['app', 'components', 'content', 'engine'];

function sourcesOnDisk(): Map<string, string> {
  const files = FOLDERS.flatMap((folder) => filesUnder(path.join(ROOT, folder)));
  return new Map(
    files
      .filter((file) => /\.(tsx?|mdx|mjs)$/.test(file))
      .map((file) => [path.relative(ROOT, file).split(path.sep).join('/'), fs.readFileSync(file, 'utf8')]),
  );
}

describe('the dependency rule', () => {
  it('holds for every import in the tree', () => {
    const sources = sourcesOnDisk();
    expect(sources.size).toBeGreaterThan(10);
    expect(violations(sources)).toEqual([]);
  });

  it.each([
    ['core on a mechanism', 'engine/core/a.ts', `import { ring } from '../mechanisms/ring.ts';`],
    ['a mechanism on a scenario', 'engine/mechanisms/a.ts', `import '../scenarios/block.ts';`],
    ['a mechanism on a platform', 'engine/mechanisms/a.ts', `export * from '../platforms/xen-pv.ts';`],
    ['the kit of stories on a scenario', 'engine/stories/a.ts', `import '../scenarios/block-io/index.ts';`],
    ['a scenario on the explorer', 'engine/scenarios/a.ts', `import type { X } from '../explore.ts';`],
    ['the engine on a package', 'engine/core/a.ts', `import { create } from 'zustand';`],
    ['the engine on Node', 'engine/spec.ts', `import fs from 'node:fs';`],
    [
      'the engine on a component',
      'engine/index.ts',
      `import { Stage } from '@/components/simulation/Stage';`,
    ],
    ['the engine on its command line', 'engine/index.ts', `import './cli/main.ts';`],
    ['the command line past the index', 'engine/cli/main.ts', `import { step } from '../core/machine.ts';`],
    ['a file outside the layers', 'engine/misc.ts', 'export const a = 1;'],
    ['a component on content', 'components/a.tsx', `import { terms } from '@/content/glossary';`],
    ['a component on app', 'components/a.tsx', `import { x } from '../app/x.ts';`],
    ['a component past the index', 'components/a.tsx', `import { ring } from '@/engine/mechanisms/ring';`],
    [
      'content on a component',
      'content/lessons/a.mdx',
      `import { Stage } from '@/components/simulation/Stage'`,
    ],
    ['content on app', 'content/a.ts', `export { x } from '../app/x.ts';`],
    ['a page past the index', 'app/(site)/page.tsx', `const m = await import('@/engine/scenarios/index');`],
    ['a view on framer-motion', 'components/simulation/a.tsx', `import { m } from 'framer-motion';`],
    ['the widget on Next', 'components/simulation/a.tsx', `import Link from 'next/link';`],
    ['a page on zod', 'app/(site)/page.tsx', `import { z } from 'zod';`],
    ['chance in the engine', 'engine/core/a.ts', 'const x = Math.random();'],
    ['a clock in the engine', 'engine/core/a.ts', `const x = \`\${Date.now()}\`;`],
    ['a multi-line import', 'engine/core/a.ts', `import {\n  a,\n  b,\n} from '../scenarios/index.ts';`],
  ])('catches %s', (_, file, source) => {
    expect(violations(new Map([[file, source]]))).toHaveLength(1);
  });

  it('catches Next behind another component', () => {
    const files = new Map([
      ['components/simulation/a.tsx', `import { Button } from '../ui/Button.tsx';`],
      ['components/ui/Button.tsx', `import { useRouter } from 'next/navigation';`],
    ]);
    expect(violations(files)).toEqual([expect.stringContaining('a.tsx → components/ui/Button.tsx')]);
  });

  it.each([
    ['down the layers', 'engine/scenarios/a.ts', `import { ring } from '../mechanisms/ring.ts';`],
    [
      'from motion to framer-motion',
      'components/simulation/motion/a.ts',
      `import { m } from 'framer-motion';`,
    ],
    ['from a component to the index', 'components/a.tsx', `import { play } from '@/engine/index.ts';`],
    [
      'in a comment',
      'engine/core/a.ts',
      `// import fs from 'node:fs'; or Math.random()\n/* import 'react' */`,
    ],
    ['named in a text', 'engine/core/a.ts', `const text = 'no Math.random here';`],
  ])('allows what is %s', (_, file, source) => {
    expect(violations(new Map([[file, source]]))).toEqual([]);
  });

  it('reads every form of import', () => {
    const source = [
      `import a from './a.ts';`,
      `import type { B } from '@/engine/index.ts';`,
      `import './c.css';`,
      `export { d } from '../d';`,
      `const e = import('e/f');`,
    ].join('\n');
    expect(importsOf('components/x/y.ts', source).map(({ to }) => to)).toEqual([
      'components/x/a.ts',
      'engine/index.ts',
      'components/x/c.css',
      'components/d',
      'e/f',
    ]);
  });
});
