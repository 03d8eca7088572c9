import type { FixtureProject } from './fixture-project.ts';

/** A web shop's library: npm, unit tests that run alone, a full suite that wants a database. */
export const ACME_SHOP_PROJECT: FixtureProject = {
  name: 'acme-shop',
  cwd: '/home/dev/projects/acme-shop',
  branch: 'main',
  manager: 'npm',
  testCommand: 'npm run test:unit',
  configFile: 'config/defaults.json',
  checkScript: 'scripts/check_prices.py',
  files: {
    'package.json': `{
  "name": "acme-shop",
  "version": "1.8.0",
  "private": true,
  "scripts": {
    "test": "node tools/with-database.js node tools/run-tests.js test",
    "test:unit": "node tools/run-tests.js test",
    "lint": "node tools/lint.js src test",
    "start": "node src/server.js"
  }
}
`,
    'README.md': `# acme-shop

Prices, carts and orders of the shop. Amounts are whole cents everywhere.

- Settings: config/defaults.json (overridden by the environment in production)
- Prices are checked with scripts/check_prices.py before a release
- The full suite talks to a database, see docs/database.md
`,
    'docs/database.md': '# Database\n\nThe full suite reads DATABASE_URL. Start one with docker compose up db.\n',
    'config/defaults.json': `{
  "currency": "EUR",
  "freeShippingFrom": 6000,
  "shippingCents": 490,
  "pageSize": 20
}
`,
    'scripts/check_prices.py': 'import json\n\nprint("prices ok")\n',
    'tools/run-tests.js': "'use strict';\nrequire('./tiny-test').runFolder(process.argv[2]);\n",
    'tools/with-database.js':
      "'use strict';\nif (!process.env.DATABASE_URL) throw new Error('DATABASE_URL is not set');\n",
    'tools/lint.js': "'use strict';\nrequire('./tiny-lint').check(process.argv.slice(2));\n",
    'src/money.js': String.raw`'use strict';

// Amounts are whole cents.
function formatCents(cents, currency = 'EUR') {
  return (cents / 100).toFixed(2) + ' ' + currency;
}

function parseCents(text) {
  const match = /^(\d+)(?:[.,](\d{1,2}))?$/.exec(text.trim());
  if (match === null) throw new Error('not an amount: ' + text);
  return Number(match[1]) * 100 + Number((match[2] ?? '').padEnd(2, '0'));
}

module.exports = { formatCents, parseCents };
`,
    'src/cart.js': String.raw`'use strict';

function cartTotal(lines) {
  return lines.reduce((sum, line) => sum + line.price, 0);
}

function removeLine(lines, sku) {
  return lines.filter((line) => line.sku !== sku);
}

module.exports = { cartTotal, removeLine };
`,
    'src/discount.js': String.raw`'use strict';

// percent is 0 to 100.
function applyDiscount(cents, percent) {
  return Math.round(cents * (1 - percent / 100));
}

module.exports = { applyDiscount };
`,
    'src/shipping.js': String.raw`'use strict';
const settings = require('../config/defaults.json');

function shippingCost(cents) {
  return cents > settings.freeShippingFrom ? 0 : settings.shippingCents;
}

module.exports = { shippingCost };
`,
    'src/slug.js': String.raw`'use strict';

function slugify(title) {
  return title.toLowerCase().replace(/[^a-z0-9]+/g, '-').replace(/^-|-$/g, '');
}

module.exports = { slugify };
`,
    'src/paginate.js': String.raw`'use strict';

function pageCount(items, size) {
  return Math.floor(items.length / size) + 1;
}

function page(items, number, size) {
  return items.slice((number - 1) * size, number * size);
}

module.exports = { pageCount, page };
`,
    'src/stock.js': String.raw`'use strict';

function reserve(stock, sku, quantity) {
  const available = stock[sku] ?? 0;
  return { ...stock, [sku]: available - quantity };
}

module.exports = { reserve };
`,
    'src/orders.js': String.raw`'use strict';

function formatOrderId(number) {
  return '#W' + number;
}

function isOpen(order) {
  return order.status === 'pending' || order.status === 'shipped';
}

module.exports = { formatOrderId, isOpen };
`,
    'test/money.test.js': `'use strict';
const { test, same, throws } = require('../tools/tiny-test');
const { formatCents, parseCents } = require('../src/money');

test('writes two decimals', () => same(formatCents(500), '5.00 EUR'));
test('takes another currency', () => same(formatCents(1250, 'CHF'), '12.50 CHF'));
test('reads commas and points', () => same(parseCents('3,5') + parseCents('1.25'), 475));
test('refuses an empty text', () => throws(() => parseCents('')));
test('refuses words', () => throws(() => parseCents('ten')));
`,
    'test/cart.test.js': `'use strict';
const { test, same } = require('../tools/tiny-test');
const { cartTotal, removeLine } = require('../src/cart');

test('adds up the lines', () => same(cartTotal([{ price: 100 }, { price: 250 }]), 350));
test('an empty cart costs nothing', () => same(cartTotal([]), 0));
test('removing leaves the given cart alone', () => {
  const lines = [{ sku: 'a' }, { sku: 'b' }];
  removeLine(lines, 'a');
  same(lines.length, 2);
});
`,
    'test/discount.test.js': `'use strict';
const { test, same } = require('../tools/tiny-test');
const { applyDiscount } = require('../src/discount');

test('takes ten percent off', () => same(applyDiscount(1000, 10), 900));
test('rounds to whole cents', () => same(applyDiscount(999, 50), 500));
`,
    'test/shipping.test.js': `'use strict';
const { test, same } = require('../tools/tiny-test');
const { shippingCost } = require('../src/shipping');

test('small orders pay', () => same(shippingCost(1000), 490));
test('one cent below the limit still pays', () => same(shippingCost(5999), 490));
test('large orders ship free', () => same(shippingCost(6001), 0));
`,
    'test/slug.test.js': `'use strict';
const { test, same } = require('../tools/tiny-test');
const { slugify } = require('../src/slug');

test('joins words with hyphens', () => same(slugify('Desk Lamp'), 'desk-lamp'));
test('keeps digits', () => same(slugify('Desk Lamp 2'), 'desk-lamp-2'));
`,
    'test/paginate.test.js': `'use strict';
const { test, same } = require('../tools/tiny-test');
const { pageCount, page } = require('../src/paginate');

test('counts a part page', () => same(pageCount([1, 2, 3], 2), 2));
test('no items still make one page', () => same(pageCount([], 20), 1));
test('cuts out a page', () => same(page([1, 2, 3], 2, 2).join(), '3'));
`,
    'test/stock.test.js': `'use strict';
const { test, same } = require('../tools/tiny-test');
const { reserve } = require('../src/stock');

test('takes from the stock', () => same(reserve({ a: 5 }, 'a', 2).a, 3));
test('all that is left can be reserved', () => same(reserve({ a: 2 }, 'a', 2).a, 0));
`,
    'test/orders.test.js': `'use strict';
const { test, same } = require('../tools/tiny-test');
const { formatOrderId, isOpen } = require('../src/orders');

test('long order numbers stay whole', () => same(formatOrderId(1234567), '#W1234567'));
test('a shipped order is open', () => same(isOpen({ status: 'shipped' }), true));
`,
  },
  tasks: [
    {
      id: 'acme-shop-thousands',
      requests: [
        'Large amounts are hard to read. Make formatCents group thousands with a comma, like 1,234.56 EUR.',
        'formatCents should print 1,234.56 EUR instead of 1234.56 EUR, can you change that?',
        'We want a thousands separator in formatted prices (comma).',
      ],
      symbol: 'formatCents',
      file: 'src/money.js',
      before: "  return (cents / 100).toFixed(2) + ' ' + currency;",
      right: String.raw`  return (cents / 100).toFixed(2).replace(/\B(?=(\d{3})+(?!\d))/g, ',') + ' ' + currency;`,
      wrong: "  return (cents / 100).toLocaleString('en-US') + ' ' + currency;",
      hidden: "same(it.formatCents(123456), '1,234.56 EUR')",
      subject: 'Group thousands in formatted prices',
    },
    {
      id: 'acme-shop-negative-amounts',
      requests: [
        'parseCents throws on "-4.50", but refunds are negative. Let it accept a minus sign.',
        'Please allow negative amounts in parseCents, "-4.50" should become -450.',
        'The refund import dies because parseCents rejects negative numbers. Fix?',
      ],
      symbol: 'parseCents',
      file: 'src/money.js',
      before: String.raw`  const match = /^(\d+)(?:[.,](\d{1,2}))?$/.exec(text.trim());
  if (match === null) throw new Error('not an amount: ' + text);
  return Number(match[1]) * 100 + Number((match[2] ?? '').padEnd(2, '0'));`,
      right: String.raw`  const match = /^(-?)(\d+)(?:[.,](\d{1,2}))?$/.exec(text.trim());
  if (match === null) throw new Error('not an amount: ' + text);
  const cents = Number(match[2]) * 100 + Number((match[3] ?? '').padEnd(2, '0'));
  return match[1] === '-' ? -cents : cents;`,
      wrong: String.raw`  const match = /^(-?)(\d*)(?:[.,](\d{1,2}))?$/.exec(text.trim());
  if (match === null) throw new Error('not an amount: ' + text);
  const cents = Number(match[2]) * 100 + Number((match[3] ?? '').padEnd(2, '0'));
  return match[1] === '-' ? -cents : cents;`,
      hidden: "same(it.parseCents('-4.50'), -450)",
      subject: 'Accept negative amounts',
    },
    {
      id: 'acme-shop-quantities',
      requests: [
        'cartTotal ignores quantities: two lamps cost as much as one. Please fix.',
        'Bug: the cart total does not multiply by quantity.',
        'Customers pay for one piece whatever the quantity is. Look at the cart code please.',
      ],
      symbol: 'cartTotal',
      file: 'src/cart.js',
      before: '  return lines.reduce((sum, line) => sum + line.price, 0);',
      right: '  return lines.reduce((sum, line) => sum + line.price * (line.quantity ?? 1), 0);',
      wrong: '  return lines.reduce((sum, line) => sum + line.price * line.quantity, 0);',
      hidden: 'same(it.cartTotal([{ price: 100, quantity: 3 }]), 300)',
      subject: 'Count quantities in the cart total',
    },
    {
      id: 'acme-shop-remove-one',
      requests: [
        'removeLine drops every line with that sku. It should only remove the first one.',
        'If the same item is in the cart twice, removing it once empties both lines. Can you fix removeLine?',
        'Please make removeLine remove a single line.',
      ],
      symbol: 'removeLine',
      file: 'src/cart.js',
      before: '  return lines.filter((line) => line.sku !== sku);',
      right:
        '  const index = lines.findIndex((line) => line.sku === sku);\n  return lines.filter((_, i) => i !== index);',
      wrong: [
        '  const index = lines.findIndex((line) => line.sku === sku);',
        '  if (index >= 0) lines.splice(index, 1);',
        '  return lines;',
      ].join('\n'),
      hidden: "same(it.removeLine([{ sku: 'a' }, { sku: 'a' }], 'a').length, 1)",
      subject: 'Remove one cart line at a time',
    },
    {
      id: 'acme-shop-discount-limit',
      requests: [
        'A discount of 120 percent makes the price negative. Cap it so that nothing goes below zero.',
        'applyDiscount can return negative prices. Please limit it.',
        'We had an order with a negative total because of stacked discounts, guard applyDiscount against that.',
      ],
      symbol: 'applyDiscount',
      file: 'src/discount.js',
      before: '  return Math.round(cents * (1 - percent / 100));',
      right: '  return Math.round(cents * (1 - Math.min(percent, 100) / 100));',
      wrong: '  return Math.round(cents * (1 - Math.min(percent, 1)));',
      hidden: 'same(it.applyDiscount(1000, 120), 0)',
      subject: 'Never discount below zero',
    },
    {
      id: 'acme-shop-free-shipping',
      requests: [
        'Orders of exactly 60.00 should ship free, at the moment they pay.',
        'The free shipping limit should be inclusive. Can you change shippingCost?',
        'shippingCost charges orders that are exactly on the free-shipping limit, please fix it.',
      ],
      symbol: 'shippingCost',
      file: 'src/shipping.js',
      before: '  return cents > settings.freeShippingFrom ? 0 : settings.shippingCents;',
      right: '  return cents >= settings.freeShippingFrom ? 0 : settings.shippingCents;',
      wrong: '  return cents > settings.freeShippingFrom - 100 ? 0 : settings.shippingCents;',
      hidden: 'same(it.shippingCost(6000), 0)',
      subject: 'Ship free from the limit on',
    },
    {
      id: 'acme-shop-umlauts',
      requests: [
        'Product urls lose their umlauts: "Käse" becomes "k-se". It should be "kaese".',
        'slugify needs to handle ä, ö and ü (ae, oe, ue).',
        'Make German titles work in slugify, please.',
      ],
      symbol: 'slugify',
      file: 'src/slug.js',
      before: "  return title.toLowerCase().replace(/[^a-z0-9]+/g, '-').replace(/^-|-$/g, '');",
      right: [
        "  const umlauts = { ä: 'ae', ö: 'oe', ü: 'ue' };",
        '  const plain = title.toLowerCase().replace(/[äöü]/g, (letter) => umlauts[letter]);',
        "  return plain.replace(/[^a-z0-9]+/g, '-').replace(/^-|-$/g, '');",
      ].join('\n'),
      wrong: [
        "  const umlauts = { ä: 'ae', ö: 'oe', ü: 'ue' };",
        '  const plain = title.toLowerCase().replace(/[äöü]/g, (letter) => umlauts[letter]);',
        "  return plain.replace(/[^a-z]+/g, '-').replace(/^-|-$/g, '');",
      ].join('\n'),
      hidden: "same(it.slugify('Käse und Öl'), 'kaese-und-oel')",
      subject: 'Spell out umlauts in slugs',
    },
    {
      id: 'acme-shop-last-page',
      requests: [
        'There is an empty last page when the number of products divides evenly. Please fix pageCount.',
        'pageCount is off by one for full pages.',
        '40 products at 20 per page give 3 pages, should be 2.',
      ],
      symbol: 'pageCount',
      file: 'src/paginate.js',
      before: '  return Math.floor(items.length / size) + 1;',
      right: '  return Math.max(1, Math.ceil(items.length / size));',
      wrong: '  return Math.ceil(items.length / size);',
      hidden: 'same(it.pageCount([1, 2, 3, 4], 2), 2)',
      subject: 'Drop the empty last page',
    },
    {
      id: 'acme-shop-oversell',
      requests: [
        'reserve() lets people reserve more than there is. It should throw a RangeError.',
        'We oversold yesterday. Make reserve refuse quantities that are not in stock.',
        'Guard against negative stock in reserve, please (throw).',
      ],
      symbol: 'reserve',
      file: 'src/stock.js',
      before: '  const available = stock[sku] ?? 0;',
      right: [
        '  const available = stock[sku] ?? 0;',
        "  if (quantity > available) throw new RangeError('only ' + available + ' left of ' + sku);",
      ].join('\n'),
      wrong: [
        '  const available = stock[sku] ?? 0;',
        "  if (quantity >= available) throw new RangeError('only ' + available + ' left of ' + sku);",
      ].join('\n'),
      hidden: "throws(() => it.reserve({ a: 1 }, 'a', 2))",
      subject: 'Refuse to reserve more than there is',
    },
    {
      id: 'acme-shop-order-ids',
      requests: [
        'Order ids should have six digits at least, #W000042 for 42.',
        'Please pad order numbers with zeros to six digits in formatOrderId.',
        'formatOrderId(42) gives #W42; the label printer wants #W000042.',
      ],
      symbol: 'formatOrderId',
      file: 'src/orders.js',
      before: "  return '#W' + number;",
      right: "  return '#W' + String(number).padStart(6, '0');",
      wrong: "  return '#W' + ('000000' + number).slice(-6);",
      hidden: "same(it.formatOrderId(42), '#W000042')",
      subject: 'Pad order ids to six digits',
    },
  ],
};
