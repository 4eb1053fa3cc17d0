/** Panels of simulation and race that are fetched by those who open them. */
import { fetchedPiece } from '../piece/fetched-piece.tsx';

export const Parameters = fetchedPiece('The parameters', () =>
  import('./Parameters.tsx').then((m) => m.Parameters),
);

export const KeysDialog = fetchedPiece('The list of keys', () =>
  import('./KeysDialog.tsx').then((m) => m.KeysDialog),
);
