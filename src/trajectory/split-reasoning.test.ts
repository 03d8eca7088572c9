import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { mayHoldReasoning, splitReasoning } from './split-reasoning.ts';

const short = (text: string): string[] =>
  splitReasoning(text).map((part) =>
    part.kind === 'text' ? part.text : `${part.open ?? ''}|${part.text}|${part.close ?? ''}`,
  );

test('delimiters are found where they are used, and kept', () => {
  for (const [text, parts] of [
    ['no tags', ['no tags']],
    ['', ['']],
    ['<think>a</think>b', ['<think>|a|</think>', 'b']],
    ['  <think>a</think>', ['  ', '<think>|a|</think>']],
    ['<Thought>a</Thought>\n<Output>b', ['<Thought>|a|</Thought>', '\n<Output>b']],
    [
      '<thinking>a</thinking> b\n<thinking>c</thinking>',
      ['<thinking>|a|</thinking>', ' b\n', '<thinking>|c|</thinking>'],
    ],
    ['<think>cut off', ['<think>|cut off|']],
    ['a\n<think>not closed', ['a\n<think>not closed']],
    ['opened in the prompt</think>b', ['|opened in the prompt|</think>', 'b']],
    ['use the <think> tag, and </think> ends it', ['use the <think> tag, and </think> ends it']],
    ['<think></think>b', ['<think>||</think>', 'b']],
    ['<think>a <think> b</think>c', ['<think>|a <think> b|</think>', 'c']],
  ] as const) {
    assert.deepEqual(short(text), parts);
  }
});

test('nothing is lost', () => {
  const pieces = fc.constantFrom(
    '<think>',
    '</think>',
    '<THINK>',
    '</Think>',
    '<thought>',
    '</thought>',
    '\n',
    ' ',
    'a',
    '<',
  );
  fc.assert(
    fc.property(
      fc.array(pieces).map((list) => list.join('')),
      (text) => {
        const joined = splitReasoning(text).map((part) =>
          part.kind === 'text' ? part.text : `${part.open ?? ''}${part.text}${part.close ?? ''}`,
        );
        assert.equal(joined.join(''), text);
        if (joined.length > 1) assert.ok(mayHoldReasoning(text));
      },
    ),
    { numRuns: 500 },
  );
});

test('a megabyte of tags that are never closed is read in linear time', () => {
  const started = performance.now();
  splitReasoning('x\n<think>\n<thought>'.repeat(50_000));
  splitReasoning('<think>\n'.repeat(120_000));
  assert.ok(performance.now() - started < 5000);
});
