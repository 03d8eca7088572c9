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

function refused(text: string): EthogramError {
  try {
    parseCodebook(text, 'mine.yaml', { structures: ['repeated-call', 'first-error'] });
  } catch (error) {
    assert.ok(error instanceof EthogramError);
    assert.equal(error.code, 'bad-codebook');
    return error;
  }
  throw new Error('not refused');
}
const message = (text: string): string => refused(text).message;
const match = (text: string): string => GOOD.replace(/match:[^]*$/, `match: ${text}\n`);
const nested = (depth: number): string => `${'['.repeat(depth)}${']'.repeat(depth)}`;

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

// What is wrong, the message after the file's name, and the hint.
const SECOND = GOOD.slice(GOOD.indexOf('  - slug'));
const UNKNOWN = 'found a field that is not known, expected';
const FAULTS: readonly (readonly [string, string, RegExp])[] = [
  ['', ':1: codebook: found nothing, expected its fields', /codebook new NAME --sentence/],
  ['# nothing yet', ':1: codebook: found nothing, expected its fields', /codebook new NAME/],
  ['just words', ':1: codebook: found "just words", expected fields (name: value)', /has name, version, title/],
  ['{"name": "mine"', ':1: Flow map must end with a }', /^close the quote or the bracket/],
  [GOOD.replace('unit: step', 'unit: steps'), ':8: codes[0].unit: found "steps", expected reasoning, step or run', /^write step$/],
  [GOOD.replace('unit: step', 'unit: word'), ':8: codes[0].unit: found "word", expected reasoning, step or run', /^unit: reasoning/],
  [GOOD.replace('greet', 'Say Hello'), ':6: codes[0].slug: found "Say Hello", expected lower-case words joined by hyphens', /^write say-hello$/],
  [GOOD.replace('definition', 'defintion'), `:7: codes[0].defintion: ${UNKNOWN} slug, definition, include, exclude, match, examples, unit, kind, polarity, actors, counting or source`, /^write definition, or delete it$/],
  [GOOD.replace('Says hello.', ''), ':7: codes[0].definition: found nothing, expected a text', /^definition: what an occurrence is/],
  [GOOD.replace('Says hello.', "' '"), ':7: codes[0].definition: found " ", expected a text that is not empty', /^definition: what/],
  [GOOD.replace('title: Mine\n', ''), ':1: title: found nothing, expected a text', /^title: what it is about/],
  [GOOD.replace('version: 2', 'version: [2]'), ':2: version: found a list of 1, expected a text or a number', /^version: '1'$/],
  [GOOD.replace(/codes:[^]*$/, 'codes: { greet: hello }'), ':5: codes: found fields (greet), expected a list', /begins with - slug: NAME/],
  [GOOD + SECOND, ':14: codes[1].slug: found greet again, expected each slug once', /^rename one of the two/],
  [`${GOOD}author: me\n`, `:14: author: ${UNKNOWN} name, version, title, source, codes or exclusions`, /^delete it$/],
  [GOOD.replace('[user]', 'user'), ':9: codes[0].actors: found "user", expected a list', /^actors: \[agent\]/],
  [GOOD.replace('\\bhello\\b', '(a+)+'), ':12: codes[0].match.cues[0]: found "(a+)+": + repeats something that can match in several ways', /^repeat a single character class/],
  [match("{ cues: ['(a'] }"), ':10: codes[0].match.cues[0]: found "(a": Invalid regular expression: /(a/giu: Unterminated group', /JavaScript/],
  [match('{ cues: hello }'), ':10: codes[0].match.cues: found "hello", expected a list', /patterns in single quotes/],
  [match('{ cues: [{ patern: a }] }'), `:10: codes[0].match.cues[0].patern: ${UNKNOWN} pattern, language or after`, /^write pattern/],
  [match('{ cues: [{ pattern: a, language: german }] }'), ':10: codes[0].match.cues[0].language: found "german", expected two letters of ISO 639-1', /as de$/],
  [match("{ cues: [''] }"), ':10: codes[0].match.cues[0]: found "", expected a text that is not empty', /^cues: is a list/],
  [match("{ cues: [a \\d: sheep] }"), `:10: codes[0].match.cues[0].a \\d: ${UNKNOWN} pattern, language or after`, /^a text that holds ': ' must/],
  [match('{}'), ':10: codes[0].match: found no fields, expected cues, sequence, structure, omission, call or learned', /^leave match out/],
  [match('{ structure: repeated-cal }'), ':10: codes[0].match.structure: found repeated-cal, expected one of repeated-call, first-error', /^write repeated-call$/],
  [match('{ structure: constructor }'), ':10: codes[0].match.structure: found constructor, expected one of repeated-call, first-error', /^structure: the name of one of these/],
  [match('{ sequence: { symbols: [a], maxGap: 0 } }'), ':10: codes[0].match.sequence: found fields (symbols, maxGap), expected two symbols, or a condition', /^add a symbol/],
  [match('{ sequence: { symbols: [a, b], maxGap: 2000 } }'), ':10: codes[0].match.sequence.maxGap: found 2000, expected at most 1000', /0 to 1000$/],
  [match('{ omission: { act: [a], needs: [b], when: never } }'), ':10: codes[0].match.omission.when: found "never", expected before, late, after, after-failure or after-done', /^when: before/],
  [match('{ learned: tide }'), ':10: codes[0].match.learned: found tide, expected a model: tide.model.json cannot be read', /beside the codebook/],
  [match('{ structure: repeated-call, reply: true }'), ':10: codes[0].match: found fields (structure, reply), expected reply with cues', /^reply narrows cues/],
  [match('{ learned: tide, cues: [a] }'), ':10: codes[0].match: found fields (learned, cues), expected learned without cues', /^a model reads cues/],
  [`${GOOD}exclusions:\n  - { codes: [greet], decide: x }`, ':15: exclusions[0].codes: found a list of 1, expected at least 2 entries', /^exclusions: is a list/],
  [`${GOOD}exclusions:\n  - { codes: [greet, gret], decide: x }`, ':15: exclusions[0].codes[1]: found gret, expected a code of this codebook', /^write greet/],
  [GOOD.replace('unit: step', 'unit: step\n    unit: run'), ':9: found a field that stands there already, expected each once', /^delete one of the two/],
  [GOOD.replace('    unit', '\tunit'), ':8: Tabs are not allowed as indentation', /^indent with spaces$/],
  [GOOD.replace('Says hello.', 'Says: hello.'), ':7: Nested mappings are not allowed in compact mappings', /': ' must be in single quotes/],
  [GOOD.replace('Says hello.', '*hello'), ':7: found *hello, expected a text, or &hello before it', /begins with \* or &/],
  [GOOD.replace('Says hello.', '@hello'), ':7: Plain value cannot start with reserved character @', /begins with @/],
  [GOOD.replace('Says hello.', '!hello'), ':7: Unresolved tag: !hello', /begins with !/],
  [GOOD.replace('Says hello.', "'It's"), ':7: Unexpected scalar at node end', /' is written ''/],
  [match('{ cues: ["\\d+ sheep"] }'), ':10: Invalid escape sequence \\d', /^put patterns in single quotes/],
  [`${GOOD}---\n${GOOD}`, ':14: found a second document (---), expected one in the file', /holds one codebook/],
  [`name: ${nested(5000)}`, ':1: found lists or fields within each other too deep to read, expected what a person writes', /four-habits shows one/],
  ['name: &a [*a]', ':1: name: found a list of 1, expected a text', /^name: my-codebook$/],
]; // prettier-ignore

test('an error names the file, the line, the field, what was found and what was expected, and what to do', () => {
  for (const [text, expected, hint] of FAULTS) {
    const error = refused(text);
    assert.equal(error.message, `mine.yaml${expected}`);
    assert.match(error.hint!, hint, expected);
  }
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
    message: './nowhere.yaml: cannot be read, expected a codebook',
  });
});
