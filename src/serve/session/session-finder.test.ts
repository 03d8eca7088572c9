import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { readModelRequest, type ModelRequest, type ServedProtocol } from '../request/model-request.ts';
import { sessionFinder, type SessionFinder } from './session-finder.ts';

interface Message {
  readonly role: string;
  readonly content: unknown;
}

function request(body: object, protocol: ServedProtocol = 'chat'): ModelRequest {
  return readModelRequest(protocol, Buffer.from(JSON.stringify(body)))!;
}

function user(content: unknown): Message {
  return { role: 'user', content };
}

function assistant(content: unknown): Message {
  return { role: 'assistant', content };
}

/** Asks in a session that is found by its messages, and answers with a text. */
function ask(finder: SessionFinder, messages: readonly Message[], answer: string, more: object = {}): string {
  const { session } = finder.find(request({ ...more, messages }), undefined);
  finder.answered(session, { whole: true, body: [Buffer.from(chatAnswer(answer))] });
  return session.id;
}

function chatAnswer(content: string): string {
  return JSON.stringify({ choices: [{ message: { role: 'assistant', content } }] });
}

function newFinder(): SessionFinder {
  let now = 1000;
  return sessionFinder(() => now++);
}

test('the header names the session, before all else', () => {
  const sessions = newFinder();
  const { session, isNew } = sessions.find(request({ messages: [user('a')], prompt_cache_key: 'k' }), 'mine');
  assert.equal(session.id, 'mine');
  assert.equal(isNew, true);
  assert.equal(sessions.find(request({ messages: [user('quite another')] }), 'mine').session, session);
});

test('a request that goes on from all that was said before continues its session', () => {
  const sessions = newFinder();
  const first = ask(sessions, [{ role: 'system', content: 'It is 10:00.' }, user('a')], 'b');
  const messages = [{ role: 'system', content: 'It is 10:01.' }, user('a'), assistant('b'), user('c')];
  assert.equal(ask(sessions, messages, 'd'), first);
  assert.equal(ask(sessions, [...messages, assistant('d'), user('e')], 'f'), first);
  assert.equal(sessions.size, 1);
});

test('marks of caching, lists of one text and reasoning do not break a session', () => {
  const sessions = newFinder();
  const mark = { cache_control: { type: 'ephemeral' } };
  const first = ask(sessions, [user([{ type: 'text', text: 'a', ...mark }])], 'b');
  const answer = assistant([
    { type: 'thinking', thinking: 'hm', signature: 's' },
    { type: 'text', text: 'b' },
  ]);
  assert.equal(ask(sessions, [user('a'), answer, user([{ type: 'text', text: 'c', ...mark }])], 'd'), first);
});

test('a request without an answer in it opens a session, even when it says what another said', () => {
  const sessions = newFinder();
  const first = ask(sessions, [user('a')], 'b');
  assert.notEqual(ask(sessions, [user('a')], 'b'), first);
});

test('a request that failed may be sent again', () => {
  const sessions = newFinder();
  const { session } = sessions.find(request({ messages: [user('a')] }), undefined);
  sessions.answered(session, { whole: false, body: [] });
  assert.equal(ask(sessions, [user('a')], 'b'), session.id);
});

test('trials of one task are told apart by their answers', () => {
  const sessions = newFinder();
  const trials = ['b1', 'b2', 'b3'].map((answer) => ask(sessions, [user('a')], answer));
  assert.equal(new Set(trials).size, 3);
  for (const [i, answer] of ['b1', 'b2', 'b3'].entries()) {
    assert.equal(ask(sessions, [user('a'), assistant(answer), user('c')], 'd'), trials[i]);
  }
});

test('trials are told apart by the ids of their tool calls, in streams too', () => {
  const sessions = newFinder();
  const trials = ['call_1', 'call_2'].map((id) => {
    const { session } = sessions.find(request({ messages: [user('a')] }), undefined);
    const frame = `data: {"choices":[{"delta":{"tool_calls":[{"index":0,"id":"${id}","function":{"name":"f","arguments":"{}"}}]}}]}\n\n`;
    sessions.answered(session, { whole: true, body: [Buffer.from(frame)] });
    return session.id;
  });
  const going = (id: string): string => {
    const calls = [{ id, type: 'function', function: { name: 'f', arguments: '{}' } }];
    const said = [
      user('a'),
      { role: 'assistant', content: null, tool_calls: calls },
      { role: 'tool', tool_call_id: id, content: 'r' },
    ];
    return sessions.find(request({ messages: said }), undefined).session.id;
  };
  assert.equal(going('call_2'), trials[1]);
  assert.equal(going('call_1'), trials[0]);
});

test('examples before the first question do not make all questions one session', () => {
  const sessions = newFinder();
  const examples = [user('2 + 2'), assistant('4'), user('3 + 3'), assistant('6')];
  const one = ask(sessions, [...examples, user('4 + 4')], '8');
  const other = ask(sessions, [...examples, user('5 + 5')], '10');
  assert.notEqual(one, other);
  assert.equal(ask(sessions, [...examples, user('5 + 5'), assistant('10'), user('why?')], 'so'), other);
  assert.equal(ask(sessions, [...examples, user('4 + 4'), assistant('8'), user('why?')], 'so'), one);
});

test('a cache key that is a session’s own id names it; one that many share only narrows down', () => {
  const sessions = newFinder();
  const own = '0199a213-81c0-7800-8aa1-bbab2a035a53';
  const first = ask(sessions, [user('a')], 'b', { prompt_cache_key: own });
  assert.equal(ask(sessions, [user('a summary of what was said')], 'c', { prompt_cache_key: own }), first);
  const shared = { prompt_cache_key: 'my-app' };
  const one = ask(sessions, [user('x')], 'y', shared);
  assert.notEqual(ask(sessions, [user('z')], 'y', shared), one);
});

test('a history that was rewritten goes on in the session that spoke last under its key', () => {
  const sessions = newFinder();
  const shared = { metadata: { user_id: 'user_1' } };
  const first = ask(sessions, [user('a')], 'b', shared);
  assert.equal(ask(sessions, [user('summary: a was asked'), assistant('I see'), user('c')], 'd', shared), first);
});

test('Responses: the answer that a request goes on from names the session', () => {
  const sessions = newFinder();
  const { session } = sessions.find(request({ input: 'a' }, 'responses'), undefined);
  const body = [...gzipSync('{"id": "resp_1", "output": []}')].map((byte) => Uint8Array.of(byte));
  sessions.answered(session, { whole: true, body, encoding: 'gzip', hasId: true });
  const next = sessions.find(request({ input: 'c', previous_response_id: 'resp_1' }, 'responses'), undefined);
  assert.equal(next.session, session);
  assert.equal(next.isNew, false);
  const foreign = sessions.find(request({ input: 'c', previous_response_id: 'resp_0' }, 'responses'), undefined);
  assert.equal(foreign.session.id, 'response:resp_0');
  const kept = sessions.find(request({ input: 'c', conversation: { id: 'conv_1' } }, 'responses'), undefined);
  assert.equal(kept.session.id, 'conversation:conv_1');
});

test('sessions of an earlier process go on', () => {
  const before = newFinder();
  const first = ask(before, [user('a')], 'b');
  const after = newFinder();
  after.remember(first);
  assert.equal(ask(after, [user('a'), assistant('b'), user('c')], 'd'), first);
});

test('thousands of requests that say the same take no longer than others', () => {
  const sessions = newFinder();
  const ids = new Set(Array.from({ length: 5000 }, () => ask(sessions, [user('a')], 'b')));
  assert.equal(ids.size, 5000);
  assert.ok(ids.has(ask(sessions, [user('a'), assistant('b'), user('c')], 'd')));
});

test('sessions and what is kept for them stay bounded', () => {
  const sessions = newFinder();
  const answer = 'x'.repeat(100_000);
  for (let i = 0; i < 20_100; i++) ask(sessions, [user(`a ${i}`)], i % 50 === 0 ? answer : 'b');
  assert.equal(sessions.size, 20_000);
  // The oldest are forgotten, the newest not.
  assert.equal(sessions.find(request({ messages: [user('a 0'), assistant('b'), user('c')] }), undefined).isNew, true);
  assert.equal(
    sessions.find(request({ messages: [user('a 20099'), assistant('b'), user('c')] }), undefined).isNew,
    false,
  );
});
