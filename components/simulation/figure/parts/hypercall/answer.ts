/** An answer in RAX as programmers read it. */
import { errnoName } from '@/engine/index.ts';
import { number } from '../../../model/format.ts';

export const answerText = (value: number): string => (value < 0 ? errnoName(value) : number(value));
