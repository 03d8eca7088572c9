import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { partText, type Actor, type Part, type Trajectory } from '../trajectory/trajectory.ts';
import { sampleRun } from '../trajectory/testing/sample-run.ts';
import type { Behavior } from './behavior.ts';
import { behaviorsAsCodebook } from './codebooks/behaviors-as-codebook.ts';
import { rateInterval } from '../core/rate-interval.ts';
import { detectRun, startDetection } from './detect-run.ts';
import { loadCodebooks } from './codebooks/load-codebooks.ts';
import { detectionTally } from './detection-tally.ts';
import type { Matcher } from './codebook.ts';
import { thoughtKey } from './structure/rederivation.ts';
import { STRUCTURES } from './structure/structures.ts';

const CODEBOOKS = loadCodebooks(['four-habits', 'agent-runs']);

function run(...turns: readonly (readonly [actor: Actor, ...parts: Part[]])[]): Trajectory {
  return sampleRun(
    turns.map(([actor, ...parts]) => ({ actor, parts })),
    { revision: 3 },
  );
}
const think = (text: string, visibility: 'raw' | 'encrypted' | 'absent' = 'raw'): Part => ({
  kind: 'reasoning',
  text,
  visibility,
});
const say = (text: string): Part => ({ kind: 'text', text });

test('an event says everything about an occurrence', () => {
  const { events, codings } = detectRun(
    run(['user', say('Make 24.')], ['agent', think('8 * 3 = 24. Let me check: yes.'), say('8 * 3')]),
    CODEBOOKS,
  );
  const [habits, runs] = CODEBOOKS;
  assert.deepEqual(events, [
    {
      id: events[0]!.id,
      trajectoryId: 'test:1',
      revision: 3,
      code: `four-habits/verification@${habits!.hash}`,
      kind: 'point',
      unit: 'reasoning',
      actor: 'agent',
      steps: [1, 1],
      spans: [{ step: 1, part: 0, start: 12, end: 30, quote: 'Let me check: yes.' }],
      verdict: 'present',
      tier: 'cue',
      detector: 'cues-and-structure@3',
      confidence: 0.7,
      modifiers: { cueStart: 12, cueEnd: 24 },
    },
  ]);
  assert.match(events[0]!.id, /^e_[0-9a-f]{16}$/);
  assert.deepEqual(codings[0], {
    trajectoryId: 'test:1',
    revision: 3,
    codebook: `four-habits@${habits!.hash}`,
    detector: 'cues-and-structure@3',
    observedUnits: { verification: 2, backtracking: 2, 'subgoal-setting': 2, 'backward-chaining': 2 },
    notObservable: { verification: 0, backtracking: 0, 'subgoal-setting': 0, 'backward-chaining': 0 },
    observedTokens: codings[0]!.observedTokens,
  });
  assert.equal(codings[1]!.codebook, `agent-runs@${runs!.hash}`);
});

test('hidden reasoning is not observable, never "none"', () => {
  for (const visibility of ['encrypted', 'absent'] as const) {
    const [coding] = detectRun(
      run(['agent', think('gAAAAAB', visibility), say('Let me check it. It works.')]),
      CODEBOOKS,
    ).codings;
    assert.deepEqual([coding!.observedUnits['verification'], coding!.notObservable['verification']], [0, 1]);
    assert.equal(coding!.observedTokens, 0);
  }
});

test('reasoning in a language without cues is not observable', () => {
  const { events, codings } = detectRun(
    run(['agent', think('Voglio controllare ancora una volta questa cosa. La somma non è più corretta per noi.')]),
    CODEBOOKS,
  );
  assert.deepEqual(events, []);
  assert.deepEqual([codings[0]!.observedUnits['verification'], codings[0]!.notObservable['verification']], [0, 2]);
});

test('an agent without reasoning parts thinks aloud, one with them does not', () => {
  const words = say('Let me check it: 6 * 4 = 24.');
  const slugs = (trajectory: Trajectory): string[] =>
    detectRun(trajectory, CODEBOOKS).events.map(({ code }) => code.replace(/@.*/, ''));
  assert.deepEqual(slugs(run(['agent', words])), ['four-habits/verification']);
  assert.deepEqual(slugs(run(['agent', words], ['agent', think('Hm.')])), []);
  assert.deepEqual(slugs(run(['user', words])), []);
});

test('copied steps and injected text are neither found nor counted', () => {
  const base = run(
    ['agent', think('Let me check it.')],
    ['agent', { kind: 'text', text: 'Let me check it.', injected: ['b_1'] }],
  );
  const copied = { ...base, steps: base.steps.map((step, i) => (i === 0 ? { ...step, copied: true } : step)) };
  const { events, codings } = detectRun(copied, CODEBOOKS);
  assert.deepEqual([events.length, codings[0]!.observedUnits['verification'], codings[0]!.observedTokens], [0, 0, 0]);
});

test('the same run gives the same events, whole or step by step, whatever the order of words', () => {
  const sentences = fc.constantFrom(
    'Let me check: 24.',
    'Wait, that is wrong.',
    'First, I need a 12.',
    'Fine 😀.',
    'To get 24, I need 6.',
    '\n',
  );
  const part = fc.oneof(
    fc.array(sentences, { maxLength: 5 }).map((words): Part => think(words.join(' '))),
    fc.array(sentences, { maxLength: 5 }).map((words): Part => say(words.join(' '))),
    fc.constantFrom<Part>(
      { kind: 'tool-call', callId: '1', name: 'get_x', argumentsText: '{"id":"a1"}' },
      { kind: 'tool-result', callId: '1', text: 'Error: no' },
      { kind: 'tool-result', callId: '1', text: 'ok' },
    ),
  );
  const turns = fc.array(fc.tuple(fc.constantFrom<Actor>('agent', 'user', 'tool'), part, part), { maxLength: 6 });
  fc.assert(
    fc.property(turns, (list) => {
      const trajectory = run(...list);
      const whole = detectRun(trajectory, CODEBOOKS);
      assert.deepEqual(detectRun(trajectory, CODEBOOKS), whole);
      for (const { spans } of whole.events) {
        for (const { step, part: index, start, end, quote } of spans) {
          assert.equal(partText(trajectory.steps[step]!.parts[index]!).slice(start, end), quote);
        }
      }
      const hasReasoning = trajectory.steps.some(({ parts }) => parts.some(({ kind }) => kind === 'reasoning'));
      const live = startDetection(trajectory, CODEBOOKS, { thinksAloud: !hasReasoning });
      const ids = [...trajectory.steps.flatMap((step) => live.step(step)), ...live.end().events].map(({ id }) => id);
      assert.deepEqual(new Set(ids), new Set(whole.events.map(({ id }) => id)));
      assert.equal(ids.length, new Set(ids).size);
    }),
    { numRuns: 200 },
  );
});

test('a summary divides by what was observed', () => {
  const tally = detectionTally(CODEBOOKS);
  tally.add(detectRun(run(['agent', think('Let me check it. It works. Go on.')]), CODEBOOKS));
  tally.add(detectRun(run(['agent', think('', 'encrypted')]), CODEBOOKS));
  const summary = tally.summary();
  const row = summary.behaviors[0]!;
  assert.deepEqual(
    {
      slug: row.slug,
      events: row.events,
      trajectories: row.trajectories,
      rate: row.rate,
      notObservable: row.notObservable,
      unsupported: row.unsupported,
      observedUnits: row.observedUnits,
    },
    {
      slug: 'verification',
      events: 2,
      trajectories: 1,
      rate: 2 / 3,
      notObservable: 1,
      unsupported: 0,
      observedUnits: 3,
    },
  );
  // One run says as much as one unit would, however many it has.
  assert.deepEqual(row.interval, rateInterval(2 / 3, 1));
  assert.deepEqual([summary.trajectories, summary.events, summary.costUsd], [2, 2, 0]);
});

test('the interval of a rate knows that the sentences of one run are alike', () => {
  const tallyOf = (runs: readonly string[]): readonly [number, number] => {
    const tally = detectionTally(CODEBOOKS);
    for (const words of runs) tally.add(detectRun(run(['agent', think(words)]), CODEBOOKS));
    return tally.summary().behaviors[0]!.interval;
  };
  const checks = 'Let me check: 24. '.repeat(10);
  const other = 'Fine, go on. '.repeat(10);
  const mixed = 'Let me check: 24. Fine, go on. '.repeat(5);
  const [low, high] = tallyOf([checks, other, checks, other, checks, other]);
  const [from, to] = tallyOf([mixed, mixed, mixed, mixed, mixed, `${mixed} Fine, go on.`]);
  assert.ok(high - low > 2 * (to - from), `${high - low} against ${to - from}`);
});

test('matchers of behaviors are detected like any code', () => {
  const behavior: Behavior = {
    id: 'b_1',
    name: 'behavior_confirm_before_cancelling',
    instruction: 'Ask for a yes before cancelling.',
    kind: 'workflow',
    polarity: 'do',
    scope: {},
    status: 'active',
    version: 2,
    hash: 'h',
    parents: [],
    tokens: 8,
    matcher: {
      sequence: { symbols: ['agent:ask-confirmation', 'user:confirm', 'tool:cancel | tool:stop'], maxGap: 1 },
    },
  };
  const codebook = behaviorsAsCodebook([
    behavior,
    { ...behavior, id: 'b_2' },
    { ...behavior, id: 'b_3', matcher: { cues: [{ pattern: 'sky' }] } },
    { ...behavior, id: 'b_4', name: 'behavior_confirm_before_cancelling_2', matcher: { structure: 'repeated-call' } },
    { ...behavior, id: 'b_5', name: 'behavior_подтвердить', matcher: { cues: [{ pattern: 'sea' }] } },
  ]);
  assert.deepEqual(
    codebook.codes.map(({ slug, unit, source }) => [slug, unit, source]),
    [
      ['confirm-before-cancelling', 'run', 'b_1@2'],
      ['confirm-before-cancelling-2', 'run', 'b_2@2'],
      ['confirm-before-cancelling-3', 'step', 'b_3@2'],
      ['confirm-before-cancelling-2-2', 'step', 'b_4@2'],
      ['unnamed', 'step', 'b_5@2'],
    ],
  );
  const cancel: Part = { kind: 'tool-call', callId: '1', name: 'cancel', argumentsText: '{"id":1}' };
  const { events, codings } = detectRun(
    run(['agent', say('Shall I cancel it?')], ['user', say('Yes, please.')], ['agent', cancel]),
    [codebook],
  );
  assert.deepEqual(
    events.map(({ steps, tier, spans }) => [steps, tier, spans.map(({ quote }) => quote)]),
    [
      [[0, 2], 'structure', ['Shall I cancel it?', 'Yes, please.', '{"id":1}']],
      [[0, 2], 'structure', ['Shall I cancel it?', 'Yes, please.', '{"id":1}']],
    ],
  );
  assert.equal(codings[0]!.observedUnits['confirm-before-cancelling'], 1);
});

test('a structure may be that of certain tools only', () => {
  const ask = (tool: string, callId: string): Part[] => [
    { kind: 'tool-call', callId, name: tool, argumentsText: '{}' },
  ];
  const answer = (callId: string): Part => ({ kind: 'tool-result', callId, text: 'so' });
  const twice = run(
    ['agent', ...ask('get_order', '1')],
    ['tool', answer('1')],
    ['agent', ...ask('get_user', '2')],
    ['tool', answer('2')],
    ['agent', ...ask('get_order', '3'), ...ask('get_user', '4')],
    ['tool', answer('3'), answer('4')],
  );
  const [, runs] = CODEBOOKS;
  const repeated = runs!.codes.find(({ slug }) => slug === 'repeated-call')!;
  const detected = (match: typeof repeated.match): (string | undefined)[] =>
    detectRun(twice, [
      { ...runs!, hash: JSON.stringify(match), codes: [{ ...repeated, counting: 'each', match }] },
    ]).events.map(({ modifiers }) => modifiers?.['tool'] as string | undefined);
  assert.deepEqual(detected({ structure: 'repeated-call' }), ['get_order', 'get_user']);
  assert.deepEqual(detected({ structure: 'repeated-call', tools: ['get_user'] }), ['get_user']);
});

test('two codebooks of one name are told apart by their hash', () => {
  const [habits] = CODEBOOKS;
  const mine = { ...habits!, hash: 'mine', codes: habits!.codes.filter(({ slug }) => slug === 'verification') };
  const { events } = detectRun(run(['agent', think('Let me check it.')]), [habits!, mine]);
  assert.deepEqual(
    events.map(({ code }) => code),
    [`four-habits/verification@${habits!.hash}`, 'four-habits/verification@mine'].sort(),
  );
});

test('what was compiled for some codebooks is not used for others that begin alike', () => {
  const [habits, runs] = CODEBOOKS;
  const trajectory = run(['agent', think('Let me check it.')]);
  assert.equal(detectRun(trajectory, [habits!]).codings.length, 1);
  assert.equal(detectRun(trajectory, [habits!, runs!]).codings.length, 2);
  assert.equal(detectRun(trajectory, [habits!]).codings.length, 1);
  assert.deepEqual(detectRun(trajectory, []), { events: [], codings: [] });
});

test('a structure may be that of certain commands, or leave out manners of speaking', () => {
  const bash = (callId: string, command: string): Part[] => [
    { kind: 'tool-call', callId, name: 'Bash', argumentsText: JSON.stringify({ command }) },
    { kind: 'tool-result', callId, text: `what ${command} says` },
  ];
  const [again, other] = [
    'So the left side must be larger than the right one.',
    'That means we go on with what is left of it.',
  ];
  const twice = run(
    ...['1', '2'].map((id): [Actor, ...Part[]] => [
      'agent',
      think(`${again} ${other}`),
      ...bash(`a${id}`, 'ls src'),
      ...bash(`b${id}`, 'git log'),
    ]),
  );
  const [, runs] = CODEBOOKS;
  const quotes = (match: Matcher): string[] =>
    detectRun(twice, [
      { ...runs!, hash: JSON.stringify(match), codes: [{ ...runs!.codes[0]!, counting: 'each', match }] },
    ]).events.flatMap(({ spans }) => spans.map(({ quote }) => quote));
  const shown = '{"command":"git log"}';
  assert.deepEqual(quotes({ structure: 'call-loop' }), ['{"command":"ls src"}', shown]);
  assert.deepEqual(quotes({ structure: 'call-loop', tools: ['tool:Bash(git log)'] }), [shown]);
  assert.deepEqual(quotes({ structure: 'rederivation' }), [again, other]);
  assert.deepEqual(quotes({ structure: 'rederivation', except: [thoughtKey(other)] }), [again]);
});

test('a call that must succeed counts when it is answered', () => {
  const call = (callId: string, command: string): Part => ({
    kind: 'tool-call',
    callId,
    name: 'Bash',
    argumentsText: JSON.stringify({ command }),
  });
  const answer = (callId: string, text: string): Part => ({ kind: 'tool-result', callId, text });
  const wrong = answer('1', 'bash: python: command not found');
  const symbols = ['error:Bash', 'tool:Bash(python3) | tool:Bash(cat) | tool:Bash(npm test)'];
  const where = [
    { element: 0, says: [['command not found']] },
    { element: 1, succeeds: true as const },
  ];
  const [, runs] = CODEBOOKS;
  const match: Matcher = { sequence: { symbols, maxGap: 3, where } };
  const detected = (command: string, ...text: readonly string[]): (readonly [number, number])[] =>
    detectRun(
      run(
        ['agent', call('1', 'python a.py')],
        ['tool', wrong],
        ['agent', call('2', command)],
        ...text.map((said): [Actor, Part] => ['tool', answer('2', said)]),
      ),
      [{ ...runs!, hash: 'own', codes: [{ ...runs!.codes[0]!, match }] }],
    ).events.map(({ steps }) => steps);
  assert.deepEqual(detected('python3 a.py', 'ok'), [[1, 2]]);
  assert.deepEqual(detected('python3 a.py'), [[1, 2]], 'a log that tells no answer tells no failure');
  assert.deepEqual(detected('cat a.py', 'Error: busy'), []);
  assert.deepEqual(detected('npm test', 'Exit code 1\n2 tests failed'), [[1, 2]], 'it has run the tests');
  assert.deepEqual(detected('npm test', 'bash: npm: command not found'), []);
});

test('a code without a matcher is not examined', () => {
  const [, runs] = CODEBOOKS;
  const judged = { ...runs!, hash: 'judged', codes: [{ ...runs!.codes[0]!, match: {} }] };
  assert.deepEqual(detectRun(run(['agent', say('Done.')]), [judged]).codings[0]!.observedUnits, {});
});

test('a codebook that names a structure which does not exist is refused', () => {
  const [, runs] = CODEBOOKS;
  const broken = { ...runs!, hash: 'x', codes: [{ ...runs!.codes[0]!, match: { structure: 'no-such' } }] };
  assert.throws(() => detectRun(run(), [broken]), {
    code: 'bad-codebook',
    message: `agent-runs/repeated-call: match.structure: found no-such, expected one of ${[...STRUCTURES.keys()].join(', ')}`,
  });
});
