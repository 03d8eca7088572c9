import type { Random } from '../../../src/core/random.ts';
import type { Speaker } from '../speaker.ts';
import type { PlannedCall } from './shop-conversation.ts';
import type { ShopTaskKind } from './shop-task.ts';
import type { Order, OrderLine, Variant } from './shop-world.ts';

/** What is changed: an item of an order, for another variant when it is an exchange. */
export interface ShopChange {
  readonly order: Order;
  readonly item: OrderLine;
  readonly variant: Variant | undefined;
}

/** The call that makes the change. */
export function changeCall(kind: ShopTaskKind, { order, item, variant }: ShopChange, random: Random): PlannedCall {
  const order_id = order.id;
  const reason = random.pick(['no longer needed', 'ordered by mistake', 'customer request', 'changed mind']);
  if (kind === 'cancel') return { name: 'cancel_order', args: { order_id, reason } };
  if (kind === 'return') return { name: 'return_items', args: { order_id, item_ids: [item.sku] } };
  if (kind === 'damaged') return { name: 'refund', args: { order_id, item_id: item.sku } };
  return { name: 'exchange_items', args: { order_id, item_id: item.sku, new_item_id: variant!.sku } };
}

/** The change in words, before it is made; a piece of a sentence. */
export function planWords(kind: ShopTaskKind, change: ShopChange, voice: Speaker): string {
  return voice.phrase(PLANS[kind] ?? PLANS.return!, slots(change));
}

/** The change in words, after it was made; a piece of a sentence. */
export function doneWords(kind: ShopTaskKind, change: ShopChange, voice: Speaker): string {
  return voice.phrase(DONE[kind] ?? DONE.return!, slots(change));
}

/** `the size M one` */
export function variantWords({ option }: Variant): string {
  return `the ${option} one`;
}

const PLANS: Readonly<Partial<Record<ShopTaskKind, readonly string[]>>> = {
  cancel: ['[cancelling|cancellation of] order {order} with [the|your] {lines}'],
  return: ['[returning|a return of] the {item} ({option}) from order {order}'],
  exchange: ['[swapping|exchanging] the {item} ({option}) from {order} for {new}'],
  damaged: ['a [full|complete] refund of {price} for the {item} ({option}) from {order}'],
};

const DONE: Readonly<Partial<Record<ShopTaskKind, readonly string[]>>> = {
  cancel: ['order {order} [is cancelled|has been cancelled]'],
  return: ['the {item} [is booked for return|can be sent back with the label we e-mail you]'],
  exchange: ['the {item} [will|is going to] be exchanged for {new}'],
  damaged: ['{price} for the {item} [goes|is going] back to the {paid}'],
};

function slots({ order, item, variant }: ShopChange): Readonly<Record<string, string>> {
  const names = order.lines.map(({ name }) => name);
  return {
    order: order.id,
    lines: `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`,
    item: item.name,
    option: item.option,
    price: (item.priceCents / 100).toFixed(2),
    paid: order.paidBy,
    new: variant === undefined ? '' : variantWords(variant),
  };
}
