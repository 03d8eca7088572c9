import { Feed } from 'feed';
import { visibleText } from '../chart/visible-text.ts';
import type { EditionText } from '../handbook/digest/edition-text.ts';
import { editionBody } from './edition-page.ts';

/** An edition as a feed tells it. */
export interface FeedEdition {
  readonly id: string;
  /** ISO 8601. */
  readonly made: string;
  readonly text: EditionText;
}

/**
 * Editions as an Atom feed (RFC 4287).
 *
 * @param editions - in any order; the newest comes first in the feed
 * @param options.base - where the editions lie, ending in `/`; each is at `base` + id + `.html`
 * @see https://www.rfc-editor.org/rfc/rfc4287
 */
export function editionFeed(editions: readonly FeedEdition[], { base }: { readonly base: string }): string {
  const sorted = editions.toSorted((a, b) => (a.made > b.made ? -1 : a.made < b.made ? 1 : a.id > b.id ? -1 : 1));
  const feed = new Feed({
    id: 'urn:ethogram:digest',
    title: 'Ethogram: what is new in the handbook',
    updated: new Date(sorted[0]?.made ?? 0),
    generator: 'Ethogram',
    link: base,
    feedLinks: { atom: `${base}feed.atom` },
    author: { name: 'Ethogram' },
  });
  for (const { id, made, text } of sorted) {
    feed.addItem({
      id: `urn:ethogram:edition:${id}`,
      title: visibleText(text.title),
      link: `${base}${id}.html`,
      date: new Date(made),
      published: new Date(made),
      description: visibleText(text.lead),
      content: editionBody(text).toString(),
    });
  }
  return `${feed.atom1()}\n`;
}
