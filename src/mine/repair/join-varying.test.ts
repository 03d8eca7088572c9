import assert from 'node:assert/strict';
import { test } from 'node:test';
import { joinVarying } from './join-varying.ts';

test('remarks that differ in a name are joined, remarks that differ in a recurring word are not', () => {
  const names = ['Lena', 'Omar', 'Ana Ruiz', 'Per', 'Wu Li', 'Ola'];
  const remarks = new Map([
    ...names.map((name): [string, number] => [`customer ${name} not known here`, 1]),
    ['order not known', 12],
    ['customer not known', 9],
    ['parcel not known', 10],
    ['desk not known', 30],
  ]);
  const joined = joinVarying(remarks);
  for (const name of names) assert.equal(joined.get(`customer ${name} not known here`), 'customer … not known here');
  for (const thing of ['order', 'customer', 'parcel', 'desk'])
    assert.equal(joined.get(`${thing} not known`), `${thing} not known`);
});
