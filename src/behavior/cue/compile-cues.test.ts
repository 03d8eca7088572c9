import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Code, Codebook } from '../codebook.ts';
import { compileCues } from './compile-cues.ts';
import { loadCodebooks } from '../codebooks/load-codebooks.ts';
import { withHash } from '../codebooks/parse-codebook.ts';
import { segmentSentences } from '../text/segment-sentences.ts';

function codebook(cues: Readonly<Record<string, readonly string[]>>, unit: Code['unit'] = 'reasoning'): Codebook {
  const codes = Object.entries(cues).map(([slug, patterns]): Code => ({
    slug,
    definition: slug,
    include: [],
    exclude: [],
    unit,
    kind: 'point',
    polarity: 'neutral',
    actors: ['agent'],
    counting: 'each',
    examples: { positive: [], nearMiss: [] },
    match: { cues: patterns.map((pattern) => ({ pattern })) },
  }));
  return withHash({ name: 'test', version: '1', title: 'Test', source: 'this file', codes });
}

test('every code finds its positive examples and leaves its near misses alone', () => {
  for (const { name, ...rest } of loadCodebooks()) {
    const reader = compileCues([{ name, ...rest }]);
    for (const { slug, match, examples } of rest.codes) {
      if (match.cues === undefined) continue;
      const finds = (text: string): boolean => reader.read(text).some(({ code }) => code.slug === slug);
      assert.ok(examples.positive.length > 0, `${name}/${slug} has no positive example`);
      assert.ok(examples.nearMiss.length > 0, `${name}/${slug} has no near miss`);
      for (const text of examples.positive) assert.equal(finds(text), true, `${name}/${slug}: ${text}`);
      for (const text of examples.nearMiss) assert.equal(finds(text), false, `${name}/${slug}: ${text}`);
    }
  }
});

test('a hit spans its sentence and names the words, at exact offsets', () => {
  const text = 'Well 😀. So, let me check: 6.5 is fine. Then go on.';
  const [hit] = compileCues([codebook({ check: ['let me check'] })]).read(text);
  assert.equal(text.slice(hit!.start, hit!.end), 'So, let me check: 6.5 is fine.');
  assert.equal(text.slice(hit!.cue.start, hit!.cue.end), 'let me check');
});

test('a cue may ask for what the sentence before holds', () => {
  const { codes, ...rest } = codebook({ again: ['^let me try'] });
  const cues = [{ pattern: '^let me try', after: 'too (?:high|low)|fail' }];
  const reader = compileCues([withHash({ ...rest, codes: [{ ...codes[0]!, match: { cues } }] })]);
  const found = (text: string): string[] => reader.read(text).map(({ start, end }) => text.slice(start, end));
  assert.deepEqual(found('3 + 4 = 7 is too low. Let me try 9. Let me try 8.'), ['Let me try 9.']);
  assert.deepEqual(found('Let me try 9, since 7 is too low.'), []);
  const slow = [{ pattern: 'x', after: '(?:a+)+b' }];
  assert.throws(() => compileCues([{ ...rest, codes: [{ ...codes[0]!, match: { cues: slow } }] }]), /\(\?:a\+\)\+b/);
});

test('a code is found once per sentence, several codes and sentences each', () => {
  const reader = compileCues([codebook({ a: ['apple', 'pear'], b: ['pear'] })]);
  const hits = reader.read('An apple, a pear. No fruit here. A pear!');
  assert.deepEqual(
    hits.map(({ code, start }) => [code.slug, start]),
    [
      ['a', 0],
      ['b', 0],
      ['a', 33],
      ['b', 33],
    ],
  );
});

test('what is quoted, coded, denied or supposed does not count', () => {
  const reader = compileCues([codebook({ check: ['check'] })]);
  const counts = (text: string): boolean => reader.read(text).length > 0;
  assert.equal(counts('Let me check it.'), true);
  assert.equal(counts('She wrote "please check it" to him.'), false);
  assert.equal(counts('She wrote “please check it” to him.'), false);
  assert.equal(counts('Run `check` now.'), false);
  assert.equal(counts('```\ncheck\n```'), false);
  assert.equal(counts('There is no need to check it.'), false);
  assert.equal(counts("I don't have to check it."), false);
  assert.equal(counts('If we check it, fine.'), false);
  assert.equal(counts('It is not done, so check it.'), true);
  assert.equal(counts("It isn't done. Check it."), true);
  assert.equal(counts('If so, check it.'), true);
});

test('supposing takes nothing back outside reasoning', () => {
  const reader = compileCues([codebook({ confirm: ['please confirm'] }, 'step')]);
  assert.equal(reader.read('If it is right please confirm it.').length, 1);
});

test('cues of another language are left out', () => {
  const reader = compileCues([codebook({ check: ['check'] })]);
  assert.equal(reader.read('check', { language: 'de' }).length, 0);
  assert.equal(reader.read('check', { language: 'en' }).length, 1);
});

test('looking for words first finds what trying every pattern on every sentence finds', () => {
  const codebooks = loadCodebooks(['four-habits', 'moves']);
  const reader = compileCues(codebooks);
  const patterns = codebooks.flatMap((book) =>
    book.codes.flatMap((code) => (code.match.cues === undefined ? [] : [compileCues([{ ...book, codes: [code] }])])),
  );
  const words = codebooks.flatMap(({ codes }) =>
    codes.flatMap(({ examples }) => [...examples.positive, ...examples.nearMiss]),
  );
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...words, '\n', 'And 3.5 more. '), { maxLength: 8 }), (parts) => {
      const text = parts.join(' ');
      const all = reader.read(text).map(({ code, start }) => `${code.slug}@${start}`);
      const each = patterns.flatMap((one) =>
        one.read(text, { sentences: segmentSentences(text) }).map(({ code, start }) => `${code.slug}@${start}`),
      );
      assert.deepEqual(all.sort(), each.sort());
    }),
    { numRuns: 60 },
  );
});
