import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { compileCuePattern } from './cue-pattern.ts';
import { loadCodebooks } from '../codebooks/load-codebooks.ts';
import { phraseScanner } from './phrase-scanner.ts';
import { MAX_SENTENCE } from '../text/segment-sentences.ts';

const fault = (source: string): string | undefined => {
  const pattern = compileCuePattern(source);
  return 'fault' in pattern ? pattern.fault : undefined;
};
/** What a sentence that it matches must have, per alternative. */
const needs = (source: string): readonly (readonly (readonly string[])[])[] => {
  const pattern = compileCuePattern(source);
  assert.ok(!('fault' in pattern));
  return pattern.needs;
};

test('patterns that could be slow are refused with a reason', () => {
  assert.equal(fault('(a+)+b'), '+ repeats something that can match in several ways');
  assert.equal(fault('(?:a|ab)*c'), '* repeats something that can match in several ways');
  assert.equal(fault('(.*)*'), '* repeats something that can match in several ways');
  assert.equal(fault('.*a.*b.*c'), 'too many ways to match (more than 100,000)');
  assert.equal(fault(String.raw`(x)\1`), String.raw`backreference \1`);
  assert.equal(fault(String.raw`(?<q>x)\k<q>`), String.raw`backreference \k<q>`);
  assert.match(fault('(')!, /Unterminated group|Invalid regular expression/);
  assert.equal(fault('a'.repeat(1001)), '1001 characters long, more than 1000');
});

test('ordinary patterns are accepted', () => {
  for (const source of [
    String.raw`\d+ = \d+`,
    String.raw`(?:\w+ ){0,3}check`,
    '.{0,40}x.{0,40}',
    '[^.]*!',
    'a+b+c',
    '(?<!no )x(?! y)',
  ]) {
    assert.equal(fault(source), undefined, source);
  }
});

test('what a sentence must have is found, with the edges that words must have', () => {
  assert.deepEqual(needs(String.raw`\b(?:we|they) .{0,9}\bcheck\b`), [[['check'], ['we', 'they']]]);
  assert.deepEqual(needs(String.raw`\bverif(?:y|ied)`), [[['verify*', 'verified*']]]);
  assert.deepEqual(needs(String.raw`\b(?:mend|search) (?:\w+ )?(?:for|into) \w+ reasons?\b`), [
    [
      ['reasons', 'reason'],
      ['mend', 'search'],
    ],
  ]);
  assert.deepEqual(needs("^[^\\w]{0,4}don[’']t stop"), [[['don t']]]);
  assert.deepEqual(needs(String.raw`\bzebra\b|^lions? and\b`), [[['zebra']], [['lions and', 'lion and']]]);
  // How a word goes on says nothing of where it begins.
  assert.deepEqual(needs('verif(?:y|ied)'), []);
  assert.deepEqual(needs(String.raw`\bzebra\b|verif(?:y|ied)`), [], 'one alternative without words');
  assert.deepEqual(needs(String.raw`\d+`), []);
  assert.deepEqual(needs('(?:abc)?'), []);
});

test('no match of a shipped pattern is missed by looking for its features first', () => {
  const texts = loadCodebooks().flatMap(({ codes }) =>
    codes.flatMap(({ examples }) => [...examples.positive, ...examples.nearMiss]),
  );
  for (const { pattern: source } of loadCodebooks().flatMap(({ codes }) =>
    codes.flatMap(({ match }) => [...(match.cues ?? []), ...(match.unless ?? [])]),
  )) {
    const pattern = compileCuePattern(source);
    assert.ok(!('fault' in pattern));
    if (pattern.needs.length === 0) continue;
    const features = [...new Set(pattern.needs.flat(2))];
    const scanner = phraseScanner(features);
    const ways = pattern.needs.map((lists) =>
      Int32Array.from([...lists.flatMap((list) => [list.length, ...list.map((one) => features.indexOf(one))]), 0]),
    );
    for (const text of texts) {
      pattern.regex.lastIndex = 0;
      if (!pattern.regex.test(text)) continue;
      assert.ok(text.length <= pattern.longest, source);
      scanner.scan(text, 0, text.length, new Uint8Array(features.length), new Int32Array(0));
      assert.ok(
        ways.some((lists) => scanner.meets(lists, 0)),
        `${source}: ${text}: ${JSON.stringify(pattern.needs)}`,
      );
    }
  }
});

test('an accepted pattern takes little time on the longest sentence, whatever is in it', () => {
  const attacks = ['a', ' ', 'a ', '1 ', '(1)', 'let me ', "i'll ", 'wait, ', 'for a to ', 'no no ', '- '].map((unit) =>
    unit.repeat(MAX_SENTENCE).slice(0, MAX_SENTENCE - 1),
  );
  for (const { pattern: source } of loadCodebooks().flatMap(({ codes }) =>
    codes.flatMap(({ match }) => [...(match.cues ?? []), ...(match.unless ?? [])]),
  )) {
    const pattern = compileCuePattern(source);
    assert.ok(!('fault' in pattern));
    for (const attack of attacks) {
      const started = performance.now();
      pattern.regex.lastIndex = 0;
      pattern.regex.test(`${attack}!`);
      assert.ok(performance.now() - started < 100, `${source} on ${attack.slice(0, 20)}`);
    }
  }
});

test('no text makes the check throw', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(...'ab|()[]{}?*+.\\^$0,1-:=!<>k') }), (source) => {
      const pattern = compileCuePattern(source);
      assert.ok('fault' in pattern || pattern.regex instanceof RegExp);
    }),
    { numRuns: 3000 },
  );
});

test('a pattern for whole sentences says how long they are at most', () => {
  const longest = (source: string): number => {
    const pattern = compileCuePattern(source);
    assert.ok(!('fault' in pattern));
    return pattern.longest;
  };
  assert.equal(longest(String.raw`^\W{0,4}\d[\w-]{0,30}$`), 35);
  assert.equal(longest('^(?:yes|no+t)[.!]?$|^stop$'), Infinity);
  assert.equal(longest('^(?:yes|not)[.!]?$|^stop$'), 4);
  assert.equal(longest(String.raw`^\p{L}{2}$`), 4, 'a character can be two units');
  for (const open of ['^yes', 'yes$', '^yes$|no', '(?:^|, )yes$', '^yes(?:$|, )'])
    assert.equal(longest(open), Infinity, open);
});
