import assert from 'node:assert/strict';
import { test } from 'node:test';
import { legend } from './legend.ts';

test('a legend is a list of swatches with words', () => {
  assert.equal(
    legend([
      { tone: 'sky', label: 'speaks' },
      { tone: 'green', label: '<check>', tick: true },
    ]).toString(),
    '<ul class="legend"><li><span class="swatch sky"></span>speaks</li><li><span class="swatch green tick"></span>&lt;check&gt;</li></ul>',
  );
});
