import type { PanelId } from '@/engine/index.ts';
import { usePlayer } from './player-context.ts';

/** What `chrome=stage` leaves beside the stage. */
const BARE: readonly PanelId[] = ['chapters', 'counts'];

/** Which panels stand beside the stage: those that the address names, else those of its `chrome`. */
export function useHas(): (id: PanelId) => boolean {
  const panels = usePlayer((p) => p.shown.panels);
  const bare = usePlayer((p) => p.chrome === 'stage');
  return (id) => (panels ?? (bare ? BARE : [id])).includes(id);
}
