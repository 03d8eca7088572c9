import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  callPhrase,
  doingPhrase,
  gerund,
  looks,
  looksAround,
  toolWords,
  wishPhrase,
  writesSomething,
} from './tool-words.ts';

test('a tool’s name is read as verb and object, however it is written', () => {
  assert.deepEqual(
    [
      'get_user_details',
      'getUserDetails',
      'mcp__github__create_issue',
      'functions.search-web',
      'Read',
      'put_on_scale',
      'run_tests_for',
    ].map(toolWords),
    [
      { verb: 'get', object: 'user details' },
      { verb: 'get', object: 'user details' },
      { verb: 'create', object: 'issue' },
      { verb: 'search', object: 'web' },
      { verb: 'read', object: '' },
      { verb: 'put', object: '' },
      { verb: 'run', object: 'tests' },
    ],
  );
  assert.deepEqual(['cancel', 'update', 'book', 'run', 'agree'].map(gerund), [
    'cancelling',
    'updating',
    'booking',
    'running',
    'agreeing',
  ]);
  assert.deepEqual(['cancel_order', 'get_order', 'transfer_to_human_agents', 'transfer_money'].map(writesSomething), [
    true,
    false,
    false,
    true,
  ]);
});

test('looking around is what every agent does', () => {
  assert.deepEqual(
    ['tool:Glob', 'tool:Read', 'tool:Bash(ls)', 'tool:get_order', 'tool:Edit', 'tool:Bash(npm test)'].map(looksAround),
    [true, true, true, false, false, false],
  );
  assert.deepEqual(['get_order', 'cancel_order', 'vrell_moq'].map(looks), [true, false, false]);
});

test('calls are phrases that a person would write', () => {
  assert.equal(callPhrase(['tool:get_order']), 'look up the order with `get_order`');
  assert.equal(callPhrase(['tool:Bash(git commit)']), 'run `git commit`');
  assert.equal(callPhrase(['tool:Grep', 'tool:Task']), 'search with `Grep` or delegate with `Task`');
  assert.equal(
    callPhrase(['tool:search_direct_flight', 'tool:search_onestop_flight']),
    'search for flights with `search_direct_flight` or `search_onestop_flight`',
  );
  assert.equal(callPhrase(['tool:transfer_to_human_agents']), 'hand over to a person with `transfer_to_human_agents`');
  assert.equal(doingPhrase(['tool:book_room', 'tool:cancel_room']), 'booking or cancelling a room');
  assert.equal(doingPhrase(['tool:cancel_order', 'tool:refund']), 'making a change (`cancel_order` or `refund`)');
  assert.equal(doingPhrase(['tool:Bash(git push)']), 'running `git push`');
});

test('what is no verb is not made one, and only a change is wished for', () => {
  assert.equal(callPhrase(['tool:vrell_moq']), 'call `vrell_moq`');
  assert.equal(doingPhrase(['tool:vrell_moq']), 'calling `vrell_moq`');
  assert.equal(wishPhrase(['tool:vrell_moq']), undefined);
  assert.equal(wishPhrase(['tool:get_order']), undefined);
  assert.equal(wishPhrase(['tool:cancel_order']), 'cancel an order');
});
