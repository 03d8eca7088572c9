import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { encode } from 'gpt-tokenizer/encoding/o200k_base';
import { estimateTokens } from './estimate-tokens.ts';

const exact = (text: string): number => encode(text, { disallowedSpecial: new Set() }).length;

// Sentences of our own, of the kinds that runs are made of.
const TEXTS: Readonly<Record<string, string>> = {
  English:
    'I looked up the order and it was delivered on Monday, so it can still be returned. Before I start the return, could you please confirm that the refund should go back to the card you paid with? It usually takes five to seven days.',
  code: 'export function median(values: readonly number[]): number {\n  const sorted = [...values].sort((a, b) => a - b);\n  const middle = sorted.length >> 1;\n  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;\n}\n',
  JSON: '{"order_id": "W2611340", "user_id": "mia_garcia_4516", "items": [{"name": "Water Bottle", "product_id": "8310926033", "price": 46.51, "options": {"capacity": "500ml", "material": "steel"}}], "status": "delivered", "paid": true}',
  'a shell session':
    '$ npm test -- --run src/cart\n\n> shop@1.4.2 test\n> node --test\n\nFAIL src/cart/total.test.ts > adds tax once\nAssertionError: expected 21.60 to equal 20.00\n    at total.test.ts:14:5\n',
  Chinese:
    '智能体先查看用户的订单，然后确认政策是否允许退款。如果用户没有提供订单号，它应该先询问，而不是猜测。完成之后还需要再次核对结果。',
  German:
    'Der Agent prüft zuerst die Bestellung und fragt nach der Nummer, wenn sie fehlt. Danach bestätigt er dem Kunden das Ergebnis der Rückgabe.',
};

for (const [what, text] of Object.entries(TEXTS)) {
  test(`tokens of ${what} are estimated within 20%`, () => {
    const error = estimateTokens(text) / exact(text) - 1;
    assert.ok(Math.abs(error) < 0.2, `${(100 * error).toFixed(1)}%`);
  });
}

test('only the empty text has no tokens, and any text at all is read', () => {
  assert.equal(estimateTokens(''), 0);
  fc.assert(
    fc.property(fc.string({ unit: 'binary', minLength: 1 }), (text) => {
      const tokens = estimateTokens(text);
      assert.ok(Number.isInteger(tokens) && tokens >= 1 && tokens <= 3 * text.length);
    }),
  );
  assert.equal(estimateTokens('\uD800'), 1);
});

test('a long text has the tokens of its pieces', () => {
  const piece = `${TEXTS['English']} `;
  const count = 2000;
  assert.ok(Math.abs(estimateTokens(piece.repeat(count)) / (count * estimateTokens(piece)) - 1) < 0.01);
});
