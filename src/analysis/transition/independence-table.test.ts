import assert from 'node:assert/strict';
import { test } from 'node:test';
import { independenceTable, selfZeros } from './independence-table.ts';

const near = (actual: ArrayLike<number>, expected: readonly number[], within = 1e-6): void => {
  assert.equal(actual.length, expected.length);
  for (const [cell, value] of expected.entries()) {
    assert.ok(Math.abs(actual[cell]! - value) <= within, `cell ${cell}: found ${actual[cell]}, expected ${value}`);
  }
};
function pairsOf(letters: string): number[] {
  const names = [...new Set(letters)].sort();
  const table = new Array<number>(names.length ** 2).fill(0);
  for (let i = 0; i + 1 < letters.length; i++) {
    table[names.indexOf(letters[i]!) * names.length + names.indexOf(letters[i + 1]!)]!++;
  }
  return table;
}

const LETTERS = 'ABACABCBAABCABCCBA';
// Griffin & Gottman 1990, p. 137: what couples say, as the manual of LagSequential has it.
const COUPLES = [
  [0, 0, 0, 0, 2, 2],
  [0, 10, 5, 5, 60, 20],
  [0, 9, 2, 1, 3, 0],
  [0, 3, 0, 1, 5, 0],
  [3, 54, 6, 2, 24, 8],
  [1, 24, 2, 1, 3, 12],
].flat();
// Bakeman & Quera 2011, p. 159: 75 intervals of a child in class.
const CHILD = '214334342144541345322141252123314414133315211314123345523352544231552213333';

test('the vector of the research notes comes out to the last digit', () => {
  assert.deepEqual(pairsOf(LETTERS), [1, 4, 1, 3, 0, 3, 2, 2, 1]);
  const { z, yuleQ } = independenceTable(pairsOf(LETTERS), 3);
  assert.deepEqual([z[1]!.toFixed(3), z[4]!.toFixed(3), yuleQ[1]!.toFixed(1)], ['1.999', '-2.249', '0.8']);
});

test('without repeats the expected counts are fitted to the margins', () => {
  const collapsed = LETTERS.replace(/(.)\1+/g, '$1');
  const { expected, g2 } = independenceTable(pairsOf(collapsed), 3, { zeros: selfZeros(3) });
  near(expected, [0, 3.5, 1.5, 3.5, 0, 2.5, 1.5, 2.5, 0]);
  assert.equal(g2.degrees, 1);
});

// Computed apart from this code, in double precision: by the design matrix of the log-linear model, as LagSequential 0.1.1 does it.
test('what LagSequential works out of published tables is worked out alike', () => {
  const { z, yuleQ, g2, expected } = independenceTable(COUPLES, 6);
  near(expected.slice(6, 9), [1.4925373134, 37.3134328358, 5.5970149254]);
  near(z.slice(6, 12), [-1.5546792007, -7.1329502726, -0.3280400343, 0.845438109, 6.2567602325, 1.5038062331]);
  near(z.slice(30, 36), [0.4916784617, 2.7376282241, -0.2944845523, -0.5308197483, -4.351120434, 2.4086969242]);
  near(yuleQ.slice(6, 12), [-1, -0.8243243243, -0.091954023, 0.2635658915, 0.6830835118, 0.2478632479]);
  near([g2.value, g2.degrees], [107.5987047257, 25]);
});

test('so is what it works out when speakers do not repeat themselves', () => {
  const { z, g2, expected } = independenceTable(COUPLES, 6, { zeros: selfZeros(6) });
  near(expected.slice(0, 6), [0, 2.2656628238, 0.1494720189, 0.1019470207, 1.1165398702, 0.3663782664]);
  near(z.slice(0, 6), [0, -2.3331896645, -0.3964938234, -0.3253731749, 1.001277556, 2.8525645634]);
  near(z.slice(24, 30), [2.1346366316, -1.0365195714, 1.4797812593, -0.4169688739, 0, -0.5339904109]);
  near([g2.value, g2.degrees], [36.2511777128, 19]);
});

test('and of a child in class', () => {
  const { z, yuleQ, g2 } = independenceTable(pairsOf(CHILD), 5);
  near(z.slice(5, 10), [2.1435070169, -0.358359185, 0.1445054816, -2.0951922366, 0.0938590635]);
  near(z.slice(20, 25), [-1.7859605741, 2.8980142786, -1.3037206373, -0.0228604215, 0.645174395]);
  near(yuleQ.slice(0, 5), [-0.6791044776, 0.0510948905, -0.0666666667, 0.53125, -0.0566037736]);
  near([g2.value, g2.degrees], [30.9548688214, 16]);
});

test('the hat matrix without structural zeros gives Haberman’s residuals', () => {
  const plain = independenceTable(COUPLES, 6);
  near(independenceTable(COUPLES, 6, { zeros: new Uint8Array(36) }).z, [...plain.z], 1e-9);
});

test('a table in two parts has a degree of freedom for each', () => {
  const zeros = Uint8Array.from([0, 0, 1, 1, 0, 0, 1, 1, 1, 1, 0, 0, 1, 1, 0, 0]);
  const { g2, z } = independenceTable([9, 1, 0, 0, 1, 9, 0, 0, 0, 0, 5, 5, 0, 0, 5, 5], 4, { zeros });
  assert.equal(g2.degrees, 2);
  near([z[0]!, z[10]!], [3.577708764, 0]);
});

test('an empty table says nothing', () => {
  const { z, g2 } = independenceTable([0, 0, 0, 0], 2);
  assert.deepEqual([[...z], g2], [[0, 0, 0, 0], { value: 0, degrees: 0, p: 1 }]);
});
