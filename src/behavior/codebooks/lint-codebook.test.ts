import assert from 'node:assert/strict';
import { test } from 'node:test';
import { lintCodebook } from './lint-codebook.ts';

const HEAD = `name: mine
version: 1
title: Mine
source: me
`;
const said = (text: string): string[] =>
  lintCodebook(HEAD + text, 'mine.yaml').findings.map(
    ({ line, field, code, message }) => `${line} ${field} ${code}: ${message}`,
  );

test('a codebook whose examples its cues tell apart has no findings', () => {
  assert.deepEqual(
    said(`codes:
  - slug: thanks
    definition: Says thank you.
    unit: step
    match: { cues: ['\\bthank you\\b'] }
    examples:
      positive: [Thank you for the map.]
      nearMiss: ['"Thank you" is what she said.', Thanks to the rain it was cold.]
`),
    [],
  );
});

test('examples that are missed and near misses that are hit are named with their line', () => {
  assert.deepEqual(
    said(`codes:
  - slug: thanks
    definition: Says thank you.
    unit: step
    match:
      cues: ['\\bthank\\w*']
    examples:
      positive:
        - Thank you for the map.
        - Cheers for the map.
      nearMiss:
        - Thanks to the rain it was cold.
`),
    [
      '14 codes[0].examples.positive[1] missed-example: found no cue of thanks in "Cheers for the map.", expected one',
      '16 codes[0].examples.nearMiss[0] hit-near-miss: found a cue of thanks in "Thanks to the rain it was cold.": "Thanks", expected none',
    ],
  );
});

test('cues twice, cues without words and unknown structures are named', () => {
  assert.deepEqual(
    said(`codes:
  - slug: thanks
    definition: Says thank you.
    unit: step
    match: { cues: [merci beaucoup, '\\d\\d'] }
  - slug: french
    definition: Speaks French.
    unit: step
    match: { cues: [Merci beaucoup] }
  - slug: counts
    definition: Counts.
    unit: step
    match: { structure: counting-sheep }
  - slug: user-thanks
    definition: The user says thank you.
    unit: step
    actors: [user]
    match: { cues: [merci beaucoup] }
`).map((line) => line.replace(/expected one of .*/, 'expected one of …')),
    [
      '9 codes[0].match.cues[1] cue-without-words: found no telling word, so it is tried on every sentence',
      '13 codes[1].match.cues[0] duplicate-cue: found Merci beaucoup in thanks too, expected it in one',
      '17 codes[2].match.structure unknown-structure: found counting-sheep, expected one of …',
    ],
  );
});

test('exclusions that decide nothing are named', () => {
  const code = (slug: string, actor: string): string =>
    `  - { slug: ${slug}, definition: d, unit: step, actors: [${actor}], match: { cues: [${slug} whales] } }\n`;
  assert.deepEqual(
    said(`codes:
${code('asks', 'user')}${code('answers', 'agent')}${code('refuses', 'agent')}exclusions:
  - { codes: [asks, answers], decide: by who speaks }
  - { codes: [answers, refuses], decide: by what is done }
  - { codes: [refuses, answers], decide: by what is said }
`),
    [
      '10 exclusions[0] idle-exclusion: found codes of user and agent, which no step shows together, expected codes that can meet',
      '12 exclusions[2] repeated-exclusion: found refuses, answers again, expected it once',
    ],
  );
});
