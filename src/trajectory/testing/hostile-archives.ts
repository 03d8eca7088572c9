import { gzipSync } from 'node:zlib';
import { tarOf } from './tar-of.ts';
import { zipOf } from './zip-of.ts';

const NAMES = [
  '../../escaped.jsonl',
  '/tmp/escaped.jsonl',
  '..\\..\\escaped.jsonl',
  'C:\\escaped.jsonl',
  'a/../../escaped.jsonl',
  '',
  '.',
  'CON',
  `${'long/'.repeat(60)}x.jsonl`,
];
const BOMB_BYTES = 200 * 2 ** 20;

type Make = (content: Buffer) => Buffer;

/**
 * Archives that someone who means harm would send, by name, each made when it is asked for: entries that climb out of their
 * folder, links, bombs, directories that do not fit their entries. Most hold `content` as well, under a harmless name.
 */
export const HOSTILE_ARCHIVES: Readonly<Record<string, Make>> = {
  'climbing.zip': (content) => zipOf([['good.jsonl', content], ...NAMES.map((name) => [name, content] as const)]),
  'bomb.zip': (content) =>
    zipOf([
      ['good.jsonl', content],
      ['bomb.jsonl', bomb()],
    ]),
  'lying.zip': (content) => withSizes(zipOf([['good.jsonl', content]]), 10),
  'cut.zip': (content) => zipOf([['good.jsonl', content]]).subarray(0, -30),
  'twice.zip': (content) =>
    zipOf([
      ['good.jsonl', '{}'],
      ['good.jsonl', content],
    ]),
  'climbing.tar': (content) => tarOf(['good.jsonl', ...NAMES].map((name) => ({ name, content }))),
  'links.tar': (content) =>
    tarOf([
      { name: 'good.jsonl', content },
      { name: 'link.jsonl', content: Buffer.alloc(0), link: '/etc/passwd' },
    ]),
  'cut.tar': (content) => tarOf([{ name: 'good.jsonl', content }]).subarray(0, 700),
  'bomb.jsonl.gz': () => packedBomb(),
  'bomb.tar.gz': () => gzipSync(tarOf([{ name: 'bomb.jsonl', content: bomb() }]), { level: 1 }),
  'bomb in bomb.gz': () => gzipSync(packedBomb()),
  'nested.jsonl.gz': (content) => gzipSync(gzipSync(gzipSync(gzipSync(gzipSync(content))))),
};

const bomb = once(() => Buffer.alloc(BOMB_BYTES, 32));
const packedBomb = once(() => gzipSync(bomb(), { level: 1 }));

function once(make: () => Buffer): () => Buffer {
  let made: Buffer | undefined;
  return () => (made ??= make());
}

// A ZIP whose headers say that its files are of that size.
function withSizes(zip: Buffer, size: number): Buffer {
  for (const [signature, place] of [
    ['504b0304', 22],
    ['504b0102', 24],
  ] as const) {
    const at = zip.indexOf(Buffer.from(signature, 'hex'));
    zip.writeUInt32LE(size, at + place);
  }
  return zip;
}
