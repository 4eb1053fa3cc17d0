/**
 * A host that keeps its frame lower than the embed is high shows the stage smaller, so that what is said and the buttons
 * are seen without scrolling. The height that hosts are told is always that of the full stage: the two never chase each other.
 */

const ROOM = '--stage-room';
/** Pixels below which a stage shows nothing. */
const LEAST = 120;

/** Of all that the page holds with the stage in full, in whole pixels. Not `scrollHeight`, which is never less than the frame’s. */
export function fullHeight(): number {
  const root = document.documentElement;
  const room = root.style.getPropertyValue(ROOM);
  if (room) root.style.removeProperty(ROOM);
  const height = Math.ceil(root.getBoundingClientRect().height);
  if (room) root.style.setProperty(ROOM, room);
  return height;
}

/** Gives the stage what the frame leaves to it, where that is less than it would take. */
export function fitStage(full: number): void {
  const { style } = document.documentElement;
  const stage = document.querySelector<HTMLElement>('#widget [data-part="stage"]');
  const player = document.querySelector<HTMLElement>('#widget [data-part="player"]');
  if (!stage || !player || window.innerHeight >= full) return void style.removeProperty(ROOM);
  const stands = stage.getBoundingClientRect();
  const others = player.getBoundingClientRect().bottom + window.scrollY - stands.height;
  const room = `${Math.max(LEAST, Math.floor(window.innerHeight - others))}px`;
  if (style.getPropertyValue(ROOM) !== room) style.setProperty(ROOM, room);
}
