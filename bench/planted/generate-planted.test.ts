import assert from 'node:assert/strict';
import { test } from 'node:test';
import { corpusCalls, messagesOf } from './corpus-calls.ts';
import { generatePlanted } from './generate-planted.ts';
import { PLANTED_COUNTS } from './planted-setting.ts';

const corpus = generatePlanted({ seed: 3, runs: 200 });

test('the same setting gives the same corpus, another seed another', () => {
  assert.deepEqual(generatePlanted({ seed: 3, runs: 200 }), corpus);
  assert.notDeepEqual(generatePlanted({ seed: 4, runs: 200 }).behaviors, corpus.behaviors);
});

test('as many behaviors of each kind are planted as promised, each in several runs', () => {
  for (const [kind, count] of Object.entries(PLANTED_COUNTS)) {
    const own = corpus.behaviors.filter((behavior) => behavior.kind === kind && !behavior.entailed);
    assert.equal(own.length, count, kind);
    for (const { name, occurrences } of own) assert.ok(new Set(occurrences.map(({ run }) => run)).size >= 5, name);
  }
});

test('steps of truths are where they should be: sentences and corrections in words, repairs from a failure to a success', () => {
  const calls = corpusCalls(corpus);
  for (const { kind, name, occurrences } of corpus.behaviors) {
    for (const { run, steps } of occurrences) {
      const messages = messagesOf(corpus.runs[run]!);
      const roles = steps.map((step) => messages[step]!.role);
      if (kind === 'preference') assert.deepEqual(roles, ['user'], name);
      else if (kind !== 'workflow')
        assert.ok(
          roles.every((role) => role === 'assistant'),
          name,
        );
      if (kind !== 'repair' || steps.length === 0) continue;
      const symbols = steps.map((step) => calls[run]!.find((call) => call.step === step)!.symbol);
      assert.deepEqual(
        symbols.map((symbol) => symbol.endsWith('!')),
        [true, ...symbols.slice(1).map(() => false)],
        name,
      );
    }
  }
});

test('the wanted share succeeds, and what helps and harms does so', () => {
  const rate = (runs: readonly number[]): number =>
    runs.filter((run) => corpus.runs[run]!['success'] === true).length / runs.length;
  const all = corpus.runs.map((_, run) => run);
  assert.ok(Math.abs(rate(all) - corpus.setting.successRate) < 0.08);
  const of = (kind: string): number[] => [
    ...new Set(
      corpus.behaviors
        .filter((behavior) => behavior.kind === kind && !behavior.entailed)
        .flatMap(({ name, occurrences }) => (name.endsWith('again') ? [] : occurrences.map(({ run }) => run))),
    ),
  ];
  assert.ok(rate(of('workflow')) > rate(all));
  assert.ok(rate(of('warning')) < rate(all) - 0.15);
});

test('invented vocabularies leave no plain tool name but the shell, and plant the same', () => {
  const nonsense = generatePlanted({ seed: 3, runs: 200, vocabulary: 'nonsense' });
  const names = (of: typeof corpus): Set<string> =>
    new Set(
      of.runs.flatMap((run) =>
        messagesOf(run).flatMap(({ tool_calls: made = [] }) => made.map((call) => call.function.name)),
      ),
    );
  const plain = names(corpus);
  assert.deepEqual(
    [...names(nonsense)].filter((name) => plain.has(name)),
    ['bash'],
  );
  assert.deepEqual(nonsense.behaviors, corpus.behaviors);
});

test('nothing planted means no truths, and no secret', () => {
  const { behaviors, runs, secrets } = generatePlanted({ seed: 3, runs: 50, planted: false });
  assert.deepEqual(behaviors, []);
  assert.ok(secrets.every((secret) => !JSON.stringify(runs).includes(secret)));
  assert.ok(secrets.every((secret) => JSON.stringify(corpus.runs).includes(secret)));
});
