import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mappedRunsOf } from '../../testing/read-mapped.ts';
import { partText } from '../../trajectory.ts';

test('what a row of a step is, by the columns it fills', async () => {
  const columns = ['actor', 'name', 'text', 'tool', 'arguments', 'result', 'error', 'reasoning'];
  const map = columns.map((column) => `${column}=${column}`).join(',');
  const cases: readonly [row: Readonly<Record<string, unknown>>, steps: readonly string[]][] = [
    [{ actor: 'AI', name: 'Ada', text: 'a' }, ['agent Ada: text a']],
    [{ actor: 'Thought', text: 'a' }, ['agent: reasoning a']],
    [{ actor: 'assistant', text: 'a', reasoning: 'r' }, ['agent: reasoning r, text a']],
    [{ actor: 'Planner', text: 'a' }, ['environment Planner: text a']],
    [{ actor: 'Planner', name: 'Ada', text: 'a' }, ['environment Ada: text a {"actor":"Planner"}']],
    [{ text: 'a' }, ['environment: text a']],
    [{ actor: 'tool', name: 'f', text: 'a' }, ['tool f: tool-result a']],
    [{ actor: 'tool', name: 'n', tool: 'f', text: 'a' }, ['tool f: tool-result a {"name":"n"}']],
    [{ actor: 'tool', tool: 'f', text: 'a', result: 'b' }, ['tool f: tool-result b, text a']],
    [
      { actor: 'tool', tool: 'f', arguments: { q: 1 }, text: 'a' },
      ['agent: tool-call {"q":1}', 'tool f: tool-result a'],
    ],
    [{ actor: 'user', result: 'b' }, ['tool: tool-result b {"actor":"user"}']],
    [{ tool: 'f' }, ['agent: tool-call ']],
    [
      { tool: 'f', arguments: 'x', error: 'no such file' },
      ['agent: tool-call x', 'tool f: tool-result no such file !'],
    ],
    [{ tool: 'f', result: 'b', error: 0 }, ['agent: tool-call ', 'tool f: tool-result b']],
    [{ tool: 'f', result: 'b', error: 'late' }, ['agent: tool-call ', 'tool f: tool-result b ! {"error":"late"}']],
    [{ actor: 'user', text: 'a', error: true }, ['user: text a {"error":true}']],
    [{ name: 'Ada', text: '' }, ['environment Ada: ']],
  ];
  for (const [row, expected] of cases) {
    // A second row, so that nothing is the same on all rows.
    const [run] = await mappedRunsOf(map, JSON.stringify([row, { actor: 'user', text: 'end' }]));
    assert.ok(run !== undefined);
    const { extra, steps } = run;
    assert.deepEqual(extra, {});
    const last = steps.length - 2;
    const found = steps.slice(0, -1).map((step, index) => {
      const parts = step.parts.map((part) => {
        const mark = part.kind === 'tool-result' && part.isError === true ? ' !' : '';
        return `${part.kind} ${partText(part)}${mark}`;
      });
      const rest = steps[0]?.extra;
      const more = index === last && rest !== undefined ? ` ${JSON.stringify(rest)}` : '';
      return `${step.actor}${step.name === undefined ? '' : ` ${step.name}`}: ${parts.join(', ')}${more}`;
    });
    assert.deepEqual(found, expected, JSON.stringify(row));
  }
});
