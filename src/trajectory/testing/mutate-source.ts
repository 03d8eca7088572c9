import { isUtf8 } from 'node:buffer';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import type { Random } from '../../core/random.ts';
import { mutateJson } from './mutate-json.ts';
import { mutateText } from './mutate-text.ts';

/** A damaged file: its bytes and what was done to it, in order. */
export interface MutatedSource {
  readonly bytes: Buffer;
  readonly mutations: readonly string[];
}

type Mutation = (bytes: Buffer, random: Random, other: Buffer) => Buffer;

const HUGE = 'huge '.repeat(200_000);
const SURROGATES = ['\\ud800', '\\udfff\\ud800', '\\u0000', '\\uFFFF'];
const LITERALS = [
  'NaN',
  '-Infinity',
  'null',
  'true',
  '1e999',
  '-0',
  '[]',
  '{}',
  '""',
  '"\\u0000"',
  '123456789012345678901',
];
const DEEP = 5000;
/** Larger files are changed as bytes alone, so that a file does not grow without end. */
const LARGEST_STRUCTURE = 2_000_000;

/** What can happen to a file, by name. Each is deterministic in the random stream it is given. */
const MUTATIONS: Readonly<Record<string, Mutation>> = {
  'flip bits': (bytes, random) => {
    const flipped = Buffer.from(bytes);
    for (let n = 1 + random.below(8); n > 0 && flipped.length > 0; n--) {
      flipped[random.below(flipped.length)]! ^= 1 << random.below(8);
    }
    return flipped;
  },
  truncate: (bytes, random) => bytes.subarray(0, random.below(bytes.length + 1)),
  'lose the beginning': (bytes, random) => bytes.subarray(random.below(bytes.length + 1)),
  'repeat lines': (bytes, random) =>
    withLines(bytes, (lines) => lines.flatMap((line) => (random.chance(0.3) ? [line, line] : [line]))),
  'shuffle lines': (bytes, random) => withLines(bytes, (lines) => random.shuffle(lines)),
  'drop lines': (bytes, random) => withLines(bytes, (lines) => lines.filter(() => random.chance(0.8))),
  'mix two files': (bytes, random, other) => {
    const rest = linesOf(other);
    return withLines(bytes, (lines) =>
      lines.flatMap((line) => (random.chance(0.3) ? [line, random.pick(rest)] : [line])),
    );
  },
  'carriage returns': (bytes) => Buffer.from(bytes.toString('latin1').replaceAll('\n', '\r\n'), 'latin1'),
  'byte order mark': (bytes) => Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), bytes]),
  'other encoding': (bytes, random) => Buffer.from(bytes.toString('utf8'), random.pick(['utf16le', 'latin1'] as const)),
  'nest deeply': (bytes, random) => atValue(bytes, random, `${'['.repeat(DEEP)}${']'.repeat(DEEP)}`),
  'nest deeply, never closed': (bytes, random) => atValue(bytes, random, '{"a":'.repeat(DEEP)),
  'huge string': (bytes, random) => atValue(bytes, random, JSON.stringify(HUGE)),
  'odd characters': (bytes, random) => atValue(bytes, random, `"${random.pick(SURROGATES)}"`),
  'other value': (bytes, random) => atValue(bytes, random, random.pick(LITERALS)),
  'other keys': (bytes, random) => renameKey(bytes, random),
  'lose a field': (bytes, random) => atField(bytes, random, () => ''),
  'repeat a field': (bytes, random) => atField(bytes, random, (field) => `${field}${field}`),
  'NUL bytes': (bytes, random) => insert(bytes, random, Buffer.alloc(1 + random.below(20))),
  'wild bytes': (bytes, random) =>
    insert(bytes, random, Buffer.from(Array.from({ length: 1 + random.below(200) }, () => random.below(256)))),
  'swap halves': (bytes, random) => {
    const at = random.below(bytes.length + 1);
    return Buffer.concat([bytes.subarray(at), bytes.subarray(0, at)]);
  },
  'twice over': (bytes) => Buffer.concat([bytes, bytes]),
  gzip: (bytes) => gzipSync(bytes, { level: 1 }),
  'gzip, cut': (bytes, random) => {
    const packed = gzipSync(bytes, { level: 1 });
    return packed.subarray(0, random.below(packed.length + 1));
  },
  zstd: (bytes) => zstdCompressSync(bytes),
  // Tags and lengths of protobuf, sizes and flags of ZIPs.
  'other lengths': (bytes, random) => {
    const changed = Buffer.from(bytes);
    for (let n = 1 + random.below(3); n > 0 && changed.length > 0; n--) {
      changed[random.below(Math.min(changed.length, random.pick([40, changed.length])))] = random.pick([
        0, 1, 127, 128, 255,
      ]);
    }
    return changed;
  },
  'zstd, damaged': (bytes, random) => MUTATIONS['flip bits']!(zstdCompressSync(bytes), random, bytes),
};

/** How often what is changed is the structure of the file rather than its bytes. */
const STRUCTURE_SHARE = 0.6;

/**
 * Damages a file in one to three ways.
 *
 * @param other - another file, to mix in
 */
export function mutateSource(bytes: Buffer, random: Random, other: Buffer): MutatedSource {
  const names = Object.keys(MUTATIONS);
  let mutated = bytes;
  const mutations: string[] = [];
  for (let n = random.pick([1, 1, 1, 2, 2, 3]); n > 0; n--) {
    const structured = random.chance(STRUCTURE_SHARE) ? mutateStructure(mutated, random) : undefined;
    const name = structured?.how ?? random.pick(names);
    mutated = structured?.bytes ?? MUTATIONS[name]!(mutated, random, other);
    mutations.push(name);
  }
  return { bytes: mutated, mutations };
}

// Undefined for what is no text.
function mutateStructure(bytes: Buffer, random: Random): { readonly bytes: Buffer; readonly how: string } | undefined {
  if (bytes.length > LARGEST_STRUCTURE || bytes.subarray(0, 8192).includes(0) || !isUtf8(bytes)) return undefined;
  const text = bytes.toString('utf8');
  const isJson = /^\s*[[{]/.test(text);
  const mutated = (isJson && random.chance(0.95) ? mutateJson(text, random) : undefined) ?? mutateText(text, random);
  return { bytes: Buffer.from(mutated.text), how: mutated.how };
}

function linesOf(bytes: Buffer): string[] {
  return bytes.toString('latin1').split('\n');
}

function withLines(bytes: Buffer, change: (lines: string[]) => string[]): Buffer {
  return Buffer.from(change(linesOf(bytes)).join('\n'), 'latin1');
}

function insert(bytes: Buffer, random: Random, piece: Buffer): Buffer {
  const at = random.below(bytes.length + 1);
  return Buffer.concat([bytes.subarray(0, at), piece, bytes.subarray(at)]);
}

/** Puts a text where a JSON value stands: in place of a plain one, before the first in a list or object. */
function atValue(bytes: Buffer, random: Random, text: string): Buffer {
  const source = bytes.toString('latin1');
  const values = [...source.matchAll(/(?<=[:,[]\s{0,3})(?:"[^"\n]{0,200}"|-?[\w.+]{1,40}|\[)/g)];
  if (values.length === 0) return insert(bytes, random, Buffer.from(text));
  const match = random.pick(values);
  const after = source.slice(match.index + match[0].length);
  const put = match[0] === '[' ? `[${text}${/^\s*\]/.test(after) ? '' : ','}` : text;
  return Buffer.from(`${source.slice(0, match.index)}${put}${after}`, 'latin1');
}

function atField(bytes: Buffer, random: Random, change: (field: string) => string): Buffer {
  const source = bytes.toString('latin1');
  const fields = [...source.matchAll(/"[\w.-]{1,60}"\s*:\s*(?:"[^"\n]{0,200}"|[\w.+-]{1,40})\s*,/g)];
  if (fields.length === 0) return bytes;
  const match = random.pick(fields);
  return Buffer.from(
    `${source.slice(0, match.index)}${change(match[0])}${source.slice(match.index + match[0].length)}`,
    'latin1',
  );
}

function renameKey(bytes: Buffer, random: Random): Buffer {
  const source = bytes.toString('latin1');
  const keys = [...source.matchAll(/"[\w.-]{1,60}"\s*:/g)];
  if (keys.length === 0) return bytes;
  const match = random.pick(keys);
  const name = random.pick([
    '__proto__',
    'constructor',
    'toString',
    'hasOwnProperty',
    '',
    'length',
    random.pick(keys)[0].slice(1, -2),
  ]);
  return Buffer.from(
    `${source.slice(0, match.index)}"${name}":${source.slice(match.index + match[0].length)}`,
    'latin1',
  );
}
