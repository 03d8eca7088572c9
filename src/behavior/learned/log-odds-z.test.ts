import assert from 'node:assert/strict';
import { test } from 'node:test';
import { logOddsZ } from './log-odds-z.ts';

test('what is as frequent in both groups says nothing, what is not says it in standard errors', () => {
  const all = { n: 60, of: 300 };
  assert.equal(logOddsZ({ n: 20, of: 100 }, { n: 20, of: 100 }, all), 0);
  const more = logOddsZ({ n: 40, of: 100 }, { n: 20, of: 100 }, all);
  assert.equal(logOddsZ({ n: 20, of: 100 }, { n: 40, of: 100 }, all), -more);
  assert.ok(more > 2 && more < 4, String(more));
});

test('twice is more when it is rare everywhere', () => {
  const [twice, never] = [{ n: 2, of: 10 }, { n: 0, of: 100 }]; // prettier-ignore
  const rare = logOddsZ(twice, never, { n: 2, of: 1000 });
  const common = logOddsZ(twice, never, { n: 200, of: 1000 });
  assert.ok(rare > 0 && common > 0 && logOddsZ(twice, never, { n: 0, of: 1000 }) === 0);
  assert.ok(logOddsZ({ n: 2, of: 10 }, { n: 20, of: 100 }, { n: 200, of: 1000 }) < rare);
});
