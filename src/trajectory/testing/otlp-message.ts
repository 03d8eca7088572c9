/** An OTLP message in protobuf with one span, written by hand so that nothing of the reader is in it. */
export function otlpMessage(traceId: number, text: string): Buffer {
  const said = (role: string, content: string): string =>
    JSON.stringify([{ role, parts: [{ type: 'text', content }] }]);
  const span = [
    field(1, Buffer.alloc(16, traceId)),
    field(2, Buffer.alloc(8, 1)),
    field(5, Buffer.from('chat m')),
    attribute('gen_ai.operation.name', 'chat'),
    attribute('gen_ai.input.messages', said('user', text)),
    attribute('gen_ai.output.messages', said('assistant', 'ok')),
  ];
  return field(1, field(2, field(2, ...span)));
}

/** Messages, each behind its length in four bytes (big-endian). */
export function prefixedMessages(messages: readonly Buffer[]): Buffer {
  return Buffer.concat(
    messages.flatMap((bytes) => {
      const length = Buffer.alloc(4);
      length.writeUInt32BE(bytes.length);
      return [length, bytes];
    }),
  );
}

// Protobuf's wire format: a field of type 2 is its length in bytes, seven bits at a time, and the bytes.
function field(number: number, ...bytes: readonly Buffer[]): Buffer {
  const body = Buffer.concat(bytes);
  const length: number[] = [];
  for (let left = body.length; left > 0 || length.length === 0; left >>>= 7)
    length.push((left & 127) | (left > 127 ? 128 : 0));
  return Buffer.concat([Buffer.from([(number << 3) | 2, ...length]), body]);
}

function attribute(key: string, value: string): Buffer {
  return field(9, field(1, Buffer.from(key)), field(2, field(1, Buffer.from(value))));
}
