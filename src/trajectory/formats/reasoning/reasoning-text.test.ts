import assert from 'node:assert/strict';
import test from 'node:test';
import { assertNoTextLost, assertRedactedAlike, dataFiles } from '../../testing/text-law.ts';
import { skipWithoutData } from '../../testing/shared-data.ts';

// What stands in the sources is walked here once more, with nothing of the importers.
type Raw = any; // oxlint-disable-line typescript/no-explicit-any

interface Corpus {
  readonly title: string;
  readonly files: () => string[];
  /** The texts of each run of a file, in order. */
  readonly runs: (content: string) => string[][];
  readonly trajectories: number;
}

const rows = (content: string): Raw[] => content.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line)]));

const CORPORA: readonly Corpus[] = [
  {
    title: 'Who&When',
    files: () => dataFiles('whowhen', /\.json$/),
    runs: (content) => [JSON.parse(content).history.map((message: Raw) => message.content)],
    trajectories: 92,
  },
  {
    title: 'MAST',
    files: () => dataFiles('mast', /\.json$/),
    runs: (content) =>
      JSON.parse(content).map(({ trace, mas_name: framework }: Raw) => {
        if (framework === 'AppWorld' || framework === 'ChatDev') return [trace];
        const document = JSON.parse(trace);
        if (framework === 'MetaGPT') return [document.content];
        if (framework === 'HyperAgent') return [document.trajectory.join('\n')];
        return document.trajectory.map((message: Raw) => message.content.join('\n'));
      }),
    trajectories: 15,
  },
  {
    title: 'BIG-Bench Mistake',
    files: () => dataFiles('bbmistake', /\.jsonl$/),
    runs: (content) => rows(content).map((row) => [row.input, ...row.steps, row.answer]),
    trajectories: 900,
  },
  {
    title: 'PRMBench',
    files: () => dataFiles('prmbench', /\.jsonl$/),
    runs: (content) => rows(content).map((row) => [row.modified_question, ...row.modified_process]),
    trajectories: 1201,
  },
  {
    title: 'MR-Ben',
    files: () => dataFiles('mrben', /\.json$/),
    runs: (content) =>
      Object.values(JSON.parse(content))
        .flat()
        .map((given: Raw) => [given.Question, given.Options ?? '', ...[given.Model_Solution_Steps].flat()]),
    trajectories: 905,
  },
  {
    title: 'GSM8K solutions',
    files: () => dataFiles('gsm8k', /\.jsonl$/),
    runs: (content) =>
      rows(content).flatMap((row) =>
        ['6b_finetuning', '6b_verification', '175b_finetuning', '175b_verification'].map((system) => [
          row.question,
          row[system].solution,
        ]),
      ),
    trajectories: 5276,
  },
  {
    title: 'Reasoning Gym',
    files: () => dataFiles('reasoning-gym-eval', /\.json$/),
    runs: (content) =>
      JSON.parse(content).results.flatMap((result: Raw) =>
        result.completions.map((completion: Raw) => [result.question, completion.full_model_response]),
      ),
    trajectories: 900,
  },
  {
    title: 'Marco-o1',
    files: () => dataFiles('marco-o1', /\.json$/),
    runs: (content) => JSON.parse(content).map((row: Raw) => [row.instruction, row.response]),
    trajectories: 125,
  },
  {
    title: 'LLM Reasoners',
    files: () => dataFiles('llm-reasoners', /\.jsonl$/),
    runs: (content) => rows(content).map((row) => [row.question, row.reasoning_chain]),
    trajectories: 400,
  },
  {
    title: 'Dynamic Cheatsheet',
    files: () => dataFiles('dynamic-cheatsheet', /\.jsonl$/),
    runs: (content) =>
      rows(content).map((row) =>
        row.steps.flatMap((round: Raw) => [round.generator_prompt, round.generator_output, round.new_cheatsheet ?? '']),
      ),
    trajectories: 150,
  },
  {
    title: 'the game of 24',
    files: () => dataFiles('tot/logs/game24', /\.json$/),
    runs: (content) =>
      JSON.parse(content).map(({ steps }: Raw) => [
        steps[0].x,
        ...steps.flatMap((level: Raw) =>
          level.new_ys.map((text: string) =>
            text.slice(Math.max(...level.ys.map((y: string) => (text.startsWith(y) ? y.length : 0)))),
          ),
        ),
      ]),
    trajectories: 100,
  },
  {
    title: 'crosswords',
    files: () => dataFiles('tot/logs/crosswords', /\.json$/),
    runs: (content) => JSON.parse(content).map((states: Raw[]) => states.map((state) => state.actions.at(-1))),
    trajectories: 20,
  },
];

for (const { title, files, runs, trajectories } of CORPORA) {
  test(`no text of ${title} is lost`, { skip: skipWithoutData }, async () => {
    assert.equal(await assertNoTextLost(files(), runs), trajectories);
  });

  test(`redaction of ${title} changes nothing but secrets`, { skip: skipWithoutData }, async () => {
    for (const path of files()) await assertRedactedAlike(path);
  });
}
