import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { MinedBehavior } from '../../behavior/behavior.ts';
import type { BehaviorRevision } from '../behavior-store.ts';
import { proposedBehavior } from '../proposed-behavior.ts';
import { editionMarkdown } from './edition-markdown.ts';
import { editionText } from './edition-text.ts';
import { makeEdition, type EditionInput } from './make-edition.ts';

const FROM = '2026-03-01T00:00:00.000Z';
const TO = '2026-03-08T00:00:00.000Z';
const EARLIER = '2026-02-01T00:00:00.000Z';
const WITHIN = '2026-03-02T00:00:00.000Z';

test('an edition tells what came, what was approved and what went, and nothing twice', () => {
  const known = behavior('known', { status: 'active' });
  const fresh = behavior('fresh', {});
  const promoted = behavior('promoted', { status: 'active' });
  const gone = behavior('gone', { status: 'archived' });
  const edition = makeEdition({
    ...EMPTY,
    behaviors: [known, fresh, promoted, gone],
    histories: new Map([
      ['known', [at(EARLIER, known)]],
      ['fresh', [at(WITHIN, fresh)]],
      ['promoted', [at(EARLIER, { ...promoted, status: 'candidate' }), at(WITHIN, promoted)]],
      ['gone', [at(EARLIER, { ...gone, status: 'active' }), at(WITHIN, gone)]],
    ]),
    searches: [{ name: 'mine', found: ['promoted', 'known'] }],
  });
  assert.equal(edition.id, '2026-03-08');
  assert.deepEqual(edition.added, [{ behavior: 'fresh', version: 1 }]);
  assert.deepEqual(edition.approved, [{ behavior: 'promoted', version: 1 }]);
  assert.deepEqual(edition.retired, [{ behavior: 'gone', version: 1, how: 'archived' }]);
  assert.deepEqual(edition.searches, [{ name: 'mine', behaviors: [{ behavior: 'promoted', version: 1 }] }]);
  assert.deepEqual(edition.counts, { candidate: 1, shadow: 0, active: 2, stale: 0, archived: 1, held: 0 });
});

test('trending is the change in use times the shrunk effect, where the change is more than chance', () => {
  const outcome = { difference: 0.2, interval: [0.1, 0.3], q: 0.01, n: 90 } as const;
  const used = (now: number, before: number) =>
    ({ seen: 'served', now: { uses: now, of: 100 }, before: { uses: before, of: 100 } }) as const;
  const edition = makeEdition({
    ...EMPTY,
    behaviors: [
      behavior('rising', { outcome }),
      behavior('fading', { outcome }),
      behavior('steady', { outcome }),
      behavior('harmful', { outcome: { ...outcome, difference: -0.2, interval: [-0.3, -0.1] } }),
      behavior('unmeasured', {}),
    ],
    uses: new Map([
      ['rising', used(40, 10)],
      ['fading', used(10, 40)],
      ['steady', used(22, 20)],
      ['harmful', used(30, 10)],
      ['unmeasured', used(90, 1)],
    ]),
  });
  assert.deepEqual(
    edition.trending.map(({ behavior: id }) => id),
    ['rising'],
  );
  assert.deepEqual(
    edition.watch.map(({ behavior: id }) => id),
    ['fading', 'harmful'],
  );
  const [rising] = edition.trending;
  // se = 0.2 / (2 × 1.96) = 0.051; shrunk by 0.1² / (0.1² + 0.051²) = 0.793; change 0.30.
  assert.equal(rising!.effect.shrunk.toFixed(3), '0.159');
  assert.equal(rising!.score.toFixed(4), '0.0476');
  assert.match(
    editionMarkdown(editionText(edition, (item) => behavior(item.behavior, {}))),
    /Served in 40 of 100 sessions \(40%\), 10 of 100 in the period before \(\+30 points\); runs with it succeed 20 points more often \(n = 90; 16 when shrunk/,
  );
});

test('a second edition of a day has a name of its own', () => {
  assert.equal(makeEdition({ ...EMPTY, earlier: ['2026-03-08'] }).id, '2026-03-08-2');
});

test('what is held is counted and not listed, and what is forgotten has no words', () => {
  const held = behavior('held', { held: [{ code: 'sends-secrets', reason: 'sends secrets', quote: 'x' }] });
  const edition = makeEdition({ ...EMPTY, behaviors: [held], histories: new Map([['held', [at(WITHIN, held)]]]) });
  assert.deepEqual([edition.added, edition.counts['held']], [[], 1]);
  const [section] = editionText(
    { ...edition, added: [{ behavior: 'b_1', version: 1 }] },
    () => undefined,
  ).sections;
  assert.deepEqual(section!.entries[0], { id: 'b_1', name: 'b_1', instruction: 'Forgotten with its runs.', why: '' });
}); // prettier-ignore

test('hostile words stay words in Markdown', () => {
  const hostile = behavior('hostile', {
    instruction: '<script>alert(1)</script> ![x](http://a/b) `rm`\u202E # no\u0007',
  });
  const markdown = editionMarkdown(
    editionText(makeEdition({ ...EMPTY, behaviors: [hostile], histories: new Map([['hostile', [at(WITHIN, hostile)]]]) }), () => hostile),
  );
  assert.match(markdown, /\\<script\\>alert\(1\)\\<\/script\\> \\!\\\[x\\\]\(http:\/\/a\/b\) `rm`/);
  assert.doesNotMatch(markdown, /\p{Cf}/u);
}); // prettier-ignore

const EMPTY: EditionInput = {
  earlier: [],
  from: FROM,
  to: TO,
  behaviors: [],
  histories: new Map(),
  uses: new Map(),
  searches: [],
};

function at(time: string, state: MinedBehavior): BehaviorRevision {
  return { version: state.version, action: 'mined', at: time, behavior: state };
}

function behavior(id: string, change: Partial<MinedBehavior>): MinedBehavior {
  const words = { name: `behavior_${id}`, instruction: `Do what ${id} says.`, kind: 'workflow' } as const;
  return { ...proposedBehavior(words, { by: 'test' }), id, ...change };
}
