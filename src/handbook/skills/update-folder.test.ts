import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sha256 } from '../../core/content-key.ts';
import { updateFolder } from './update-folder.ts';

const A = 'learned-a/SKILL.md';
const B = 'learned-b/SKILL.md';

test('what nobody changed is brought up to date or removed, what is the same is not touched', () => {
  const written = { files: { [A]: sha256('old'), [B]: sha256('b') } };
  assert.deepEqual(updateFolder({ [A]: 'new' }, { [A]: 'old', [B]: 'b' }, written), {
    write: { [A]: 'new' },
    remove: [B],
    kept: [],
    foreign: [],
    manifest: { files: { [A]: sha256('new') } },
  });
  assert.deepEqual(updateFolder({ [A]: 'old', [B]: 'b' }, { [A]: 'old', [B]: 'b' }, written).write, {});
});

test('what somebody changed stays, and what is new is offered beside it once', () => {
  const first = updateFolder({ [A]: 'new' }, { [A]: 'mine', [B]: 'my b' }, { files: { [A]: sha256('old'), [B]: sha256('b') } });
  assert.deepEqual([first.write, first.remove, first.kept], [{ [`${A}.new`]: 'new' }, [], [A, B]]);
  const again = updateFolder({ [A]: 'new' }, { [A]: 'mine', [`${A}.new`]: 'new' }, first.manifest);
  assert.deepEqual([again.write, again.kept], [{}, [A]]);
  const taken = updateFolder({ [A]: 'newer' }, { [A]: 'new' }, again.manifest);
  assert.deepEqual([taken.write, taken.kept], [{ [A]: 'newer' }, []]);
}); // prettier-ignore

test('a skill that somebody else wrote is named, and nothing goes into it', () => {
  const { foreign } = updateFolder({ [A]: 'new' }, { [A]: 'theirs', 'learned-a/notes.md': 'theirs' }, { files: {} });
  assert.deepEqual(foreign, ['learned-a']);
});
