import { randomFor } from '../random-for.ts';
import {
  describeChange,
  RETURN_DAYS,
  SHOP_POLICIES,
  type Customer,
  type Order,
  type OrderLine,
  type ShopWorld,
  type Variant,
} from './shop-world.ts';

/** What customers come for. The first four change something; the next two must be refused. */
export type ShopTaskKind =
  | 'cancel'
  | 'return'
  | 'exchange'
  | 'damaged'
  | 'cancel-shipped'
  | 'late-return'
  | 'status'
  | 'policy';

/**
 * How customers get their own request wrong (probabilities given a request that changes something): they ask for the
 * wrong thing (another item, another variant, an order they would rather keep), which asking for confirmation brings
 * out, or they mistype the order number, which knowing the account brings out. So acting without confirmation costs
 * success with probability `thing`, acting on an unknown account with `order`.
 */
export const MISTAKE_RATES = { thing: 0.45, order: 0.3 } as const;

/** A customer with a wish. The order, item and variant are what they really want. */
export interface ShopTask {
  readonly id: string;
  readonly kind: ShopTaskKind;
  readonly customer: Customer;
  readonly order: Order;
  readonly item: OrderLine;
  /** The item they name first, when that is a mistake. */
  readonly namedItem: OrderLine;
  /** The order number they give: their own, a mistyped one, or none. */
  readonly namedOrder: string | undefined;
  /** Variants they would take, best first; empty unless this is an exchange. */
  readonly wants: readonly Variant[];
  /** The variant they ask for first, which may be a mistake. */
  readonly namedVariant: Variant | undefined;
  readonly topic: string;
  /** The e-mail address they give first is not the one of the account. */
  readonly otherEmail: boolean;
  /** They leave the `#` off the order number. */
  readonly bareNumber: boolean;
  /** A refusal does not satisfy them. */
  readonly insists: boolean;
  /** The changes that make them happy, as `describeChange` writes them. */
  readonly expected: readonly string[];
}

const WEIGHTED: readonly ShopTaskKind[] = [
  'return',
  'cancel',
  'exchange',
  'cancel-shipped',
  'damaged',
  'return',
  'cancel',
  'late-return',
  'exchange',
  'status',
  'return',
  'damaged',
  'cancel-shipped',
  'cancel',
  'policy',
];

// Kinds in which the item alone leads to the order.
const NUMBER_OPTIONAL: ReadonlySet<ShopTaskKind> = new Set(['return', 'exchange', 'damaged']);

/** Task number `index` of a seed, in the world of that seed. */
export function shopTask(seed: number, index: number, world: ShopWorld): ShopTask {
  const random = randomFor(seed, 'shop-task', index);
  const kind = WEIGHTED[index % WEIGHTED.length]!;
  const fits = world.orders.filter((order) => order.id.endsWith('7') && suits(order, kind));
  const order = random.pick(fits);
  const customer = world.customers.find(({ id }) => id === order.customerId)!;
  const [first, second] = random.shuffle(order.lines) as [OrderLine, OrderLine];
  const changes = kind === 'cancel' || kind === 'return' || kind === 'exchange' || kind === 'damaged';
  // Steps of the golden ratio: every stretch of tasks has its share of mistaken customers.
  const draw = (index * 0.618034 + randomFor(seed, 'shop-mistakes').next()) % 1;
  const asksWrong = changes && draw < MISTAKE_RATES.thing;
  const mistypes = changes && !asksWrong && draw < MISTAKE_RATES.thing + MISTAKE_RATES.order;
  const wants =
    kind === 'exchange' ? random.shuffle(variantsOf(world, first).filter(({ sku }) => sku !== first.sku)) : [];
  const otherVariant = wants.find((variant, i) => i > 0 && variant.stock > 0);
  const insists = (kind === 'cancel-shipped' || kind === 'late-return') && random.chance(0.6);
  const wanted = wants.find(({ stock }) => stock > 0);
  const expected = {
    cancel: asksWrong ? [] : [describeChange('cancel_order', order.id)],
    return: [describeChange('return_items', order.id, [first.sku])],
    exchange: wanted === undefined ? [] : [describeChange('exchange_items', order.id, [first.sku], wanted.sku)],
    damaged: [describeChange('refund', order.id, [first.sku])],
    'cancel-shipped': insists ? [describeChange('transfer_to_human', '')] : [],
    'late-return': insists ? [describeChange('transfer_to_human', '')] : [],
    status: [],
    policy: [],
  }[kind];
  return {
    id: `shop-${String(index + 1).padStart(3, '0')}`,
    kind,
    customer,
    order,
    item: first,
    namedItem: asksWrong && kind !== 'cancel' && kind !== 'exchange' ? second : first,
    namedOrder: mistypes
      ? `${order.id.slice(0, -1)}1`
      : asksWrong || !NUMBER_OPTIONAL.has(kind) || random.chance(0.6)
        ? order.id
        : undefined,
    wants,
    namedVariant: asksWrong && wanted !== undefined && wanted === wants[0] ? (otherVariant ?? wanted) : wants[0],
    topic: random.pick(Object.keys(SHOP_POLICIES)),
    otherEmail: random.chance(0.22),
    bareNumber: random.chance(0.45),
    insists,
    expected,
  };
}

function suits(order: Order, kind: ShopTaskKind): boolean {
  const age = order.deliveredDaysAgo;
  if (kind === 'cancel') return order.status === 'pending';
  if (kind === 'cancel-shipped') return order.status === 'shipped';
  if (kind === 'late-return') return age !== undefined && age > RETURN_DAYS;
  if (kind === 'status') return order.status !== 'delivered';
  return kind === 'policy' || (age !== undefined && age <= RETURN_DAYS - 2);
}

/** The variants in which the product of an order line is sold. */
export function variantsOf(world: ShopWorld, line: OrderLine): readonly Variant[] {
  return world.products.find(({ name }) => name === line.name)?.variants ?? [];
}

/** Compares what was changed in the shop with what the customer wanted. */
export function checkShop(task: ShopTask, world: ShopWorld): { readonly success: boolean; readonly reason: string } {
  const wanted = task.expected.join('; ') || 'no change';
  const done = world.changes.join('; ') || 'no change';
  return {
    success: wanted === done,
    reason: wanted === done ? `as wanted: ${done}` : `wanted ${wanted}, found ${done}`,
  };
}
