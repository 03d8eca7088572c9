import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import test from 'node:test';
import { importFiles } from '../../import-files.ts';
import { trajectoriesOf } from '../../testing/import-text.ts';
import { dataFiles } from '../../testing/text-law.ts';
import { skipWithoutData } from '../../testing/shared-data.ts';
import { outcomeOf, type ImportItem, type Label, type Trajectory } from '../../trajectory.ts';

// Counted from what was imported, beside the same counted from the files, or beside what their authors published.
type Raw = any; // oxlint-disable-line typescript/no-explicit-any

const read = (path: string): Promise<ImportItem[]> => Array.fromAsync(importFiles([path], { redact: false }));
const rows = (path: string): Raw[] =>
  readFileSync(path, 'utf8')
    .split('\n')
    .flatMap((line) => (line === '' ? [] : [JSON.parse(line)]));
const labelsOf = (items: readonly ImportItem[], name: string): Label[] =>
  items.flatMap((item) => ('label' in item && item.label.name === name ? [item.label] : []));
const successOf = (run: Trajectory): boolean => outcomeOf(run.outcomes).success === true;
const percent = (count: number, of: number): number => Math.round((1000 * count) / of) / 10;

test(
  'answers of BIG-Bench Mistake are wrong where steps are, in 85 to 94 % of the chains',
  { skip: skipWithoutData },
  async () => {
    for (const path of dataFiles('bbmistake', /\.jsonl$/)) {
      const items = await read(path);
      const runs = trajectoriesOf(items);
      const labels = labelsOf(items, 'label:bbmistake/mistake-index');
      assert.deepEqual(
        labels.map(({ value }) => value),
        rows(path).map((row) => row.mistake_index),
      );
      for (const [index, { part, value, trajectoryId }] of labels.entries()) {
        assert.equal(trajectoryId, runs[index]!.id);
        assert.equal(part, value ?? undefined);
        if (part !== undefined) assert.equal(runs[index]!.steps[1]!.parts[part]!.kind, 'reasoning');
      }
      const agree = runs.filter((run, index) => successOf(run) === (labels[index]!.value === null)).length;
      const share = percent(agree, runs.length);
      assert.ok(share >= 85 && share <= 94, `${basename(path)} ${share}`);
    }
  },
);

test(
  'error steps of PRMBench name the part with that number, and none is lost',
  { skip: skipWithoutData },
  async () => {
    const paths = dataFiles('prmbench', /\.jsonl$/);
    let steps = 0;
    let errors = 0;
    for (const path of paths) {
      const items = await read(path);
      const labels = Map.groupBy(labelsOf(items, 'label:prmbench/error-steps'), ({ trajectoryId }) => trajectoryId);
      const raw = rows(path);
      for (const [index, run] of trajectoriesOf(items).entries()) {
        const { modified_process: process, error_steps: given } = raw[index];
        const found = labels.get(run.id)!;
        const inside = found.filter(({ part }) => part !== undefined);
        const outside = found.flatMap(({ value }) => (value as Raw).outOfRange ?? []);
        assert.deepEqual([...inside.map(({ part }) => part! + 1), ...outside].sort(), [...given].sort());
        for (const { part } of inside) {
          const { kind, text } = run.steps[1]!.parts[part!]! as Raw;
          assert.deepEqual([kind, text], ['reasoning', process[part!]]);
        }
        steps += process.length;
        errors += inside.length;
      }
    }
    // All nine files have 83,456 steps, 15.8 % of them in error; these are three.
    assert.deepEqual([steps, errors, percent(errors, steps)], [17006, 2927, 17.2]);
  },
);

test('GSM8K verifiers beat fine-tuning on the same questions', { skip: skipWithoutData }, async () => {
  const [path] = dataFiles('gsm8k', /\.jsonl$/);
  const runs = trajectoriesOf(await read(path!));
  const byModel = Map.groupBy(runs, ({ agent }) => agent.model);
  const solved = (model: string): Set<string> =>
    new Set(byModel.get(model)!.flatMap((run) => (successOf(run) ? [run.task.id!] : [])));
  assert.equal(new Set(runs.map(({ task }) => task.id)).size, 1319);
  const paired: Record<string, number[]> = {};
  for (const size of ['6b', '175b']) {
    const [tuned, verified] = [solved(`${size}_finetuning`), solved(`${size}_verification`)];
    paired[size] = [tuned.size, verified.size, tuned.difference(verified).size, verified.difference(tuned).size];
  }
  const raw = rows(path!);
  const count = (of: (row: Raw) => boolean): number => raw.filter(of).length;
  const expected = ['6b', '175b'].map((size) => {
    const tuned = (row: Raw): boolean => row[`${size}_finetuning`].is_correct;
    const verified = (row: Raw): boolean => row[`${size}_verification`].is_correct;
    return [
      size,
      [count(tuned), count(verified), count((r) => tuned(r) && !verified(r)), count((r) => verified(r) && !tuned(r))],
    ];
  });
  assert.deepEqual(paired, Object.fromEntries(expected));
  assert.deepEqual(paired['175b']!.slice(0, 2), [458, 742]);
});

test(
  'the same question is the same task in GSM8K and in the chains that people judged',
  { skip: skipWithoutData },
  async () => {
    const ids = async (folder: string): Promise<Set<string>> => {
      const runs = trajectoriesOf(await read(dataFiles(folder, /(?:gsm8k|solutions)\.jsonl$/)[0]!));
      return new Set(runs.map(({ task }) => task.id!));
    };
    assert.equal((await ids('llm-reasoners')).isSubsetOf(await ids('gsm8k')), true);
  },
);

test('Dynamic Cheatsheet solves as much of AIME 2024 as its paper says', { skip: skipWithoutData }, async () => {
  const found: Record<string, number> = {};
  for (const path of dataFiles('dynamic-cheatsheet', /\.jsonl$/)) {
    const runs = trajectoriesOf(await read(path));
    assert.deepEqual(runs[0]!.task.tags, ['dynamic-cheatsheet', 'AIME_2024']);
    found[`${runs[0]!.agent.model} ${runs[0]!.agent.name}`] = percent(runs.filter(successOf).length, runs.length);
  }
  assert.deepEqual(found, {
    'claude-3-5-sonnet Baseline': 23.3,
    'claude-3-5-sonnet DynamicCheatsheet_Cumulative': 50,
    'claude-3-5-sonnet DynamicCheatsheet_RetrievalSynthesis': 46.7,
    'gpt-4o Baseline': 20,
    'gpt-4o DynamicCheatsheet_RetrievalSynthesis': 40,
  });
});

test(
  'Tree of Thoughts solves 69 of 100 games of 24, and every proposal extends its parent',
  { skip: skipWithoutData },
  async () => {
    const [path] = dataFiles('tot/logs/game24', /\.json$/);
    const items = await read(path!);
    const runs = trajectoriesOf(items);
    assert.equal(runs.filter(successOf).length, 69);
    const raw = JSON.parse(readFileSync(path!, 'utf8'));
    const values = raw.flatMap((puzzle: Raw) => puzzle.steps.flatMap((level: Raw) => level.values));
    assert.deepEqual(
      labelsOf(items, 'label:tot/value').map(({ value }) => value),
      values,
    );
    for (const [index, { steps }] of runs.entries()) {
      const whole = (at: number): string => {
        const { parent, parts } = steps[at]!;
        const text = parts.map((part) => (part.kind === 'text' ? part.text : '')).join('');
        return parent === undefined || parent === 0 ? text : whole(parent) + text;
      };
      const proposals = raw[index].steps.flatMap((level: Raw) => level.new_ys);
      assert.deepEqual(
        steps.slice(1).map((step) => whole(step.index)),
        proposals,
      );
    }
  },
);

test(
  'states of the crosswords grow from the state that has all but their last action',
  { skip: skipWithoutData },
  async () => {
    const [path] = dataFiles('tot/logs/crosswords', /\.json$/);
    const runs = trajectoriesOf(await read(path!));
    const raw = JSON.parse(readFileSync(path!, 'utf8'));
    let states = 0;
    for (const [index, { steps }] of runs.entries()) {
      for (const { parent, index: at } of steps) {
        const before = parent === undefined ? [] : raw[index][parent].actions;
        assert.deepEqual(raw[index][at].actions.slice(0, -1), before);
        states++;
      }
    }
    assert.equal(states, 1856);
  },
);

test(
  'the first error of MR-Ben is found among the steps of 345 in 348 solutions',
  { skip: skipWithoutData },
  async () => {
    const path = dataFiles('mrben', /physics\.json$/)[0]!;
    const items = await read(path);
    const runs = new Map(trajectoriesOf(items).map((run) => [run.id, run]));
    const wrong = labelsOf(items, 'label:mr-ben/first-error-step').filter(({ value }) => value !== null);
    const placed = wrong.filter(({ part }) => part !== undefined);
    assert.deepEqual([wrong.length, placed.length], [348, 345]);
    for (const { part, value, trajectoryId } of placed) {
      const { text } = runs.get(trajectoryId)!.steps[1]!.parts[part!]! as Raw;
      assert.match(text, new RegExp(`^\\s*Step ${String(value)}\\b`, 'i'));
    }
    assert.equal([...runs.values()].filter(successOf).length, 319);
  },
);

test('who is blamed speaks at the blamed step in all but 3 runs of Who&When', { skip: skipWithoutData }, async () => {
  let others = 0;
  let runs = 0;
  for (const path of dataFiles('whowhen', /\.json$/)) {
    const items = await read(path);
    const [run] = trajectoriesOf(items);
    const raw = JSON.parse(readFileSync(path, 'utf8'));
    const [agent] = labelsOf(items, 'label:who-and-when/mistake-agent');
    const [step] = labelsOf(items, 'label:who-and-when/mistake-step');
    assert.deepEqual(
      [step!.value, step!.steps],
      [raw.mistake_step, [Number(raw.mistake_step), Number(raw.mistake_step)]],
    );
    const { actor, name } = run!.steps[step!.steps![0]]!;
    if (name !== agent!.value) others++;
    else assert.equal(actor, 'agent');
    assert.equal(outcomeOf(run!.outcomes).success, false);
    runs++;
  }
  assert.deepEqual([runs, others], [92, 3]);
});

test('annotators of MAST find a failure mode as often as the file says', { skip: skipWithoutData }, async () => {
  const path = dataFiles('mast', /\.json$/)[0]!;
  const items = await read(path);
  const raw: Raw[] = JSON.parse(readFileSync(path, 'utf8'));
  const labels = items.flatMap((item) => ('label' in item ? [item.label] : []));
  const judgements = raw.flatMap((record) =>
    record.annotations.flatMap((given: Raw) => [given.annotator_1, given.annotator_2, given.annotator_3]),
  );
  assert.deepEqual(
    labels.map(({ value }) => (value as Raw).present),
    judgements,
  );
  assert.equal(new Set(labels.map(({ trajectoryId }) => trajectoryId)).size, 15);
});
