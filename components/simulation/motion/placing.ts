/** The tool for placing the parts of a figure. Only `next dev` has it: any other build leaves this import out. */
import { createElement, useEffect, useState } from 'react';
import type { Kit, PlacingProps } from '../stage/kit.ts';

type Tool = NonNullable<Kit['Placing']>;

export const placing: Pick<Kit, 'Placing'> =
  process.env.NODE_ENV === 'development' ? { Placing: Fetched } : {};

function Fetched(props: PlacingProps) {
  const [tool, setTool] = useState<{ readonly Tool: Tool }>();
  useEffect(() => {
    if (process.env.NODE_ENV === 'development')
      import('../figure/dev/PlacingTool.tsx').then((m) => setTool({ Tool: m.PlacingTool }));
  }, []);
  return tool ? createElement(tool.Tool, props) : null;
}
