import assert from 'node:assert/strict';
import { test } from 'node:test';
import { holdsValue, ownValues } from './own-values.ts';

test('what belongs to an occasion is told from what is a habit', () => {
  const values: readonly (readonly [string, readonly string[]])[] = [
    ['Before comparing two amounts, bring both to the same unit.', []],
    ['Call `get_order` before you cancel, and quote “order not found”.', ['get_order', 'order not found']],
    ['Open src/app.ts with readFile and look for 4711 or 3.5.', ['src/app.ts', 'readFile', '4711', '3.5']],
    ['Ask Mia Lorenz in Bergen, then write every carry down.', ['Mia', 'Lorenz', 'Bergen']],
    ['Schreibe jeden Übertrag auf und addiere ihn in der nächsten Stelle zum Ergebnis.', []],
    ['Prüfe beide Einheiten, bevor du die Beträge addierst.', []],
    ['Take 2 steps and/or 3, i.e. as behavior_take_steps says.', []],
  ];
  for (const [text, expected] of values) assert.deepEqual(ownValues(text), expected, text);
});

test('a value is held as a whole, whatever its capitals', () => {
  assert.ok(holdsValue('the total is 42.', '42'));
  assert.ok(!holdsValue('the total is 421', '42'));
  assert.ok(holdsValue('{"name":"Get_Order"}', 'get_order'));
  assert.ok(!holdsValue('forget_orders', 'get_order'));
});
