import { MODES, type Mode } from '@/engine/index.ts';
import { Radios } from './Radios.tsx';

interface ModeSwitchProps {
  readonly mode: Mode;
  readonly names: Readonly<Partial<Record<Mode, string>>>;
  readonly onMode: (mode: Mode) => void;
}

const NAMES: Readonly<Record<Mode, string>> = { watch: 'Watch', predict: 'Predict' };

/** How the reader takes part. A mode that the engine learns appears here by itself. */
export const ModeSwitch = ({ mode, names, onMode }: ModeSwitchProps) => (
  <Radios
    label="Mode"
    options={MODES.map((m) => [m, names[m] ?? NAMES[m]] as const)}
    value={mode}
    onValue={onMode}
  />
);
