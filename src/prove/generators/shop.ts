import { checkShop, shopTask, type ShopTask } from '../../../examples/agents/shop/shop-task.ts';
import { callShopTool, SHOP_TOOLS } from '../../../examples/agents/shop/shop-tools.ts';
import { shopWorld } from '../../../examples/agents/shop/shop-world.ts';
import { randomFor } from '../../../examples/agents/random-for.ts';
import { speaker } from '../../../examples/agents/speaker.ts';
import type { JsonObject } from '../../core/json.ts';
import type { ModelTool } from '../../core/model.ts';
import type { TaskWorld } from '../task/task-spec.ts';
import { openingWords, shopCustomer, spelledEmail } from './shop-customer.ts';
import { taskGenerator } from './task-generator.ts';

// What the agent is not told: to find out who is asking, and to ask for a yes. That is what there is to be learned.
const INSTRUCTIONS =
  'You are the support agent of a small online shop. Help the customer with the tools: status, cancellations, returns, exchanges, damaged goods. Do only what the policies of the shop allow. What the policies do not allow and the customer does not accept goes to a colleague. E-mail addresses are written with (at).';

const TODAY_MS = Date.UTC(2026, 0, 15);

const TOOLS: readonly ModelTool[] = SHOP_TOOLS.map(({ name, description, parameters }) => ({
  name: name as string,
  description: description as string,
  parameters: parameters as JsonObject,
}));

/**
 * The customers of the example shop, with its tools. Right is a shop that was changed as the customer really wanted, by an
 * agent that looked at the order (at the policy where that is what was asked).
 */
export const SHOP = taskGenerator({
  name: 'shop',
  description: 'serve the customers of a simulated shop with ten tools; they make mistakes that only asking brings out',
  make({ seed, index, voice }) {
    const task = shopTask(seed, index, shopWorld(seed));
    const { kind, customer, namedOrder, order, namedItem, item, namedVariant, wants, expected } = task;
    const wrongThing = namedItem !== item || namedVariant !== wants.find(({ stock }) => stock > 0);
    const mistake =
      namedOrder !== undefined && namedOrder !== order.id
        ? 'order'
        : (kind === 'cancel' && expected.length === 0) || (wrongThing && wants.some(({ stock }) => stock > 0)) || namedItem !== item
          ? 'thing'
          : 'none'; // prettier-ignore
    return {
      text: openingWords(task, voice),
      instructions: INSTRUCTIONS,
      tags: [kind],
      check: { kind: 'environment' },
      world: () => worldOf(task, seed, index),
      truth: {
        kind,
        mistake,
        customer: { ...customer, email: spelledEmail(customer.email) },
        order: order.id,
        item: item.sku,
        expected,
        calls: solution(task),
      },
    };
  },
});

function worldOf(task: ShopTask, seed: number, index: number): TaskWorld {
  const world = shopWorld(seed);
  const reply = shopCustomer(task, world, speaker(randomFor(seed, 'shop-customer', index)));
  let looked = false;
  return {
    tools: TOOLS,
    reply,
    call(name, args) {
      const { email } = args;
      const read = typeof email === 'string' ? { ...args, email: email.replace(/\s*\(at\)\s*/i, '@') } : args;
      const { value, isError } = callShopTool(world, name, read, TODAY_MS);
      const subject =
        task.kind === 'policy' ? ['get_policy', 'topic', task.topic] : ['get_order', 'order_id', task.order.id];
      looked ||= !isError && name === subject[0] && args[subject[1]!] === subject[2];
      return { text: spelledEmail(JSON.stringify(value)), isError };
    },
    isRight: () => looked && checkShop(task, world).success,
  };
}

/** Calls that serve the customer well, in order. */
function solution({ kind, customer, order, item, otherEmail, topic, expected }: ShopTask): JsonObject[] {
  if (kind === 'policy') return [{ name: 'get_policy', arguments: { topic } }];
  const { name, zip, email } = customer;
  return [
    otherEmail
      ? { name: 'find_user_by_name_zip', arguments: { name, zip } }
      : { name: 'find_user_by_email', arguments: { email: spelledEmail(email) } },
    { name: 'get_order', arguments: { order_id: order.id } },
    ...expected.map((change) => changeCall(change.split(' '), item.sku)),
  ];
}

function changeCall([name, order_id, _skus, newSku]: readonly string[], sku: string): JsonObject {
  switch (name) {
    case 'cancel_order':
      return { name, arguments: { order_id: order_id!, reason: 'customer request' } };
    case 'return_items':
      return { name, arguments: { order_id: order_id!, item_ids: [sku] } };
    case 'exchange_items':
      return { name, arguments: { order_id: order_id!, item_id: sku, new_item_id: newSku! } };
    case 'refund':
      return { name, arguments: { order_id: order_id!, item_id: sku } };
    default:
      return { name: 'transfer_to_human', arguments: { summary: 'The customer does not accept the policy.' } };
  }
}
