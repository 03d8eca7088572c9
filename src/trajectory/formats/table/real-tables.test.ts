import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { mappedRunsOf } from '../../testing/read-mapped.ts';
import { SHARED_DATA, skipWithoutData } from '../../testing/shared-data.ts';
import { textsOf } from '../../testing/text-law.ts';

const contentOf = (path: string): string => readFileSync(join(SHARED_DATA, path), 'utf8');
const skip = { skip: skipWithoutData };

test('solutions with nested columns, one run per line', skip, async () => {
  const content = contentOf('gsm8k/grade_school_math/data/example_model_solutions.jsonl');
  const rows = content
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, string> & { '175b_verification': Record<string, unknown> });
  const map = 'task=question,agent=175b_verification.solution,success=175b_verification.is_correct';
  const runs = await mappedRunsOf(map, content);
  assert.equal(runs.length, 1319);
  for (const [index, { question, ground_truth: truth, '175b_verification': told }] of rows.entries()) {
    const run = runs[index];
    assert.ok(run !== undefined);
    assert.deepEqual(textsOf(run), [question, told['solution']]);
    assert.deepEqual(run.outcomes, [{ name: 'success', value: told['is_correct'], by: 'verifier' }]);
    assert.equal(run.extra['ground_truth'], truth);
    assert.equal('175b_verification' in run.extra, false);
  }
});

test('puzzles of a CSV, what is not mapped is kept', skip, async () => {
  const content = contentOf('tot/src/tot/data/24/24.csv');
  const rows = content
    .trimEnd()
    .split('\n')
    .slice(1)
    .map((line) => line.split(','));
  const runs = await mappedRunsOf('id=Rank,task=Puzzles,score.seconds="AMT (s)"', content);
  assert.deepEqual(
    runs.map((run) => [run.id, textsOf(run), run.outcomes[0]?.value, Object.values(run.extra)]),
    rows.map(([rank, puzzle, seconds, ...rest]) => [`mapped-table:${rank}`, [puzzle], Number(seconds), rest]),
  );
});

test('an event log, one run per case', skip, async () => {
  const content = contentOf('nirdizati-xes/cache/log_cache/test_logs/general_example_test.csv');
  const rows = content
    .trimEnd()
    .split('\n')
    .slice(1)
    .map((line) => line.trimEnd().split(','));
  const map = 'run=case:concept:name,tool=Activity,name=Resource,at=time:timestamp,costUsd=Costs';
  const runs = await mappedRunsOf(map, content);
  assert.equal(runs.length, new Set(rows.map(([id]) => id)).size);
  for (const run of runs) {
    const own = rows.filter(([id]) => `mapped-table:${id}` === run.id);
    assert.deepEqual(
      run.steps.map(({ actor, name, at, parts, usage }) => [
        actor,
        name,
        at,
        parts.map((part) => part.kind === 'tool-call' && part.name),
        usage?.costUsd,
      ]),
      own.map(([, activity, who, time, , , , , costs]) => [
        'agent',
        who,
        time?.replaceAll('/', '-').replace(' ', 'T'),
        [activity],
        Number(costs),
      ]),
    );
  }
});
