import type { Json, JsonObject } from '../../../src/core/json.ts';
import {
  describeChange,
  RETURN_DAYS,
  SHOP_POLICIES,
  type Order,
  type OrderLine,
  type ShopWorld,
} from './shop-world.ts';

/** What a tool answered: JSON, and whether it is an error. */
export interface ToolAnswer {
  readonly value: Json;
  readonly isError: boolean;
}

/** Tools that change something: a person must be known and must have said yes first. */
export const WRITE_TOOLS: readonly string[] = ['cancel_order', 'return_items', 'exchange_items', 'refund'];

const parameters = (fields: Readonly<Record<string, string>>): JsonObject => ({
  type: 'object',
  properties: Object.fromEntries(
    Object.entries(fields).map(([name, type]): [string, JsonObject] => [
      name,
      type === 'array' ? { type, items: { type: 'string' } } : { type },
    ]),
  ),
  required: Object.keys(fields),
});

/** What the agent is told about its tools. */
export const SHOP_TOOLS: readonly JsonObject[] = [
  ['find_user_by_email', 'Look a customer up by e-mail address.', { email: 'string' }],
  ['find_user_by_name_zip', 'Look a customer up by full name and zip code.', { name: 'string', zip: 'string' }],
  ['get_order', 'Read one order. Order ids start with #W.', { order_id: 'string' }],
  ['list_products', 'List the variants of a product, with stock.', { product: 'string' }],
  ['get_policy', `Read a policy: ${Object.keys(SHOP_POLICIES).join(', ')}.`, { topic: 'string' }],
  ['cancel_order', 'Cancel a pending order.', { order_id: 'string', reason: 'string' }],
  ['return_items', 'Start a return of items from a delivered order.', { order_id: 'string', item_ids: 'array' }],
  [
    'exchange_items',
    'Exchange an item of a delivered order for another variant.',
    { order_id: 'string', item_id: 'string', new_item_id: 'string' },
  ],
  ['refund', 'Refund a damaged item without a return.', { order_id: 'string', item_id: 'string' }],
  ['transfer_to_human', 'Hand the conversation to a colleague.', { summary: 'string' }],
].map(([name, description, fields]) => ({
  type: 'function',
  name: name as string,
  description: description as string,
  parameters: parameters(fields as Record<string, string>),
}));

/** Runs a tool on the shop. `todayMs` turns ages into dates. */
export function callShopTool(
  world: ShopWorld,
  name: string,
  args: Readonly<Record<string, Json>>,
  todayMs: number,
): ToolAnswer {
  const text = (key: string): string => String(args[key] ?? '');
  const order = world.orders.find(({ id }) => id === text('order_id'));
  if (args['order_id'] !== undefined && order === undefined) {
    return /^#W\d+$/u.test(text('order_id'))
      ? refuse(`order ${text('order_id')} not found`)
      : refuse(`invalid order id "${text('order_id')}": order ids look like #W12345`);
  }
  switch (name) {
    case 'find_user_by_email':
      return found(
        world,
        world.customers.find(({ email }) => email === text('email').toLowerCase())?.id,
        `no customer with e-mail ${text('email')}`,
      );
    case 'find_user_by_name_zip':
      return found(
        world,
        world.customers.find((c) => c.name === text('name') && c.zip === text('zip'))?.id,
        'no customer with this name and zip code',
      );
    case 'get_order':
      return accept(showOrder(order!, todayMs));
    case 'list_products': {
      const product = world.products.find((p) => p.name === text('product'));
      if (product === undefined) return refuse(`no product called "${text('product')}"`);
      return accept({
        product: product.name,
        variants: product.variants.map((v) => ({
          item_id: v.sku,
          option: v.option,
          price: price(v.priceCents),
          stock: v.stock,
        })),
      });
    }
    case 'get_policy':
      return SHOP_POLICIES[text('topic')] === undefined
        ? refuse(`no policy on "${text('topic')}"`)
        : accept({ topic: text('topic'), policy: SHOP_POLICIES[text('topic')]! });
    case 'transfer_to_human':
      world.changes.push(describeChange(name, ''));
      return accept({ status: 'transferred', queue: 'support-level-2' });
    default:
      return changeOrder(world, name, order!, args);
  }
}

function changeOrder(world: ShopWorld, name: string, order: Order, args: Readonly<Record<string, Json>>): ToolAnswer {
  if (name === 'cancel_order') {
    if (order.status !== 'pending')
      return refuse(`order ${order.id} is ${order.status}; only pending orders can be cancelled`);
    order.status = 'cancelled';
    world.changes.push(describeChange(name, order.id));
    return accept({ order_id: order.id, status: 'cancelled', refund_to: order.paidBy });
  }
  const ids = (Array.isArray(args['item_ids']) ? args['item_ids'] : [args['item_id']]).map(String);
  const lines: OrderLine[] = [];
  for (const id of ids) {
    const line = order.lines.find(({ sku, state }) => sku === id && state === 'ordered');
    if (line === undefined) return refuse(`item ${id} is not in order ${order.id}`);
    lines.push(line);
  }
  if (order.status !== 'delivered') return refuse(`order ${order.id} is ${order.status}, not delivered`);
  if (name !== 'refund' && order.deliveredDaysAgo! > RETURN_DAYS)
    return refuse(`order ${order.id} was delivered more than ${RETURN_DAYS} days ago`);
  if (name === 'exchange_items') {
    const wanted = world.products
      .find((p) => p.name === lines[0]!.name)
      ?.variants.find(({ sku }) => sku === String(args['new_item_id']));
    if (wanted === undefined) return refuse(`${String(args['new_item_id'])} is not a variant of ${lines[0]!.name}`);
    if (wanted.stock === 0) return refuse(`${wanted.sku} is out of stock`);
    lines[0]!.state = 'exchanged';
    world.changes.push(describeChange(name, order.id, ids, wanted.sku));
    return accept({ order_id: order.id, exchanged: ids[0]!, for: wanted.sku, ships_in_days: 2 });
  }
  for (const line of lines) line.state = name === 'refund' ? 'refunded' : 'returned';
  world.changes.push(describeChange(name, order.id, ids));
  const amount = price(lines.reduce((sum, { priceCents }) => sum + priceCents, 0));
  return accept({ order_id: order.id, items: ids, amount, refund_to: order.paidBy });
}

function showOrder(order: Order, todayMs: number): Json {
  const date = (daysAgo: number): string => new Date(todayMs - daysAgo * 86_400_000).toISOString().slice(0, 10);
  return {
    order_id: order.id,
    customer_id: order.customerId,
    status: order.status,
    placed_on: date(order.placedDaysAgo),
    ...(order.deliveredDaysAgo !== undefined && { delivered_on: date(order.deliveredDaysAgo) }),
    paid_by: order.paidBy,
    items: order.lines.map((line) => ({
      item_id: line.sku,
      name: line.name,
      option: line.option,
      price: price(line.priceCents),
    })),
  };
}

function found(world: ShopWorld, id: string | undefined, message: string): ToolAnswer {
  const customer = world.customers.find((c) => c.id === id);
  if (customer === undefined) return refuse(message);
  const orders = world.orders.filter(({ customerId }) => customerId === id).map((order) => order.id);
  return accept({ customer_id: customer.id, name: customer.name, zip: customer.zip, orders });
}

function price(cents: number): string {
  return (cents / 100).toFixed(2);
}

function accept(value: Json): ToolAnswer {
  return { value, isError: false };
}

function refuse(message: string): ToolAnswer {
  return { value: { error: message }, isError: true };
}
