/** A file of a tar; a link when it names its target. */
export interface TarFile {
  readonly name: string;
  readonly content: Buffer;
  readonly link?: string;
}

/** A tar of files. POSIX ustar: a header of 512 bytes, content filled up to the next 512. */
export function tarOf(entries: readonly TarFile[]): Buffer {
  const blocks = entries.flatMap(({ name, content, link = '' }) => {
    const header = Buffer.alloc(512);
    header.write(name.slice(0, 100), 0);
    header.write('0000644\0', 100);
    header.write(`${content.length.toString(8).padStart(11, '0')}\0`, 124);
    header.write('        ', 148);
    header.write(link === '' ? '0' : '2', 156);
    header.write(link, 157);
    header.write('ustar\u000000', 257);
    const sum = header.reduce((total, byte) => total + byte, 0);
    header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
    return [header, content, Buffer.alloc((512 - (content.length % 512)) % 512)];
  });
  return Buffer.concat([...blocks, Buffer.alloc(1024)]);
}
