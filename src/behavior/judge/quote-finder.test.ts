import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { quoteFinder } from './quote-finder.ts';

const TEXTS = [
  { step: 0, part: 0, text: 'Please add the numbers, and check the sum.' },
  { step: 1, part: 0, text: 'First 3 + 4 = 7.\n\n  Let me check:   7 - 4 = 3,\twhich works. Wait, I await the rest.' },
  { step: 1, part: 1, text: '{"path":"notes.md","text":"line one\\nline \\"two\\""}' },
  { step: 3, part: 0, text: 'She said “it’s done” — or so I thought. It is done. It is done.' },
  { step: 9, part: 0, text: 'Let me check: 7 - 4 = 3, which works.' },
] as const;

function quotes(quote: string, step: number): unknown {
  return quoteFinder(TEXTS)
    .find(quote, step)
    ?.map(({ step: at, part, start, end, quote: found }) => {
      assert.equal(TEXTS.find((text) => text.step === at && text.part === part)!.text.slice(start, end), found);
      return [at, part, found];
    });
}

test('a quote is found in the step that is named, with its exact place', () => {
  assert.deepEqual(quoteFinder(TEXTS).find('3 + 4 = 7', 1), [
    { step: 1, part: 0, start: 6, end: 15, quote: '3 + 4 = 7' },
  ]);
  assert.deepEqual(quotes('Let me check: 7 - 4 = 3, which works.', 9), [
    [9, 0, 'Let me check: 7 - 4 = 3, which works.'],
  ]);
});

test('white space, quotation marks, dashes, escapes, frames and case may differ', () => {
  assert.deepEqual(quotes('Let me check: 7 - 4 = 3, which works.', 1), [
    [1, 0, 'Let me check:   7 - 4 = 3,\twhich works.'],
  ]);
  assert.deepEqual(quotes('7 − 4 = 3', 1), [[1, 0, '7 - 4 = 3']]);
  assert.deepEqual(quotes('She said "it\'s done" - or so', 3), [[3, 0, 'She said “it’s done” — or so']]);
  assert.deepEqual(quotes('line one\nline "two"', 1), [[1, 1, 'line one\\nline \\"two\\"']]);
  assert.deepEqual(quotes('"text":"line one\\nline', 1), [[1, 1, '"text":"line one\\nline']]);
  assert.deepEqual(quotes('“3 + 4 = 7.”', 1), [[1, 0, '3 + 4 = 7.']]);
  assert.deepEqual(quotes('[1] 3 + 4 = 7.', 1), [[1, 0, '3 + 4 = 7.']]);
  assert.deepEqual(quotes('FIRST 3 + 4', 1), [[1, 0, 'First 3 + 4']]);
});

test('a step that is named wrongly is forgiven, the nearest first', () => {
  assert.deepEqual(quotes('which works', 8), [[9, 0, 'which works']]);
  assert.deepEqual(quotes('which works', 2), [[1, 0, 'which works']]);
  assert.deepEqual(quotes('check the sum', 40), [[0, 0, 'check the sum']]);
});

test('a word is not found within a longer one', () => {
  assert.deepEqual(quotes('wait', 1), [[1, 0, 'Wait']]);
  assert.equal(quotes('hough', 3), undefined);
});

test('what was left out of a quote stands between two places', () => {
  assert.deepEqual(quotes('First 3 + 4 = 7. … which works.', 1), [
    [1, 0, 'First 3 + 4 = 7.'],
    [1, 0, 'which works.'],
  ]);
  assert.deepEqual(quotes('Please add [...] check the sum', 0), [
    [0, 0, 'Please add'],
    [0, 0, 'check the sum'],
  ]);
  assert.equal(quotes('check the sum … Please add', 0), undefined);
});

test('what comes twice is found twice, and then in the same place again', () => {
  const finder = quoteFinder(TEXTS);
  assert.deepEqual(
    [1, 2, 3].map(() => finder.find('It is done.', 3)?.[0]?.start),
    [40, 52, 40],
  );
});

test('what nobody said is not found', () => {
  for (const quote of ['', ' ', '…', '.', 'I deleted the database', '3 + 4 = 8', '"', '… … …']) {
    assert.equal(quotes(quote, 1), undefined, quote);
  }
});

test('one letter is a quote only where it is all that was said', () => {
  const finder = quoteFinder([
    { step: 0, part: 0, text: 'I think it is B, not a.' },
    { step: 1, part: 0, text: ' B\n' },
  ]);
  assert.deepEqual(finder.find('B', 0), [{ step: 1, part: 0, start: 1, end: 2, quote: 'B' }]);
  for (const quote of ['I', '"a"', 'x']) assert.equal(finder.find(quote, 0), undefined, quote);
});

test('a quote is looked for in two million characters in a second, however they repeat', () => {
  const size = 2_000_000;
  const most: readonly (readonly [text: string, quote: string])[] = [
    ['a'.repeat(size), 'a'.repeat(1000)],
    ['a'.repeat(size), 'a'.repeat(size / 2)],
    ['a '.repeat(size / 2), `${'a '.repeat(size / 4)}b`],
    ['so it is '.repeat(size / 9), 'so it is so it … nobody says this'],
    ['so it is '.repeat(size / 9), `so it is so it … ${'so it is '.repeat(size / 36)}nobody says this`],
    ['\\n'.repeat(size / 2), `${'\\n'.repeat(size / 4)}x`],
    ['-'.repeat(size), `${'-'.repeat(size / 2)}>`],
  ];
  for (const [text, quote] of most) {
    const began = process.cpuUsage();
    assert.equal(quoteFinder([{ step: 0, part: 0, text }]).find(quote, 0), undefined);
    const { user, system } = process.cpuUsage(began);
    // Twice of what it may take: other work shares the machine's caches.
    assert.ok(user + system < 2_000_000, `${text.slice(0, 10)}: ${(user + system) / 1000} ms`);
  }
});

test('whatever is quoted from a text is found in it, and the place reads the same', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 80 }), fc.nat(), fc.nat(), (text, a, b) => {
      const [from, to] = [a % text.length, b % (text.length + 1)].sort((x, y) => x - y) as [number, number];
      const spans = quoteFinder([{ step: 0, part: 0, text }]).find(text.slice(from, to), 0);
      for (const { start, end, quote } of spans ?? []) assert.equal(text.slice(start, end), quote);
    }),
  );
});
