import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import { importFiles } from '../import-files.ts';
import { trajectoriesOf } from '../testing/import-text.ts';
import { skipWithoutData } from '../testing/shared-data.ts';
import { assertNoTextLost, assertRedactedAlike, dataFiles } from '../testing/text-law.ts';

type Raw = any; // oxlint-disable-line typescript/no-explicit-any

const files = (): string[] => dataFiles('logfire', /conversation\.json$/);
const messages = (content: string): Raw[] => JSON.parse(content).messages.map((item: Raw) => item.message);
const blockText = (block: Raw): string =>
  block.thinking ?? block.text ?? (block.input ? JSON.stringify(block.input) : block.content);

test('no text of recorded sessions is lost', { skip: skipWithoutData }, async () => {
  const runs = (content: string): string[][] => [
    messages(content)
      .filter(({ type }) => type === 'user' || type === 'assistant')
      .flatMap(({ message }) =>
        typeof message.content === 'string' ? [message.content] : message.content.map(blockText),
      ),
  ];
  assert.equal(await assertNoTextLost(files(), runs), 2);
  for (const path of files()) await assertRedactedAlike(path);
});

test(
  'pieces of a message are one step; control messages, hooks and the result are kept',
  { skip: skipWithoutData },
  async () => {
    const path = files().find((name) => name.includes('tool_use'))!;
    const all = messages(readFileSync(path, 'utf8'));
    const [run] = trajectoriesOf(await Array.fromAsync(importFiles([path], { redact: false })));
    const init = all.find(({ subtype }) => subtype === 'init');
    assert.equal(run!.id, `claude-agent-sdk:${init.session_id}`);
    assert.equal(run!.agent.model, init.model);
    assert.deepEqual(run!.agent.tools, init.tools);
    assert.deepEqual(
      run!.steps.map(({ actor, parts }) => [actor, parts.map(({ kind }) => kind)]),
      [
        ['user', ['text']],
        ['agent', ['reasoning', 'tool-call']],
        ['tool', ['tool-result']],
        ['agent', ['text']],
      ],
    );
    const control = run!.extra['control'] as Raw[];
    const others = all.filter(({ type }) => type !== 'user' && type !== 'assistant');
    assert.deepEqual(
      control.map(({ message }) => message),
      others,
    );
    assert.match(JSON.stringify(run!.steps[1]!.extra), /"signature"/);
  },
);
