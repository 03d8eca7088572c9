import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Step } from '../trajectory.ts';
import { isRedactionOf } from './is-redaction-of.ts';

const steps = (...texts: string[]): Step[] =>
  texts.map((text, index) => ({ index, actor: 'user', parts: [{ kind: 'text', text }] }));

test('a run with placeholders is the redaction of the run without them', () => {
  const plain = steps('write to a@b.org', 'or c@d.org, not a@b.org', 'thanks');
  assert.equal(isRedactionOf(steps('write to [email-1]', 'or [email-2], not [email-1]', 'thanks'), plain), true);
  assert.equal(isRedactionOf(steps('write to [email-1]'), plain), true, 'an older state of it');
  assert.equal(isRedactionOf(plain, plain), true);
});

test('other words are another run', () => {
  const plain = steps('write to a@b.org now');
  for (const text of ['write to [email-1]', '[email-1] now or later', 'send to [email-1] now', 'write to a@b.org']) {
    assert.equal(isRedactionOf(steps(text), plain), false, text);
  }
  assert.equal(isRedactionOf([], plain), false);
  const said: Step[] = [{ index: 0, actor: 'agent', parts: plain[0]!.parts }];
  assert.equal(isRedactionOf(said, plain), false);
});
