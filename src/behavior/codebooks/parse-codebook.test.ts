import assert from 'node:assert/strict';
import { test } from 'node:test';
import { EthogramError } from '../../core/ethogram-error.ts';
import { loadCodebooks, codebookNames } from './load-codebooks.ts';
import { parseCodebook } from './parse-codebook.ts';

const GOOD = `name: mine
version: 2
title: Mine
source: me
codes:
  - slug: greet
    definition: Says hello.
    unit: step
    actors: [user]
    match:
      cues:
        - \\bhello\\b
        - { pattern: \\bhallo\\b, language: de }
`;

function message(text: string): string {
  try {
    parseCodebook(text, 'mine.yaml');
  } catch (error) {
    assert.ok(error instanceof EthogramError);
    assert.equal(error.code, 'bad-codebook');
    return error.message;
  }
  return 'no error';
}

test('a file becomes a codebook with defaults and a hash of its contents', () => {
  assert.deepEqual(parseCodebook(GOOD, 'mine.yaml'), {
    name: 'mine',
    version: '2',
    title: 'Mine',
    source: 'me',
    codes: [
      {
        slug: 'greet',
        definition: 'Says hello.',
        include: [],
        exclude: [],
        match: { cues: [{ pattern: '\\bhello\\b' }, { pattern: '\\bhallo\\b', language: 'de' }] },
        examples: { positive: [], nearMiss: [] },
        unit: 'step',
        kind: 'point',
        polarity: 'neutral',
        actors: ['user'],
        counting: 'each',
      },
    ],
    hash: parseCodebook(`# a comment changes nothing\n${GOOD}`, 'mine.yaml').hash,
  });
  assert.notEqual(
    parseCodebook(GOOD.replace('hello', 'hullo'), 'mine.yaml').hash,
    parseCodebook(GOOD, 'mine.yaml').hash,
  );
});

test('an error names the file, the line, the field and what was expected', () => {
  assert.equal(
    message(GOOD.replace('unit: step', 'unit: word')),
    'mine.yaml:8: codes[0].unit: Invalid option: expected one of "reasoning"|"step"|"run"',
  );
  assert.equal(
    message(GOOD.replace('slug: greet', 'slug: Say Hello')),
    'mine.yaml:6: codes[0].slug: expected lower-case words joined by hyphens',
  );
  assert.equal(
    message(GOOD.replace('definition: Says hello.', 'defintion: Says hello.')),
    'mine.yaml:6: codes[0].definition: Invalid input: expected string, received undefined',
  );
  assert.equal(
    message(GOOD.replace('\\bhello\\b', '(a+)+')),
    'mine.yaml:12: codes[0].match.cues[0]: + repeats something that can match in several ways; repeat a single character class, or count the repeats: [\\w ]{0,40}',
  );
  assert.match(message(`${GOOD}  - [`), /^mine\.yaml:1[4-6]: /);
  assert.match(message('just words'), /^mine\.yaml:1: codebook: /);
  assert.match(message(''), /^mine\.yaml:1: codebook: /);
  assert.match(
    message(GOOD + GOOD.slice(GOOD.indexOf('  - slug'))),
    /^mine\.yaml:14: codes\[1\]\.slug: second code named greet$/,
  );
});

test('a code must say how it is seen', () => {
  assert.match(
    message(GOOD.replace(/match:[^]*$/, 'match: {}\n')),
    /^mine\.yaml:10: codes\[0\]\.match: expected cues, sequence, structure, omission, call or learned$/,
  );
});

test('elements of a sequence may have conditions, a single one must', () => {
  const sequence = (text: string): string => GOOD.replace(/match:[^]*$/, `match:\n      sequence: ${text}\n`);
  const where = '[{ element: 0, says: [[no free bollard]], arguments: { pier: "*" } }]';
  assert.deepEqual(
    parseCodebook(sequence(`{ symbols: [error:moor], maxGap: 0, where: ${where} }`), 'mine.yaml').codes[0]!.match
      .sequence,
    {
      symbols: ['error:moor'],
      maxGap: 0,
      where: [{ element: 0, says: [['no free bollard']], arguments: { pier: '*' } }],
    },
  );
  assert.match(message(sequence('{ symbols: [a], maxGap: 0 }')), /expected two symbols, or a condition$/);
  assert.match(
    message(sequence(`{ symbols: [a, b], maxGap: 0, where: [{ element: 2 }] }`)),
    /expected conditions on elements of symbols$/,
  );
});

test('the shipped codebooks load, by name and all at once', () => {
  assert.deepEqual(codebookNames(), [
    'action-classes',
    'agent-runs',
    'agentic-search',
    'blind-goal-directedness',
    'boundaries',
    'changed-goal',
    'four-habits',
    'gaming',
    'habits-of-mind',
    'hallucination',
    'language-switch',
    'moves',
    'multi-agent-failures',
    'overthinking',
    'parallel-thinking',
    'planning-criteria',
    'reactions',
    'reasoning',
    'security',
    'unverified-claims',
  ]);
  const [habits, runs] = loadCodebooks(['four-habits', 'agent-runs']);
  assert.deepEqual(
    habits!.codes.map(({ slug }) => slug),
    ['verification', 'backtracking', 'subgoal-setting', 'backward-chaining'],
  );
  for (const slug of [
    'repeated-call',
    'finish-without-check',
    'retry-without-change',
    'error-recovery',
    'dependent-calls-in-one-turn',
    'action-before-precondition',
  ]) {
    assert.ok(
      runs!.codes.some((code) => code.slug === slug),
      slug,
    );
  }
});

test('an unknown name or path is said to be unknown', () => {
  assert.throws(() => loadCodebooks(['habits']), {
    code: 'not-found',
    message: `codebook habits: expected one of ${codebookNames().join(', ')}`,
  });
  assert.throws(() => loadCodebooks(['./nowhere.yaml']), {
    code: 'file-not-found',
    message: './nowhere.yaml: cannot be read',
  });
});
