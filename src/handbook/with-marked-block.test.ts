import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { splitInjected } from '../trajectory/split-injected.ts';
import { withMarkedBlock } from './with-marked-block.ts';

const TEXT = '## Learned\n\n- Ask first.\n';
const BLOCK = `<ethogram-behaviors ids="b_1">\n\n${TEXT}\n</ethogram-behaviors>`;
const put = (file: string, text = TEXT): string =>
  Buffer.from(withMarkedBlock(Buffer.from(file), text, { ids: ['b_1'], shown: 'AGENTS.md' })).toString();

test('the block is put at the end of a file, or in place of the one that is there', () => {
  assert.equal(put(''), `${BLOCK}\n`);
  assert.equal(put('# Mine\n'), `# Mine\n\n${BLOCK}\n`);
  assert.equal(put('# Mine'), `# Mine\n\n${BLOCK}\n`);
  assert.equal(put('\ufeff'), `\ufeff${BLOCK}\n`);
  const between = `# Mine\n\n${put('').trimEnd()}\ntail without end`;
  assert.equal(put(between, 'Other.\n'), between.replace(TEXT, 'Other.\n'));
  assert.equal(put(put('# Mine\n')), put('# Mine\n'));
});

test('whatever people wrote around it stays, byte for byte, and importers know the block again', () => {
  const plain = fc.string({ unit: 'grapheme' }).filter((text) => !/ethogram-behaviors/.test(text) && text.isWellFormed());
  fc.assert(
    fc.property(plain, plain, plain, (before, after, text) => {
      const first = put(before, text);
      assert.ok(first.startsWith(before));
      const edited = Buffer.from(`${first}${after}`);
      const again = Buffer.from(withMarkedBlock(edited, 'New.', { ids: ['b_2'], shown: 'x' }));
      const at = edited.indexOf('<ethogram');
      assert.deepEqual(again.subarray(0, at), edited.subarray(0, at));
      assert.ok(again.toString().endsWith(`</ethogram-behaviors>${edited.includes('\r\n') && !before.includes('\r\n') ? '\n' : before.includes('\r\n') ? '\r\n' : '\n'}${after}`));
      assert.deepEqual(splitInjected(again.toString()).filter((part) => part.injected !== undefined).map((part) => part.injected), [['b_2']]);
    }),
    { numRuns: 300, seed: 3 },
  );
}); // prettier-ignore

test('lines end as the file’s do', () => {
  assert.equal(put('# Mine\r\n'), `# Mine\r\n\r\n${BLOCK.replaceAll('\n', '\r\n')}\r\n`);
});

test('where it cannot be told what is ours, nothing is changed', () => {
  const fault = (message: string): object => ({
    code: 'cannot-write',
    message: `AGENTS.md: found ${message}, expected one block or none`,
  });
  assert.throws(() => put(`${BLOCK}\n${BLOCK}\n`), fault('2 blocks of Ethogram'));
  const marks = 'marks <ethogram-behaviors ids="…">';
  assert.throws(
    () => put('<ethogram-behaviors ids="b_1">\nmine\n'),
    fault(`1 ${marks} and 0 marks </ethogram-behaviors>`),
  );
  assert.throws(() => put('mine\n</ethogram-behaviors>\n'), fault(`0 ${marks} and 1 marks </ethogram-behaviors>`));
  assert.throws(() => withMarkedBlock(Buffer.from([0xff, 0xfe, 0x41, 0]), TEXT, { ids: [], shown: 'AGENTS.md' }), {
    message: 'AGENTS.md: found bytes that are no UTF-8, expected a text in UTF-8',
  });
});

test('a mark that is talked about within a line is none, and one in a behavior does not end the block', () => {
  const talk = 'Between `<ethogram-behaviors ids="…">` and `</ethogram-behaviors>` stands what was learned.\n';
  assert.equal(put(talk), `${talk}\n${BLOCK}\n`);
  const text = put('', '- Write </ethogram-behaviors> there.\n');
  assert.equal(text.split('</ethogram-behaviors>').length, 2);
});
