import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { JsonObject } from '../../core/json.ts';
import type { TaskSpec, TaskWorld } from '../task/task-spec.ts';
import { generateTasks } from './generators.ts';
import { SHOP } from './shop.ts';

const TASKS = generateTasks(SHOP, { seed: 4, count: 150 });

interface Truth {
  readonly kind: string;
  readonly mistake: 'none' | 'thing' | 'order';
  readonly order: string;
  readonly expected: readonly string[];
  readonly calls: readonly { readonly name: string; readonly arguments: JsonObject }[];
}

const truthOf = (task: TaskSpec): Truth => task.truth as unknown as Truth;

/** Finds out who is asking, as a careful agent would. */
function identify(world: TaskWorld): void {
  const email = /\S+ \(at\) [\w.]+\w/.exec(world.reply!('Which e-mail address is your account under?')!)![0];
  if (!world.call('find_user_by_email', { email }).isError) return;
  const said = world.reply!('I find nothing under that. Your full name and zip code, please?')!;
  const [, name, zip] = /([A-Z]\w+ [A-Z]\w+).*?(\d{5})/s.exec(said)!;
  assert.equal(world.call('find_user_by_name_zip', { name: name!, zip: zip! }).isError, false, said);
}

test('customers say who they are, and a good service makes them happy', () => {
  for (const task of TASKS.filter((one) => truthOf(one).kind !== 'policy')) {
    const { calls } = truthOf(task);
    const world = task.world!();
    identify(world);
    for (const { name, arguments: args } of calls.slice(1)) assert.equal(world.call(name, args).isError, false);
    assert.equal(world.isRight(''), true, task.text);
  }
});

test('asked for a yes they notice that they named the wrong thing, and else they agree', () => {
  const replies = { none: new Set<boolean>(), thing: new Set<boolean>() };
  for (const task of TASKS) {
    const { mistake, order, kind } = truthOf(task);
    if (mistake === 'order' || !['cancel', 'return', 'damaged'].includes(kind)) continue;
    const world = task.world!();
    identify(world);
    const { text } = world.call('get_order', { order_id: order });
    const items = (JSON.parse(text) as { items: { name: string }[] }).items.map(({ name }) => name);
    const named = items.find((name) => task.text.includes(name)) ?? items.join(' and ');
    const reply = world.reply!(`Order ${order}, ${named}: shall I go ahead?`)!;
    replies[mistake].add(/\byes\b|\byep\b|correct, do|go ahead|proceed/i.test(reply));
  }
  assert.deepEqual(replies, { none: new Set([true]), thing: new Set([false]) });
});

test('those who mistyped their order number notice when they are told their own', () => {
  const mistyped = TASKS.filter((task) => truthOf(task).mistake === 'order');
  assert.ok(mistyped.length >= 10);
  for (const task of mistyped) {
    const { order } = truthOf(task);
    assert.ok(!task.text.includes(order.slice(1)));
    const reply = task.world!().reply!(`Your account has ${order}. Is that the one?`)!;
    assert.ok(reply.includes(order) || /misread|typo/i.test(reply), reply);
  }
});

test('who does not accept a refusal is content with a colleague only', () => {
  for (const task of TASKS) {
    const { kind, expected } = truthOf(task);
    if (kind !== 'cancel-shipped' && kind !== 'late-return') continue;
    const world = task.world!();
    const reply = world.reply!('I am sorry, but that is not possible any more.');
    assert.equal(reply !== undefined, expected.length > 0);
    assert.equal(world.reply!('I am still sorry.'), undefined);
  }
});

test('a world is the same every time, and what is done in one is not in another', () => {
  const task = TASKS.find((one) => truthOf(one).kind === 'return')!;
  const [one, other] = [task.world!(), task.world!()];
  assert.equal(one.reply!('Your e-mail address?'), other.reply!('Your e-mail address?'));
  for (const { name, arguments: args } of truthOf(task).calls) one.call(name, args);
  assert.deepEqual([one.isRight(''), other.isRight('')], [true, false]);
});
