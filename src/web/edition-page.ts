import { CHART_STYLE } from '../chart/chart-style.ts';
import { markup, trustedMarkup, type Markup } from '../chart/markup.ts';
import type { EditionEntry, EditionText } from '../handbook/digest/edition-text.ts';
import { codeSpans } from './code-spans.ts';
import { REPORT_STYLE } from './report-style.ts';

const SECURITY_POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'";

/** An edition of the digest as one static page: no scripts, no requests; what behaviors say is inert. */
export function editionPage(edition: EditionText): string {
  return `${markup`
    <!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8">
        <meta http-equiv="Content-Security-Policy" content="${SECURITY_POLICY}">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <meta name="referrer" content="no-referrer">
        <title>${edition.title} · Ethogram</title>
        <style>${trustedMarkup(CHART_STYLE + REPORT_STYLE)}</style>
      </head>
      <body><main><h1>${edition.title}</h1>${editionBody(edition)}</main></body>
    </html>
  `.toString()}\n`;
}

/** The same without a page around it, for feeds and mail. */
export function editionBody({ lead, sections }: EditionText): Markup {
  const none = markup`<p>Nothing has changed.</p>`;
  const parts = sections.map(
    ({ title, note, entries, more }) => markup`
      <section>
        <h2>${title}</h2>
        <p class="note">${note}</p>
        ${entries.map(entryArticle)}
        ${more === undefined ? '' : markup`<p class="note">and ${more} more.</p>`}
      </section>
    `,
  );
  return markup`<p class="lead">${lead}</p>${sections.length === 0 ? none : parts}`;
}

function entryArticle({ id, name, instruction, why }: EditionEntry): Markup {
  return markup`
    <article>
      <h3>${codeSpans(instruction)}</h3>
      ${why === '' ? '' : markup`<p>${why}</p>`}
      <p class="note"><code>${name}</code> ${name === id ? '' : markup`<code>${id}</code>`}</p>
    </article>
  `;
}
