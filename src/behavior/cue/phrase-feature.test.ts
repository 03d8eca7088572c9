import assert from 'node:assert/strict';
import { test } from 'node:test';
import { phraseFeature } from './phrase-feature.ts';

const feature = (written: string): string | undefined => phraseFeature(written.replaceAll(/[⌊⌋]/g, '\b'))?.text;
const share = (written: string): number => phraseFeature(written.replaceAll(/[⌊⌋]/g, '\b'))!.share;

test('a phrase is known by its rarest word, two side by side, or how a word begins', () => {
  assert.equal(feature('⌊let me check⌋'), 'me check');
  assert.equal(feature('⌊verif'), 'verif*');
  assert.equal(feature(', so⌋'), ', so');
  assert.equal(feature('⌊maybe⌋'), 'maybe');
});

test('what a phrase is known by must begin a word, or be one', () => {
  assert.equal(feature('check'), undefined);
  assert.equal(feature('check⌋'), undefined);
  assert.equal(feature('⌊ab'), undefined, 'too short to tell anything');
});

test('a word is rarer than how it begins, and two side by side than either', () => {
  assert.ok(share('⌊zebra') > share('⌊zebra⌋'));
  assert.ok(share('⌊the⌋') > share('⌊of the⌋'));
});
