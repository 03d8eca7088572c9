import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { EthogramError } from '../../core/ethogram-error.ts';
import { finishTrajectory } from '../../trajectory/finish-trajectory.ts';
import type { Part, Step, Trajectory } from '../../trajectory/trajectory.ts';
import { comparePredictions, type PredictedAction } from './compare-predictions.ts';
import { comparedBeliefs, beliefSummary } from './compared-beliefs.ts';
import { compareHabits, compareTraits } from './self-comparison.ts';
import { PERSONALITY_ITEMS, traitScores } from './personality-items.ts';
import { probeContext } from './probe-context.ts';
import { knownTools, nextAction, parseProbeAt, probePoints } from './probe-points.ts';
import { probeQuestions } from './probe-questions.ts';
import { rankCorrelation } from './rank-correlation.ts';

const text = (words: string): Part => ({ kind: 'text', text: words });
const call = (name: string, callId: string): Part => ({ kind: 'tool-call', callId, name, argumentsText: '{"id": 7}' });
const RUN = runOf([
  { actor: 'system', parts: [text('You run a depot.')] },
  { actor: 'user', parts: [text('Where is parcel 7?')] },
  { actor: 'agent', parts: [{ kind: 'reasoning', text: 'I look it up.', visibility: 'raw' }, call('track', 'a')] },
  { actor: 'tool', parts: [{ kind: 'tool-result', callId: 'a', text: 'no such parcel', isError: true }] },
  { actor: 'agent', parts: [text('I try the archive.')] },
  { actor: 'agent', parts: [call('search_archive', 'b')] },
  { actor: 'tool', parts: [{ kind: 'tool-result', callId: 'b', text: 'parcel 7: Graz' }] },
  { actor: 'agent', parts: [text('It is in Graz, not at the border as I thought.')] },
]);

test('places are the turns of the agent, every so many, those that call a tool, or the end', () => {
  const at = (where: string): number[] => probePoints(RUN, parseProbeAt(where));
  assert.deepEqual(at('each'), [2, 4, 5, 7]);
  assert.deepEqual(at('every 3'), [2, 7]);
  assert.deepEqual(at('before tool'), [2, 5]);
  assert.deepEqual(at('before search_archive'), [5]);
  assert.deepEqual(at('end'), [8]);
  assert.throws(() => parseProbeAt('sometimes'), EthogramError);
});

test('the next action is the first tool of the turn, or a message, however many steps tell the turn', () => {
  assert.deepEqual([2, 4, 5, 7, 8, 3].map((place) => nextAction(RUN, place)), ['track', 'search_archive', 'search_archive', 'message', undefined, undefined]);
  assert.deepEqual(knownTools(RUN, 5), ['track']);
}); // prettier-ignore

test('the context is what the agent had before it, calls and results as text, its thoughts left out', () => {
  assert.deepEqual(probeContext(RUN, 4), {
    instructions: 'You run a depot.',
    messages: [
      { role: 'user', text: 'Where is parcel 7?' },
      { role: 'assistant', text: '[call track] {"id": 7}' },
      { role: 'user', text: '[error of track] no such parcel' },
    ],
  });
});

test('a context that is too long keeps its first message and the last', () => {
  const steps = Array.from({ length: 40 }, (_, i) => ({
    actor: i % 2 === 0 ? ('user' as const) : ('agent' as const),
    parts: [text(`${i} ${'words and more words '.repeat(10)}`)],
  }));
  const { messages } = probeContext(runOf(steps), 40, { maxTokens: 400 });
  const shown = messages.map((message) => ('text' in message ? message.text.split(' ')[0] : ''));
  assert.equal(shown[0], '0');
  assert.equal(shown[1], '[32');
  assert.equal(shown.at(-1), '39');
});

test('the other side begins, even where the agent did', () => {
  const run = runOf([
    { actor: 'agent', parts: [text('Good morning!')] },
    { actor: 'user', parts: [text('My parcel?')] },
    { actor: 'agent', parts: [text('Which one?')] },
  ]);
  assert.deepEqual(probeContext(run, 2).messages, [
    { role: 'user', text: '[the conversation begins]' },
    { role: 'assistant', text: 'Good morning!' },
    { role: 'user', text: 'My parcel?' },
  ]);
});

test('what was compacted is there as its summary', () => {
  const run = runOf([
    { actor: 'user', parts: [text('Sort the shelf.')] },
    { actor: 'agent', parts: [text('I begin.')] },
    { actor: 'user', parts: [{ kind: 'compaction', text: 'Half is sorted.' }] },
    { actor: 'agent', parts: [text('Done.')] },
  ]);
  assert.deepEqual(probeContext(run, 3).messages, [
    { role: 'user', text: '[summary of what was before] Half is sorted.' },
  ]);
});

test('predictions are held against the most frequent action, with an interval over runs', () => {
  const actions = ['track', 'track', 'track', 'message', 'refund'];
  // Right where it says track or message; nine of ten runs alike.
  const predictions = Array.from({ length: 10 }, (_, run) =>
    actions.map((actual): PredictedAction => {
      const stated = actual === 'refund' ? 'message' : `functions.${actual}(id)`;
      return { run: `r${run}`, stated, confidence: actual === 'refund' ? 60 : 90, actual };
    }),
  ).flat();
  const found = comparePredictions(predictions)!;
  assert.equal(found.n, 50);
  assert.equal(found.accuracy, 0.8);
  assert.deepEqual(found.baseline, { action: 'track', accuracy: 0.6 });
  assert.ok(Math.abs(found.difference.value - 0.2) < 1e-12);
  assert.ok(Math.abs(found.brier - (4 * 0.01 + 0.36) / 5) < 1e-12);
  assert.ok(found.interval[0] < 0.8 && found.interval[1] > 0.8);
  assert.equal(comparePredictions([]), undefined);
});

test('a belief is corrected or borne out only by words that the rest of the run holds', () => {
  const beliefs = ['the parcel is at the border', 'the archive holds parcels', 'the user is in Linz', 'parcel 7 exists'].map((statement, i) => ({ statement, confidence: [90, 80, 50, 60][i]! }));
  const compared = comparedBeliefs(RUN, 4, beliefs, {
    verdicts: [
      { number: 1, verdict: 'corrected', quote: 'not at the  border as I thought', step: 7 },
      { number: 2, verdict: 'borne-out', quote: 'parcel 7: Graz', step: 5 },
      { number: 4, verdict: 'borne-out', quote: 'no such parcel', step: 3 },
    ],
  });
  assert.deepEqual(compared.map(({ verdict, quote, step }) => [verdict, quote, step]), [
    ['corrected', 'not at the border as I thought', 7],
    ['borne-out', 'parcel 7: Graz', 6],
    ['open', undefined, undefined],
    ['unsupported', undefined, undefined],
  ]);
  const summary = beliefSummary(compared);
  assert.deepEqual(summary.verdicts, { 'borne-out': 1, corrected: 1, open: 1, unsupported: 1 });
  assert.deepEqual(summary.confidence, { borneOut: 0.8, corrected: 0.9 });
  assert.ok(Math.abs(summary.brier! - (0.04 + 0.81) / 2) < 1e-12);
}); // prettier-ignore

test('agreeing with everything is the middle of every scale, and every scale has two items of either sign', () => {
  const scores = traitScores(Object.fromEntries(PERSONALITY_ITEMS.map(({ field }) => [field, 5])));
  for (const [trait, score] of Object.entries(scores)) {
    const own = PERSONALITY_ITEMS.filter((item) => item.trait === trait);
    assert.equal(own.length, 4, trait);
    assert.equal(score, 5 - own.filter(({ reversed }) => reversed).length, trait);
  }
  assert.deepEqual(traitScores({ s01: 9, s02: 'much' }), {});
});

test('a trait that shows is found, one that does not is not', () => {
  // Careful runs check more; the code that speaks against care falls with it.
  const runs = [1, 2, 3, 4, 5, 4, 2, 3].map((score, i) => ({
    scores: { conscientiousness: score, openness: 3 },
    rates: new Map([
      ['four-habits/verification', score / 10],
      ['agent-runs/finish-without-check', (5 - score) / 10],
      ['four-habits/backtracking', i / 10],
    ]),
  }));
  const [openness, conscientiousness] = compareTraits(runs);
  assert.equal(openness!.deviation, 0);
  assert.deepEqual(openness!.codes, [{ code: 'four-habits/backtracking', runs: 8 }]);
  assert.deepEqual(
    conscientiousness!.codes.map(({ code, runs: n, correlation }) => [code, n, correlation]),
    [
      ['four-habits/verification', 8, 1],
      ['four-habits/subgoal-setting', 0, undefined],
      ['agent-runs/finish-without-check', 8, 1],
    ],
  );
});

test('stated habits stand beside the share of runs that show them', () => {
  const runs = [0, 0.2, 0.1, 0].map((rate) => ({
    stated: { checks: 90, turns_back: 10, recovers: 50 },
    rates: new Map([
      ['four-habits/verification', rate],
      ['four-habits/backtracking', 0],
    ]),
  }));
  const { habits, correlation } = compareHabits(runs);
  assert.deepEqual(
    habits.map(({ habit, stated, shown }) => [habit, stated, shown?.share]),
    [
      ['checks', 0.9, 0.5],
      ['turns_back', 0.1, 0],
      ['recovers', 0.5, undefined],
    ],
  );
  assert.equal(correlation, undefined);
});

test('ranks correlate as they should, ties at their mean', () => {
  assert.equal(rankCorrelation([[1, 10], [2, 20], [3, 30]]), 1);
  assert.equal(rankCorrelation([[1, 3], [2, 2], [3, 1]]), -1);
  assert.equal(rankCorrelation([[1, 1], [1, 2], [1, 3]]), undefined);
  assert.ok(Math.abs(rankCorrelation([[1, 1], [2, 2], [2, 3], [4, 4]])! - 0.9486832980505138) < 1e-12);
}); // prettier-ignore

test('questions of one’s own are read from a file, and what is wrong in it is named', () => {
  const file = join(tmpdir(), `ethogram-questions-${process.pid}.yaml`);
  writeFileSync(file, 'questions:\n  - name: trust\n    ask: How far do you trust the tool?\n    scale: [1, 7]\n  - name: mood\n    ask: How is it going?\n    choices: [well, badly]\n');
  const [trust, mood] = probeQuestions(file);
  assert.equal(trust!.text([]), 'How far do you trust the tool? "answer" is a number from 1 to 7.');
  assert.deepEqual(mood!.schema.safeParse({ answer: 'so so', why: '' }).success, false);
  assert.deepEqual(trust!.schema.parse({ answer: 5, why: 'it was right' }), { answer: 5, why: 'it was right' });
  writeFileSync(file, 'questions:\n  - name: beliefs\n    ask: What?\n');
  assert.throws(() => probeQuestions(file), /yaml:2: questions\.0\.name: found beliefs, which ships, expected another/);
  assert.throws(() => probeQuestions('dreams'), /--questions: found "dreams", expected beliefs, intentions/);
}); // prettier-ignore

function runOf(steps: readonly Omit<Step, 'index'>[]): Trajectory {
  return finishTrajectory(
    { task: { tags: [] }, agent: {}, outcomes: [], steps: steps.map((step, index) => ({ index, ...step })), extra: {} },
    { format: 'test', uri: 'test' },
  ).trajectory;
}
