import type { Kit } from '../stage/kit.ts';
import { Flash } from './Flash.tsx';
import { placing } from './placing.ts';
import { Token } from './Token.tsx';
import { Wire } from './Wire.tsx';

/** The moving primitives. */
export const liveKit: Kit = { Token, Flash, Wire, ...placing };
