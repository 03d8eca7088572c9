import assert from 'node:assert/strict';
import { test } from 'node:test';
import { promptText } from '../../model/testing/mind.ts';
import { judgeMind, shownParts } from '../../model/testing/minds/judge-mind.ts';
import { brief, judgeBench, LONG, PATTERNS } from './testing/judge-bench.ts';

const { serve, judge } = judgeBench();

test('a verdict on the whole run takes two turns, the second with the first before its eyes', async () => {
  const server = await serve(judgeMind(PATTERNS));
  await judge(server, { slugs: ['unfinished'] });
  const [first, second, ...others] = server.requests;
  assert.equal(others.length, 0);
  assert.match(promptText(first!), /Do not decide yet/);
  assert.deepEqual(
    second!.messages.map(({ role }) => role),
    ['user', 'assistant', 'user'],
  );
  assert.equal((second!.messages[1] as { text: string }).text, first!.answer!.text);
});

test('a verdict on a long run rests on what was noted of its stretches', async () => {
  const server = await serve(judgeMind(PATTERNS));
  const { events } = await judge(server, { run: LONG, stretchTokens: 600, slugs: ['unfinished'] });
  assert.deepEqual(events.map(brief), [['unfinished', 'present', [41, 41], [[41, 0, 'some other day']], 0.8]]);
  assert.match(promptText(server.requests.at(-1)!), /too long to be read at once/);
  assert.deepEqual(shownParts(server.requests.at(-1)!), [{ step: 41, text: 'some other day' }]);
  // Nothing speaks for it: no second reading.
  const nothing = await serve(judgeMind({}));
  const absent = await judge(nothing, { run: LONG, stretchTokens: 600, slugs: ['unfinished'] });
  assert.deepEqual(absent.events.map(brief), [['unfinished', 'absent', [0, 41], [], 0.8]]);
  assert.ok(nothing.requests.every((request) => !promptText(request).includes('too long to be read at once')));
});
