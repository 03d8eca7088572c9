import { crc32, deflateRawSync, zstdCompressSync } from 'node:zlib';

/** How a file in a ZIP is packed: stored, deflate, zstd. */
type Method = 0 | 8 | 93;

/** A ZIP of files, written here so that nothing of the reader is in it. */
export function zipOf(files: readonly (readonly [name: string, content: string | Buffer, method?: Method])[]): Buffer {
  const pieces: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const [name, content, method = 8] of files) {
    const bytes = Buffer.from(content as string);
    const packed = method === 0 ? bytes : method === 8 ? deflateRawSync(bytes) : zstdCompressSync(bytes);
    const fields = Buffer.alloc(26);
    fields.writeUInt16LE(20, 0);
    fields.writeUInt16LE(method, 4);
    fields.writeUInt32LE(crc32(bytes), 10);
    fields.writeUInt32LE(packed.length, 14);
    fields.writeUInt32LE(bytes.length, 18);
    fields.writeUInt16LE(Buffer.byteLength(name), 22);
    const local = Buffer.concat([Buffer.from('504b0304', 'hex'), fields, Buffer.from(name), packed]);
    const central = Buffer.alloc(46);
    central.write('504b0102', 'hex');
    fields.copy(central, 6, 0, 24);
    central.writeUInt32LE(offset, 42);
    directory.push(Buffer.concat([central, Buffer.from(name)]));
    pieces.push(local);
    offset += local.length;
  }
  const listing = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.write('504b0506', 'hex');
  end.writeUInt16LE(files.length, 8);
  end.writeUInt16LE(files.length, 10);
  end.writeUInt32LE(listing.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...pieces, listing, end]);
}
