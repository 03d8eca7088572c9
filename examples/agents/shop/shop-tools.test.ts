import assert from 'node:assert/strict';
import { test } from 'node:test';
import { callShopTool } from './shop-tools.ts';
import { checkShop, shopTask, type ShopTask } from './shop-task.ts';
import { shopWorld, type ShopWorld } from './shop-world.ts';

const TODAY = Date.UTC(2026, 0, 20);

function taskOf(kind: ShopTask['kind'], world: ShopWorld): ShopTask {
  for (let index = 0; ; index++) {
    const task = shopTask(2, index, world);
    if (task.kind === kind && task.expected.length > 0) return task;
  }
}

test('an order id without its # is refused with a hint, and found with it', () => {
  const world = shopWorld(2);
  const [order] = world.orders;
  const bare = callShopTool(world, 'get_order', { order_id: order!.id.slice(1) }, TODAY);
  assert.deepEqual(bare, {
    value: { error: `invalid order id "${order!.id.slice(1)}": order ids look like #W12345` },
    isError: true,
  });
  const found = callShopTool(world, 'get_order', { order_id: order!.id }, TODAY);
  assert.equal(found.isError, false);
});

test('only what the customer wanted passes the checker', () => {
  const world = shopWorld(2);
  const task = taskOf('cancel', world);
  assert.equal(checkShop(task, world).success, false);
  const twin = world.orders.find(({ id }) => id === `${task.order.id.slice(0, -1)}1`)!;
  const other = structuredClone(world);
  callShopTool(other, 'cancel_order', { order_id: twin.id, reason: 'x' }, TODAY);
  assert.deepEqual(checkShop(task, other), {
    success: false,
    reason: `wanted cancel_order ${task.order.id}, found cancel_order ${twin.id}`,
  });
  callShopTool(world, 'cancel_order', { order_id: task.order.id, reason: 'x' }, TODAY);
  assert.deepEqual(checkShop(task, world), { success: true, reason: `as wanted: cancel_order ${task.order.id}` });
  assert.equal(callShopTool(world, 'cancel_order', { order_id: task.order.id, reason: 'x' }, TODAY).isError, true);
});

test('what the rules forbid is refused by the tools and changes nothing', () => {
  const world = shopWorld(2);
  const shipped = world.orders.find(({ status }) => status === 'shipped')!;
  const old = world.orders.find(({ deliveredDaysAgo }) => (deliveredDaysAgo ?? 0) > 30)!;
  const answers = [
    callShopTool(world, 'cancel_order', { order_id: shipped.id, reason: 'x' }, TODAY),
    callShopTool(world, 'return_items', { order_id: old.id, item_ids: [old.lines[0]!.sku] }, TODAY),
    callShopTool(world, 'return_items', { order_id: old.id, item_ids: ['NONE-1'] }, TODAY),
    callShopTool(world, 'refund', { order_id: '#W1', item_id: 'x' }, TODAY),
  ];
  assert.deepEqual(
    answers.map(({ value }) => value),
    [
      { error: `order ${shipped.id} is shipped; only pending orders can be cancelled` },
      { error: `order ${old.id} was delivered more than 30 days ago` },
      { error: `item NONE-1 is not in order ${old.id}` },
      { error: 'order #W1 not found' },
    ],
  );
  assert.deepEqual(world.changes, []);
});
