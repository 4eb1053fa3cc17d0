import { memo } from 'react';
import { listingAt } from '../model/listing.ts';
import { useContent, useLook, usePlayer } from '../player-context.ts';
import { Listing } from './Listing.tsx';
import { ScrollingLines } from './ScrollingLines.tsx';

/** The listing, live. */
export const ListingPanel = memo(function ListingPanel() {
  const look = useLook();
  const content = useContent();
  const run = usePlayer((p) => p.run);
  const listing = listingAt(run.history.instance.program, look, run.history.threads[look.step]);
  const thread = listing?.thread ?? '';
  return (
    <Listing listing={listing} thread={content.threads[thread]?.name ?? thread}>
      {listing && <ScrollingLines key={listing.procedure} rows={listing.rows} focus={listing.focus} />}
    </Listing>
  );
});
