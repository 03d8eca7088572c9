import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { delexicalise } from './delexicalise.ts';

test('numbers, money, ids, paths, addresses, code and quotations become slots', () => {
  const cases: [string, string][] = [
    ['total price is 305, but paid $255.50', 'total price is ⟨n⟩, but paid ⟨n⟩'],
    ['no seats on flight HAT290', 'no seats on flight ⟨id⟩'],
    ['look into src/cart/add-item.ts first', 'look into ⟨path⟩ first'],
    ['open /etc/hosts now', 'open ⟨path⟩ now'],
    ['see https://example.org/a?b=1 for more', 'see ⟨url⟩ for more'],
    ['write to anna.lee@example.org today', 'write to ⟨email⟩ today'],
    ['call `npm test` and get_user_details', 'call ⟨code⟩'],
    ['he said "not today" twice', 'he said ⟨text⟩ twice'],
    ['tiles 3, 7 and 12 remain', 'tiles ⟨n⟩ remain'],
    ["it isn't the user's turn", "it isn't the user's turn"],
    ['mail [email-1] again', 'mail ⟨secret⟩ again'],
  ];
  assert.deepEqual(
    cases.map(([text]) => delexicalise(text)),
    cases.map(([, plain]) => plain),
  );
});

test('the same remark about two things is the same text', () => {
  assert.equal(delexicalise('Transaction with ID 3 not found.'), delexicalise('Transaction with ID 71 not found.'));
});

test('any text survives, and long hostile ones quickly', () => {
  fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => typeof delexicalise(text) === 'string'));
  for (const unit of ['/a', '"', '`', 'a_', '1,', 'a.', 'a@', '⟨n⟩ ']) {
    const startedMs = performance.now();
    delexicalise(unit.repeat(20_000 / unit.length));
    assert.ok(performance.now() - startedMs < 1000, unit);
  }
});
