import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import { importFiles } from '../import-files.ts';
import { trajectoriesOf } from '../testing/import-text.ts';
import { skipWithoutData } from '../testing/shared-data.ts';
import { assertRedactedAlike, dataFiles, textsOf } from '../testing/text-law.ts';

type Raw = any; // oxlint-disable-line typescript/no-explicit-any

const flat = (content: Raw): string => (Array.isArray(content) ? content.join('') : content);

test('recorded calls are conversations, each text told once, in order', { skip: skipWithoutData }, async () => {
  let runs = 0;
  let calls = 0;
  for (const path of dataFiles('autogen', /session\.json$/)) {
    const records: Raw[] = JSON.parse(readFileSync(path, 'utf8'));
    const found = trajectoriesOf(await Array.fromAsync(importFiles([path], { redact: false })));
    // A call whose messages begin with those of another and its answer goes on from it.
    const told = (record: Raw): string[] => [
      ...record.messages.map((m: Raw) => flat(m.content)),
      record.response.content,
    ];
    const starts = (whole: string[], part: string[]): boolean => part.every((text, i) => text === whole[i]);
    const continued = (record: Raw): boolean =>
      records.some(
        (next) => next !== record && next.messages.length >= told(record).length && starts(told(next), told(record)),
      );
    const last = records.filter((record) => !continued(record)).map((record) => told(record).join('\n'));
    assert.deepEqual(
      found
        .map((run) =>
          run.steps.map(({ parts }) => parts.map((part) => ('text' in part ? part.text : '')).join('')).join('\n'),
        )
        .sort(),
      last.sort(),
      path,
    );
    const recorded = found.flatMap((run) => run.extra['calls'] as number[]);
    assert.deepEqual(
      recorded.sort((a, b) => a - b),
      [...records.keys()],
    );
    assert.equal(new Set(found.map(({ id }) => id)).size, found.length);
    const answers = found.flatMap((run) => run.steps.filter(({ usage }) => usage !== undefined));
    assert.equal(answers.length, records.length);
    assert.ok(found.every((run) => textsOf(run).length > 0));
    runs += found.length;
    calls += records.length;
    await assertRedactedAlike(path);
  }
  assert.deepEqual([runs, calls], [24, 28]);
});
