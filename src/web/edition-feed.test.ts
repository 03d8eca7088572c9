import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SaxesParser } from 'saxes';
import { editionFeed } from './edition-feed.ts';
import { editionPage } from './edition-page.ts';

const HOSTILE = '<script>alert(1)</script> & ]]> \u202E\u0000 "quoted"';
const TEXT = {
  title: 'Handbook, 2026-03-08',
  lead: 'One week.',
  sections: [
    {
      title: 'New',
      note: 'Found.',
      entries: [{ id: 'b_1', name: 'behavior_one', instruction: HOSTILE, why: HOSTILE }],
    },
  ],
};

test('a feed is well-formed XML with the newest edition first, whatever behaviors say', () => {
  const feed = editionFeed(
    [
      { id: '2026-03-01', made: '2026-03-01T09:00:00.000Z', text: { ...TEXT, title: HOSTILE } },
      { id: '2026-03-08', made: '2026-03-08T09:00:00.000Z', text: TEXT },
    ],
    { base: 'http://127.0.0.1:4000/digest/' },
  );
  const texts = new Map<string, string[]>();
  const path: string[] = [];
  const parser = new SaxesParser();
  parser.on('opentag', ({ name }) => path.push(name));
  parser.on('closetag', () => path.pop());
  const note = (text: string): void => {
    const key = path.join('/');
    texts.set(key, [...(texts.get(key) ?? []), text]);
  };
  parser.on('text', note);
  parser.on('cdata', note);
  parser.on('error', (error) => assert.fail(error));
  parser.write(feed).close();
  assert.deepEqual(texts.get('feed/entry/id'), ['urn:ethogram:edition:2026-03-08', 'urn:ethogram:edition:2026-03-01']);
  assert.deepEqual(texts.get('feed/updated'), ['2026-03-08T09:00:00.000Z']);
  assert.match(texts.get('feed/entry/content')!.join(''), /&lt;script&gt;alert\(1\)/);
  assert.doesNotMatch(feed, /[\p{Cf}\0]/u);
});

test('a page shows what behaviors say as text', () => {
  const page = editionPage(TEXT);
  assert.match(page, /<h3>&lt;script&gt;alert\(1\)&lt;\/script&gt; &amp; \]\]&gt;/);
  assert.doesNotMatch(page, /<script|\p{Cf}|\0/u);
});
