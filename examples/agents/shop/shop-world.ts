import { randomFor } from '../random-for.ts';

/** One way in which a product is sold. `stock` counts pieces. */
export interface Variant {
  readonly sku: string;
  readonly option: string;
  readonly priceCents: number;
  readonly stock: number;
}

/** Something the shop sells. */
interface Product {
  readonly name: string;
  readonly variants: readonly Variant[];
}

/** One piece in an order; `state` says what became of it. */
export interface OrderLine {
  sku: string;
  readonly name: string;
  option: string;
  readonly priceCents: number;
  state: 'ordered' | 'returned' | 'exchanged' | 'refunded';
}

/** An order. Ages are in days before the conversation. */
export interface Order {
  /** With its `#`. */
  readonly id: string;
  readonly customerId: string;
  status: 'pending' | 'shipped' | 'delivered' | 'cancelled';
  readonly placedDaysAgo: number;
  readonly deliveredDaysAgo?: number;
  readonly paidBy: string;
  readonly lines: OrderLine[];
}

/** A customer as the shop knows them. */
export interface Customer {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly zip: string;
}

/** Everything the tools can see and change. */
export interface ShopWorld {
  readonly products: readonly Product[];
  readonly customers: readonly Customer[];
  readonly orders: Order[];
  /** What was changed, in order, as {@link describeChange} writes it. */
  readonly changes: string[];
}

/** The rules of the shop by topic; `get_policy` reads them out. */
export const SHOP_POLICIES: Readonly<Record<string, string>> = {
  cancellation:
    'Pending orders can be cancelled in full. Shipped orders cannot be cancelled; they can be returned after delivery.',
  returns: 'Items can be returned within 30 days after delivery. The customer gets a prepaid label by e-mail.',
  exchanges:
    'A delivered item can be exchanged for another variant of the same product within 30 days, if that variant is in stock.',
  'damaged goods':
    'Damaged items are refunded in full to the original payment method. No return is needed under 150.00.',
  shipping: 'Standard delivery takes 3 to 5 working days. Orders over 60.00 ship free of charge.',
};

/** Days after delivery within which things can be sent back. */
export const RETURN_DAYS = 30;

const PRODUCTS: readonly (readonly [name: string, sku: string, cents: number, options: readonly string[]])[] = [
  ['desk lamp', 'LAMP', 3490, ['black', 'white', 'brass']],
  ['rain jacket', 'JACK', 8900, ['size S', 'size M', 'size L', 'size XL']],
  ['walking shoes', 'SHOE', 11900, ['size 39', 'size 41', 'size 43']],
  ['kettle', 'KETL', 4250, ['steel', 'cream', 'dark green']],
  ['backpack', 'PACK', 6790, ['20 litres', '30 litres']],
  ['wool blanket', 'BLAN', 7450, ['grey', 'rust', 'navy']],
  ['coffee grinder', 'GRIN', 5690, ['manual', 'electric']],
  ['picture frame', 'FRAM', 1890, ['A4', 'A3', 'A2']],
  ['headphones', 'HEAD', 12900, ['black', 'sand']],
  ['yoga mat', 'YOGA', 2990, ['4 mm', '6 mm']],
  ['notebook set', 'NOTE', 1450, ['lined', 'dotted', 'plain']],
  ['bike light', 'BIKE', 2275, ['front', 'rear']],
  ['plant pot', 'PLAN', 1690, ['small', 'medium', 'large']],
  ['cotton shirt', 'SHIR', 3950, ['size S', 'size M', 'size L']],
];
const FIRST = [
  'Ada',
  'Bruno',
  'Chiara',
  'Dmitri',
  'Elif',
  'Femi',
  'Greta',
  'Hugo',
  'Ines',
  'Jonas',
  'Kaya',
  'Lena',
  'Mateo',
  'Noor',
  'Olga',
  'Pavel',
  'Rosa',
  'Sami',
  'Tara',
  'Uwe',
  'Vera',
  'Wim',
  'Yara',
  'Zeno',
];
const LAST = [
  'Adler',
  'Baptiste',
  'Castro',
  'Duran',
  'Eriksen',
  'Falk',
  'Gomez',
  'Haas',
  'Ito',
  'Jansen',
  'Kovac',
  'Lindqvist',
  'Moreau',
  'Nowak',
  'Okafor',
  'Petrov',
  'Quint',
  'Romano',
  'Silva',
  'Tanaka',
  'Weber',
];

/** The shop of a seed. Every order has a twin: the same lines and status, another customer, an id that is easily mistyped for it. */
export function shopWorld(seed: number): ShopWorld {
  const random = randomFor(seed, 'shop-world');
  const products = PRODUCTS.map(([name, code, cents, options]) => ({
    name,
    variants: options.map((option, i) => ({
      sku: `${code}-${i + 1}`,
      option,
      priceCents: cents + i * 200,
      stock: random.chance(0.15) ? 0 : random.below(30) + 1,
    })),
  }));
  const customers = Array.from({ length: 48 }, (_, i) => {
    const first = FIRST[i % FIRST.length]!;
    const last = LAST[(i * 5 + Math.floor(i / FIRST.length)) % LAST.length]!;
    return {
      id: `C${3000 + i * 7}`,
      name: `${first} ${last}`,
      email: `${first}.${last}@example.com`.toLowerCase(),
      zip: String(10000 + random.below(89999)),
    };
  });
  const orders: Order[] = [];
  for (const [i, customer] of customers.entries()) {
    for (let k = 0; k < 2 + (i % 2); k++) {
      const number = 2000 + i * 120 + k * 20 + random.below(9);
      // The first order of every second customer is still open, so that each kind of request finds orders.
      const status =
        k === 0
          ? (['pending', 'delivered'] as const)[i % 2]!
          : random.pick(['shipped', 'delivered', 'pending', 'delivered'] as const);
      const placedDaysAgo = status === 'delivered' ? 8 + random.below(60) : random.below(6);
      const lines = random
        .shuffle(products)
        .slice(0, 2 + random.below(2))
        .map(({ name, variants }): OrderLine => {
          const { sku, option, priceCents } = random.pick(variants);
          return { sku, name, option, priceCents, state: 'ordered' };
        });
      const order: Order = {
        id: `#W${number}7`,
        customerId: customer.id,
        status,
        placedDaysAgo,
        ...(status === 'delivered' && { deliveredDaysAgo: placedDaysAgo - 4 }),
        paidBy: random.chance(0.8) ? `card ending in ${1000 + random.below(9000)}` : 'gift card',
        lines,
      };
      const neighbour = customers[(i + 11) % customers.length]!.id;
      orders.push(order, {
        ...order,
        id: `#W${number}1`,
        customerId: neighbour,
        paidBy: 'gift card',
        lines: lines.map((line) => ({ ...line })),
      });
    }
  }
  return { products, customers, orders, changes: [] };
}

/** How a change is written down, for comparing what happened with what was wanted. */
export function describeChange(tool: string, order: string, skus: readonly string[] = [], newSku = ''): string {
  return [tool, order, [...skus].sort().join('+'), newSku].filter((text) => text !== '').join(' ');
}
