import type { Metadata } from 'next';
import { SiteLink } from '@/components/site/SiteLink';

export const metadata: Metadata = { title: 'Not found', robots: { index: false } };

/** What a host shows for an address without a page: the export copies it to 404.html. */
export default function MissingPage() {
  return (
    <div className="prose">
      <h1>Nothing is mapped at this address</h1>
      <p>
        The page may have moved. The <SiteLink href="/">front page</SiteLink> leads everywhere.
      </p>
    </div>
  );
}
