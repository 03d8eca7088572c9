import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import { EthogramError } from '../../../core/ethogram-error.ts';
import { decodeOtlp, looksLikeOtlpProtobuf } from './decode-otlp.ts';

const bytes = (length: number, first: number): Uint8Array => Uint8Array.from({ length }, (_, i) => (first + i) % 256);
const nested = (writer: BinaryWriter, field: number, fill: (inner: BinaryWriter) => void): void => {
  writer.tag(field, WireType.LengthDelimited).fork();
  fill(writer);
  writer.join();
};
const attribute = (writer: BinaryWriter, field: number, key: string, fill: (value: BinaryWriter) => void): void =>
  nested(writer, field, (pair) => {
    pair.tag(1, WireType.LengthDelimited).string(key);
    nested(pair, 2, fill);
  });

function request(): Uint8Array {
  const writer = new BinaryWriter();
  nested(writer, 1, (resource) => {
    nested(resource, 1, (r) =>
      attribute(r, 1, 'service.name', (v) => v.tag(1, WireType.LengthDelimited).string('shop')),
    );
    nested(resource, 2, (scope) => {
      nested(scope, 1, (s) => s.tag(1, WireType.LengthDelimited).string('tracer'));
      nested(scope, 2, (span) => {
        span.tag(1, WireType.LengthDelimited).bytes(bytes(16, 0xf0));
        span.tag(2, WireType.LengthDelimited).bytes(bytes(8, 1));
        span.tag(5, WireType.LengthDelimited).string('chat gpt');
        span.tag(6, WireType.Varint).int32(3);
        span.tag(7, WireType.Bit64).fixed64('1758028600965362001');
        span.tag(99, WireType.Varint).int32(1);
        attribute(span, 9, 'big', (v) => v.tag(3, WireType.Varint).int64('-9007199254740993'));
        attribute(span, 9, 'half', (v) => v.tag(4, WireType.Bit64).double(0.5));
        attribute(span, 9, 'list', (v) =>
          nested(v, 5, (list) => nested(list, 1, (item) => item.tag(2, WireType.Varint).bool(true))),
        );
        nested(span, 11, (event) => event.tag(2, WireType.LengthDelimited).string('note'));
        nested(span, 15, (status) => status.tag(3, WireType.Varint).int32(2));
      });
    });
  });
  return writer.finish();
}

const VALUE = {
  resourceSpans: [
    {
      resource: { attributes: [{ key: 'service.name', value: { stringValue: 'shop' } }] },
      scopeSpans: [
        {
          scope: { name: 'tracer' },
          spans: [
            {
              traceId: 'f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff',
              spanId: '0102030405060708',
              name: 'chat gpt',
              kind: 3,
              startTimeUnixNano: '1758028600965362001',
              attributes: [
                { key: 'big', value: { intValue: '-9007199254740993' } },
                { key: 'half', value: { doubleValue: 0.5 } },
                { key: 'list', value: { arrayValue: { values: [{ boolValue: true }] } } },
              ],
              events: [{ name: 'note' }],
              status: { code: 2 },
            },
          ],
        },
      ],
    },
  ],
};

test('protobuf becomes the value that OTLP/JSON has, ids in hex and 64-bit numbers exact', () => {
  assert.deepEqual(decodeOtlp(request(), 'application/x-protobuf'), VALUE);
  assert.deepEqual(decodeOtlp(Buffer.from(JSON.stringify(VALUE)), 'Application/JSON; charset=utf-8'), VALUE);
  assert.deepEqual(decodeOtlp(new Uint8Array()), {});
});

test('a request is recognised by its beginning, and other bytes are not taken for one', () => {
  const whole = request();
  assert.equal(looksLikeOtlpProtobuf(whole), true);
  assert.equal(looksLikeOtlpProtobuf(whole.subarray(0, whole.length - 20)), true);
  for (const other of ['', '\n', '\n{\n  "a": 1\n}', '{"resourceSpans":[]}', '\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n']) {
    assert.equal(looksLikeOtlpProtobuf(Buffer.from(other)), false, other);
  }
});

test('what is no request says where and why, wherever it is cut or changed', () => {
  const whole = request();
  for (let length = 1; length < whole.length; length++) {
    assert.throws(() => decodeOtlp(whole.subarray(0, length)), { name: 'EthogramError', code: 'bad-otlp' });
  }
  for (let at = 0; at < whole.length; at++) {
    const changed = Uint8Array.from(whole);
    changed[at] = changed[at]! ^ 0xff;
    try {
      decodeOtlp(changed);
    } catch (error) {
      assert.ok(error instanceof EthogramError && error.code === 'bad-otlp');
    }
  }
  assert.throws(() => decodeOtlp(Buffer.from('[]'), 'application/json'), {
    message: 'OTLP body: found JSON without a list resourceSpans, expected OTLP/JSON traces',
  });
});
