import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { compileCuePattern } from './cue-pattern.ts';
import { loadCodebooks } from './load-codebooks.ts';
import { MAX_SENTENCE } from './segment-sentences.ts';

const fault = (source: string): string | undefined => {
  const pattern = compileCuePattern(source);
  return 'fault' in pattern ? pattern.fault : undefined;
};
const literals = (source: string): readonly string[] | undefined => {
  const pattern = compileCuePattern(source);
  assert.ok(!('fault' in pattern));
  return pattern.literals;
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

test('the words that a match must hold are found', () => {
  assert.deepEqual(literals(String.raw`\b(?:let me|let's) .{0,9}check\b`), ['let me ', "let's "]);
  assert.deepEqual(literals(String.raw`verif(?:y|ied)`), ['verify', 'verified']);
  assert.deepEqual(literals("don[’']t stop"), ["don't stop"]);
  assert.equal(literals(String.raw`\d+`), undefined);
  assert.equal(literals('(?:abc)?'), undefined);
});

test('every match of a shipped pattern holds one of its words', () => {
  const patterns = loadCodebooks().flatMap(({ codes }) => codes.flatMap(({ match }) => match.cues ?? []));
  const texts = loadCodebooks().flatMap(({ codes }) =>
    codes.flatMap(({ examples }) => [...examples.positive, ...examples.nearMiss]),
  );
  for (const { pattern: source } of patterns) {
    const pattern = compileCuePattern(source);
    assert.ok(!('fault' in pattern));
    for (const text of texts) {
      pattern.regex.lastIndex = 0;
      const match = pattern.regex.exec(text)?.[0].toLowerCase().replaceAll('’', "'");
      if (match === undefined || pattern.literals === undefined) continue;
      assert.ok(
        pattern.literals.some((literal) => match.includes(literal)),
        `${source}: ${match}`,
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
