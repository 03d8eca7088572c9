import assert from 'node:assert/strict';
import { test } from 'node:test';
import { EthogramError } from '../../../core/ethogram-error.ts';
import { sniffSource } from '../../source/sniff-source.ts';
import { MAP_FIELDS, parseColumnMap } from './parse-column-map.ts';
import { requireColumns } from './require-columns.ts';

const problem = (text: string): string => {
  try {
    parseColumnMap(text);
  } catch (error) {
    assert.ok(error instanceof EthogramError && error.code === 'bad-argument');
    return error.message;
  }
  return 'none';
};

test('a map is a list of fields and columns; which fields there are says what a row is', () => {
  assert.deepEqual(parseColumnMap('task=question, agent = the answer ,score.f1=meta.f1,score=f2,feedback=notes?'), {
    rows: 'run',
    columns: [
      { field: 'task', column: 'question', optional: false },
      { field: 'agent', column: 'the answer', optional: false },
      { field: 'score', name: 'f1', column: 'meta.f1', optional: false },
      { field: 'score', column: 'f2', optional: false, name: 'f2' },
      { field: 'feedback', column: 'notes?', optional: true },
    ],
  });
  assert.deepEqual(parseColumnMap(`run="a, ""b""",text='it''s = "so"?'?,label.why="ok?",`), {
    rows: 'step',
    columns: [
      { field: 'run', column: 'a, "b"', optional: false },
      { field: 'text', column: `it's = "so"??`, optional: true },
      { field: 'label', name: 'why', column: 'ok?', optional: false },
    ],
  });
});

test('what is no map is told with the fields there are, the closest first', () => {
  const fields = Object.keys(MAP_FIELDS).length;
  const unknown = problem('tsk=question');
  assert.match(unknown, /^--map: found the field tsk, expected one of task, /);
  assert.equal(unknown.split(', ').length, fields + 1);
  assert.match(problem('model.x=a'), /found the field model\.x/);
  assert.match(problem('__proto__=a'), /found the field __proto__/);
  assert.equal(problem(''), '--map: found nothing, expected FIELD=COLUMN,…');
  assert.equal(problem('task'), '--map: found task, expected FIELD=COLUMN,…');
  assert.equal(problem('task='), '--map: found no column for task, expected task=COLUMN');
  assert.equal(problem('task=a,task=b'), '--map: found task twice, expected each field once');
  assert.equal(problem('task="a'), '--map: found "a without its closing quote, expected " at the end of the name');
  assert.equal(problem('task="a" b'), '--map: found b after a closing quote, expected a comma');
  assert.equal(
    problem('model=a'),
    '--map: found no column with words, expected at least one of task, messages, system, user, agent, reasoning',
  );
  assert.equal(
    problem('id=a,actor=b,text=c'),
    '--map: found id (one row per run) beside actor, text (one row per step), expected run=COLUMN instead of id',
  );
  assert.equal(
    problem('user=a,at=b'),
    '--map: found at (one row per step) without run, expected run=COLUMN too, or startedAt instead of at',
  );
});

const missing = (map: string, content: string): string => {
  const sniffed = sniffSource('runs', Buffer.from(content), { whole: true });
  assert.ok('sample' in sniffed);
  try {
    requireColumns(parseColumnMap(map), sniffed.sample);
  } catch (error) {
    assert.ok(error instanceof EthogramError && error.code === 'bad-argument');
    return error.message;
  }
  return 'none';
};

test('a column that is not there is told with those that are, the closest first', () => {
  assert.equal(
    missing('task=question', 'id,Question,"a, b"\n1,2,3\n'),
    'runs: --map: found no column question, expected one of Question, id, "a, b"',
  );
  assert.equal(missing('task=question?', 'id,Question\n'), 'none');
  assert.equal(missing('task="correct?"', 'id,correct?\n'), 'none');
  assert.equal(missing('task=correct?', 'id,correct?\n'), 'none');
  assert.equal(missing('task=q,agent=a.b.c', '{"q": 1, "a": {"b": {"d": 1}}}\n{"a": {"b": {"c": null}}}\n'), 'none');
  assert.equal(
    missing('task=q,agent=a.c', '{"q": 1, "a": {"b": {"d": 1}}}'),
    'runs: --map: found no column a.c, expected one of q, a.b.d',
  );
  assert.equal(missing('task=q', '[{"p": 1}, {"qu": 1}]'), 'runs: --map: found no column q, expected one of qu, p');
  assert.equal(missing('task=q', '{"rows": [{"q": 1}]}'), 'none');
  assert.equal(missing('task=q', '[1, 2]'), 'runs: --map: found no column q, expected rows with named columns');
  assert.equal(missing('task=q', '[]'), 'none');
});
