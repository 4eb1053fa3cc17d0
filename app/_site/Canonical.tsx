import { addressOf } from './address.ts';

/** The one address of what is shown here. Relative where the site does not know its own: React lifts it into the head. */
export const Canonical = ({ path }: { readonly path: `/${string}` }) => (
  <link rel="canonical" href={addressOf(path)} />
);
