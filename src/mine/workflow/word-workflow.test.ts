import assert from 'node:assert/strict';
import { test } from 'node:test';
import { callPhrase, doingPhrase, gerund, toolWords, writesSomething } from '../wording/tool-words.ts';
import { wordWorkflow } from './word-workflow.ts';

test('a tool’s name is read as verb and object, however it is written', () => {
  assert.deepEqual(
    ['get_user_details', 'getUserDetails', 'mcp__github__create_issue', 'functions.search-web', 'Read'].map(toolWords),
    [
      { verb: 'get', object: 'user details' },
      { verb: 'get', object: 'user details' },
      { verb: 'create', object: 'issue' },
      { verb: 'search', object: 'web' },
      { verb: 'read', object: '' },
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

test('calls are phrases that a person would write', () => {
  assert.equal(callPhrase(['tool:get_order']), 'look up the order with `get_order`');
  assert.equal(callPhrase(['tool:Bash(git commit)']), 'run `git commit`');
  assert.equal(
    callPhrase(['tool:search_direct_flight', 'tool:search_onestop_flight']),
    'search for flights with `search_direct_flight` or `search_onestop_flight`',
  );
  assert.equal(callPhrase(['tool:transfer_to_human_agents']), 'hand over to a person with `transfer_to_human_agents`');
  assert.equal(doingPhrase(['tool:book_room', 'tool:cancel_room']), 'booking or cancelling a room');
  assert.equal(doingPhrase(['tool:cancel_order', 'tool:refund']), 'making a change (`cancel_order` or `refund`)');
  assert.equal(doingPhrase(['tool:Bash(git push)']), 'running `git push`');
});

test('sequences are said as one imperative sentence', () => {
  const said = (...elements: string[][]): string | undefined =>
    wordWorkflow(elements, { flow: elements.map(() => ({ fields: [] })), opensRun: 1 })?.instruction;
  assert.equal(
    said(['agent:ask-confirmation'], ['user:confirm'], ['tool:cancel_order']),
    'Before cancelling an order, list the details and get an explicit yes.',
  );
  assert.equal(
    said(['agent:ask-information'], ['tool:find_customer']),
    'Ask the user who they are and find the customer with `find_customer` before anything else.',
  );
  assert.equal(
    said(['tool:get_stock'], ['tool:get_price'], ['tool:place_order']),
    'Before placing an order, look up the stock with `get_stock`, then look up the price with `get_price`.',
  );
  assert.equal(said(['tool:Edit'], ['tool:Bash(npm test)']), 'After editing a file, run `npm test`.');
  assert.equal(said(['tool:Bash(git add)'], ['tool:Bash(git commit)']), 'Before running `git commit`, run `git add`.');
});

test('what asks nothing of an agent, or too much for a sentence, is not said', () => {
  const flow = [{ fields: [] }, { fields: [] }];
  assert.equal(wordWorkflow([['user:request'], ['tool:get_order']], { flow, opensRun: 0 }), undefined);
  assert.equal(wordWorkflow([['agent:ask-confirmation'], ['user:confirm']], { flow, opensRun: 0 }), undefined);
  const many = Array.from({ length: 5 }, (_, i) => [`tool:get_part${i}`]);
  assert.equal(wordWorkflow(many, { flow: many.map(() => ({ fields: [] })), opensRun: 0 }), undefined);
});
