import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { issuesOf, trajectoriesOf } from '../../testing/import-text.ts';
import { readMapped } from '../../testing/read-mapped.ts';
import { textsOf } from '../../testing/text-law.ts';
import type { Container } from '../../trace-format.ts';

// Anything that UTF-8 can hold.
const words = fc.string({ unit: 'binary', maxLength: 12 });
const cell = fc.oneof(
  words,
  fc.constantFrom('"', '""', ',', '\t', '\r', '\n', '\r\n', ' a ', '\n\n"', '{"a": 1}', 'null', '</think>'),
);
const step = fc.record({
  actor: fc.constantFrom('user', 'assistant', 'system', 'observer'),
  text: cell,
  tool: fc.constantFrom('', 'f'),
  args: cell,
});
const someRuns = fc.uniqueArray(fc.record({ id: fc.uuid(), steps: fc.array(step, { minLength: 1, maxLength: 5 }) }), {
  selector: ({ id }) => id,
  maxLength: 5,
});

function csv(rows: readonly (readonly string[])[], delimiter: string): string {
  const quoted = (text: string): string => (/[",\t;\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  return rows.map((row) => row.map(quoted).join(delimiter)).join('\n');
}

test('runs written as any table and read again say the same', async () => {
  const columns = ['run', 'n', 'who', 'said', 'tool', 'args'];
  const map = 'run=run,order=n,actor=who,text=said,tool=tool,arguments=args';
  await fc.assert(
    fc.asyncProperty(someRuns, fc.integer({ min: 0, max: 1000 }), async (runs, mix) => {
      const rows = runs.flatMap(({ id, steps }) =>
        steps.map(({ actor, text, tool, args }, index) => [
          id,
          String(index),
          actor,
          text,
          tool,
          tool === '' ? '' : args,
        ]),
      );
      // Rows of all runs, mixed.
      const mixed = rows
        .map((row, index) => ({ row, at: (index * 7919 + mix * 31) % 101 }))
        .sort((a, b) => a.at - b.at)
        .map(({ row }) => row);
      const objects = mixed.map((row) => Object.fromEntries(columns.map((name, index) => [name, row[index] ?? ''])));
      const tables: [string, Container][] = [
        [csv([columns, ...mixed], ','), 'text'],
        [csv([columns, ...mixed], '\t'), 'text'],
        [objects.map((row) => JSON.stringify(row)).join('\n'), 'jsonl'],
        [JSON.stringify(objects), 'array'],
        [JSON.stringify({ rows: objects }), 'document'],
      ];
      const expected = new Map(
        runs.map(({ id, steps }) => [
          `mapped-table:${id}`,
          steps.flatMap(({ text, tool, args }) => (tool === '' ? [text] : [text, args])).join(''),
        ]),
      );
      for (const [content, container] of tables) {
        const items = await readMapped(map, content, { container });
        const found = new Map(trajectoriesOf(items).map((run) => [run.id, textsOf(run).join('')]));
        if (rows.length > 0 || container === 'text') assert.deepEqual(issuesOf(items), []);
        assert.deepEqual([...found].sort(), [...expected].sort());
      }
    }),
    { numRuns: 150 },
  );
});
