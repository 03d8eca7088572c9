import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ElementFlow, FlowingField } from './argument-flow.ts';
import { wordWorkflow, type Wording } from './word-workflow.ts';

const word = (elements: string[][], fields: FlowingField[][] = [], opensRun = 0): Wording | undefined =>
  wordWorkflow(elements, { flow: elements.map((_, k): ElementFlow => ({ fields: fields[k] ?? [] })), opensRun });
const said = (...elements: string[][]): string | undefined => word(elements)?.instruction;

test('short sequences say what comes before a change, a refusal or after an edit', () => {
  assert.equal(
    said(['agent:ask-confirmation'], ['user:confirm'], ['tool:cancel_order']),
    'Before cancelling an order, list the details and get an explicit yes.',
  );
  assert.equal(
    said(['tool:get_stock'], ['tool:get_price'], ['tool:place_order']),
    'Before placing an order, look up the stock with `get_stock`, then look up the price with `get_price`.',
  );
  assert.equal(said(['tool:Edit'], ['tool:Bash(npm test)']), 'After editing a file, run `npm test`.');
  assert.equal(said(['tool:Bash(git add)'], ['tool:Bash(git commit)']), 'Before running `git commit`, run `git add`.');
  assert.equal(
    said(['tool:get_order'], ['agent:refuse']),
    'Before telling the user that something is not possible, look up the order with `get_order`; then say why.',
  );
  assert.equal(
    said(['agent:ask-confirmation'], ['user:confirm'], ['tool:transfer_to_human_agents']),
    'Before handing over to a person, ask the user whether they want that.',
  );
});

test('commands one after the other are said in one breath, after an edit or before what needs a yes', () => {
  const lint = ['tool:Bash(npm run lint)'];
  const add = ['tool:Bash(git add)'];
  const commit = ['tool:Bash(git commit)'];
  assert.equal(
    said(['tool:Read'], ['tool:Edit'], lint, add, commit),
    'After editing a file, run `npm run lint`, `git add` and `git commit`.',
  );
  assert.equal(
    said(['tool:Read'], ['tool:Edit'], lint, ['agent:ask-confirmation'], ['user:confirm'], add, commit),
    'Before running `git add` and `git commit`, run `npm run lint`, then ask for an explicit yes.',
  );
  assert.equal(
    said(['tool:Bash(gofmt)'], ['tool:Bash(go vet)'], ['tool:Bash(go test)']),
    'Run `gofmt`, `go vet` and `go test`, in this order.',
  );
});

test('what opens a conversation is said to come before anything else', () => {
  const elements = [['agent:ask-information'], ['tool:find_customer'], ['tool:get_order']];
  assert.deepEqual(word(elements, [[], [{ field: 'email', from: 'user', letter: 'a' }]], 1), {
    name: 'behavior_authenticate_first',
    instruction:
      'Ask the user for the email and find the customer with `find_customer` before anything else; then look up the order with `get_order`.',
    when: 'a conversation begins and the user has not been identified',
  });
  assert.equal(
    word(
      [['agent:ask-information'], ['tool:find_user_by_email', 'tool:find_user_by_name']],
      [[], [{ field: 'name', from: 'user', letter: 'a' }]],
      1,
    )?.instruction,
    'Ask the user who they are and find the user with `find_user_by_email` or `find_user_by_name` before anything else.',
  );
  assert.equal(
    word(elements, [], 0)?.instruction,
    'Ask the user who they are, then find the customer with `find_customer`; then look up the order with `get_order`.',
  );
});

test('long sequences are said step by step, with what each takes from those before', () => {
  assert.deepEqual(
    word(
      [['tool:find_plot'], ['tool:read_soil'], ['tool:open_sluice'], ['tool:book_harvest']],
      [
        [],
        [{ field: 'plotId', from: 'answer', of: 0, letter: 'a' }],
        [{ field: 'plot_id', from: 'same', of: 1, letter: 'a' }],
        [{ field: 'crew', from: 'answer', of: 0, letter: 'b' }],
      ],
    ),
    {
      name: 'behavior_find_plot_to_book_harvest',
      instruction:
        'To book a harvest, first find the plot with `find_plot`, then read the soil with `read_soil`, using the plot id it returned, then open the sluice with `open_sluice` for the same plot id, and finally book the harvest with `book_harvest`, using the crew from `find_plot`.',
      when: 'the user wants to book a harvest',
    },
  );
});

test('what a change takes from the answer before it is said, unless it is whom to pay or to write to', () => {
  const elements = [['tool:read_bill'], ['tool:pay_bill']];
  const taking = (field: string): string | undefined =>
    word(elements, [[], [{ field, from: 'answer', of: 0, letter: 'a' }]])?.instruction;
  assert.equal(
    taking('bill_number'),
    'Before paying a bill, read the bill with `read_bill`, and take the bill number from its answer.',
  );
  assert.equal(taking('recipient'), 'Before paying a bill, read the bill with `read_bill`.');
});

test('tools with invented names are called, not said', () => {
  assert.deepEqual(word([['tool:vrell_moq'], ['tool:zund_ak'], ['tool:pim_orr']]), {
    name: 'behavior_vrell_moq_to_pim_orr',
    instruction: 'First call `vrell_moq`, then call `zund_ak`, and finally call `pim_orr`.',
  });
});

test('what the user says in between is the condition', () => {
  assert.equal(
    word([['agent:refuse'], ['user:complain'], ['tool:transfer_to_human']])?.when,
    'the user does not accept a refusal',
  );
});

test('what asks nothing of an agent is not said', () => {
  assert.equal(said(['user:request'], ['tool:get_order']), undefined);
  assert.equal(said(['agent:ask-confirmation'], ['user:confirm']), undefined);
});
