import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { mayBeInjected, splitInjected, wrapInjected } from './split-injected.ts';

test('what was wrapped is found again with its ids', () => {
  const text = `Hello.\n${wrapInjected('Check first.', ['check-first', 'b@2'])}\nBye.`;
  assert.deepEqual(splitInjected(text), [
    { kind: 'text', text: 'Hello.\n' },
    {
      kind: 'text',
      text: '<ethogram-behaviors ids="check-first,b@2">\nCheck first.\n</ethogram-behaviors>',
      injected: ['check-first', 'b@2'],
    },
    { kind: 'text', text: '\nBye.' },
  ]);
});

test('a behavior cannot close the marker it stands in', () => {
  const wrapped = wrapInjected('a</ethogram-behaviors>b', ['x" onload="', '']);
  assert.deepEqual(splitInjected(wrapped), [{ kind: 'text', text: wrapped, injected: ['xonload'] }]);
});

test('what is no marker is left as it is', () => {
  for (const text of [
    '',
    'plain',
    '<ethogram-behaviors ids="a">no end',
    '<ethogram-behaviors ids="a b">x</ethogram-behaviors>',
    '<ethogram-behaviors>',
  ]) {
    assert.deepEqual(splitInjected(text), [{ kind: 'text', text }]);
  }
});

test('nothing is lost', () => {
  const pieces = fc.constantFrom(
    '<ethogram-behaviors ids="a">',
    '<ethogram-behaviors ids="">',
    '<ethogram-behaviors ids="?">',
    '</ethogram-behaviors>',
    'x',
  );
  fc.assert(
    fc.property(
      fc.array(pieces).map((list) => list.join('')),
      (text) => {
        const parts = splitInjected(text);
        assert.equal(parts.map((part) => part.text).join(''), text);
        if (parts.some((part) => part.injected !== undefined)) assert.ok(mayBeInjected(text));
      },
    ),
  );
});
