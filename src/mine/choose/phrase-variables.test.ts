import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seededRandom } from '../../core/random.ts';
import type { Trajectory } from '../../trajectory/trajectory.ts';
import { phraseVariables } from './phrase-variables.ts';
import { openRunCode } from './run-code.ts';
import { actCorpus, actRun, toolIds } from './testing/act-corpus.ts';

// The user names a person, an answer gives their boat, and both go on to later calls under other names.
const corpus = actCorpus(
  Array.from({ length: 100 }, (_, i): Trajectory => {
    const random = seededRandom(i);
    const person = `pat-${100_000 + random.below(900_000)}`;
    const boat = `boat-${100_000 + random.below(900_000)}`;
    const run = actRun(`run-${i}`, `task-${i % 50}`, [
      { tool: 'vam', fields: { who: person, flag: 1 }, answer: `owner of ${boat} since spring` },
      { tool: 'lum', fields: { n: random.below(1e6) } },
      { tool: 'tol', fields: { boat, owner: person, flag: 1 } },
    ]);
    const asked = {
      index: 0,
      actor: 'user' as const,
      parts: [{ kind: 'text' as const, text: `Hello, this is ${person}.` }],
    };
    return { ...run, steps: [asked, ...run.steps.map((step) => ({ ...step, index: step.index + 1 }))] };
  }),
);
const phrase = { elements: toolIds(corpus, ['vam', 'tol']).map((id) => [id]), maxGap: 2 };

test('variables are found whatever their names: from the user, from an earlier call, from its answer', () => {
  const found = phraseVariables(corpus.fragments, phrase, corpus.tasks);
  const said = found.map(({ from, fromField, to, toField }) => `${to}.${toField} = ${from}.${fromField ?? 'said'}`);
  assert.deepEqual(said.sort(), ['0.who = -1.said', '1.boat = 0.said', '1.owner = -1.said', '1.owner = 0.who']); // prettier-ignore
});

test('each field has one source, the one that says most, and stating it pays', () => {
  const code = openRunCode(corpus);
  const worth = code.worth(phrase);
  const sources = worth.variables.map(({ from, fromField, toField }) => [toField, from, fromField]);
  assert.deepEqual(sources.sort(), [['boat', 0, undefined], ['owner', 0, 'who'], ['who', -1, undefined]]); // prettier-ignore
  assert.deepEqual(code.worth(phrase, { variables: false }).variables, []);
  const saved = code.state(worth);
  assert.ok(
    saved > 3 * worth.stating && saved < code.unseenBits,
    `${saved} of ${code.unseenBits}, stating ${worth.stating}`,
  );
});
