import { crc32, deflateRawSync, gzipSync } from 'node:zlib';

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

/**
 * Archives that someone who means harm would send: entries that climb out of their folder, links, bombs, directories that
 * do not fit their entries. Each holds `content` as well, under harmless names.
 */
export function hostileArchives(content: Buffer): Readonly<Record<string, Buffer>> {
  const bomb = Buffer.alloc(BOMB_BYTES, 32);
  const good = { name: 'good.jsonl', content };
  const whole = zip([good, { name: 'folder/again.jsonl', content }]);
  return {
    'climbing.zip': zip([good, ...NAMES.map((name) => ({ name, content }))]),
    'bomb.zip': zip([good, { name: 'bomb.jsonl', content: bomb }]),
    'lying.zip': zip([good, { name: 'small.jsonl', content, claimedSize: 10 }]),
    'cut.zip': whole.subarray(0, whole.length - 30),
    'twice.zip': zip([{ name: 'good.jsonl', content: Buffer.from('{}') }, good]),
    'climbing.tar': tarOf([good, ...NAMES.map((name) => ({ name, content }))]),
    'links.tar': tarOf([good, { name: 'link.jsonl', content: Buffer.alloc(0), link: '/etc/passwd' }]),
    'cut.tar': tarOf([good, { name: 'more.jsonl', content }]).subarray(0, 700),
    'bomb.jsonl.gz': gzipSync(bomb, { level: 1 }),
    'nested.jsonl.gz': gzipSync(gzipSync(gzipSync(gzipSync(gzipSync(content))))),
  };
}

/** A file of an archive; a link when it names its target. */
export interface ArchiveEntry {
  readonly name: string;
  readonly content: Buffer;
  readonly claimedSize?: number;
  readonly link?: string;
}

// PKWARE's APPNOTE, 4.3: local headers with data, then the central directory and its end.
function zip(entries: readonly ArchiveEntry[]): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const { name, content, claimedSize = content.length } of entries) {
    const path = Buffer.from(name);
    const packed = deflateRawSync(content, { level: 1 });
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(8, 4); // deflate
    common.writeUInt32LE(crc32(content), 10);
    common.writeUInt32LE(packed.length, 14);
    common.writeUInt32LE(claimedSize, 18);
    common.writeUInt16LE(path.length, 22);
    const local = Buffer.concat([Buffer.from('504b0304', 'hex'), common, path, packed]);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE(offset, 10);
    directory.push(Buffer.concat([Buffer.from('504b01021400', 'hex'), common, tail, path]));
    parts.push(local);
    offset += local.length;
  }
  const central = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(entries.length, 8);
  end.writeUInt16LE(entries.length, 10);
  end.writeUInt32LE(central.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...parts, central, end]);
}

/** A tar of files. POSIX ustar: a header of 512 bytes, content filled up to the next 512. */
export function tarOf(entries: readonly ArchiveEntry[]): Buffer {
  const blocks = entries.flatMap(({ name, content, link = '' }) => {
    const header = Buffer.alloc(512);
    header.write(name.slice(0, 100), 0);
    header.write('0000644\0', 100);
    header.write(`${content.length.toString(8).padStart(11, '0')}\0`, 124);
    header.write('        ', 148);
    header.write(link === '' ? '0' : '2', 156);
    header.write(link, 157);
    header.write('ustar\0' + '00', 257);
    const sum = header.reduce((total, byte) => total + byte, 0);
    header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
    return [header, content, Buffer.alloc((512 - (content.length % 512)) % 512)];
  });
  return Buffer.concat([...blocks, Buffer.alloc(1024)]);
}
