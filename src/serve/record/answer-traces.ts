import { BinaryWriter } from '@bufbuild/protobuf/wire';
import type { HttpAnswer } from './http-answer.ts';
import type { TracesBody } from './read-traces.ts';
import type { Recorder } from './recorder.ts';

/** What is known of a request with traces. Header names in lower case. */
export interface TracesRequest {
  readonly body: Uint8Array;
  readonly contentType: string | undefined;
  readonly contentEncoding: string | undefined;
}

// As of google.rpc.Code.
const INVALID_ARGUMENT = 3;
const RESOURCE_EXHAUSTED = 8;
const UNAVAILABLE = 14;

const KINDS: ReadonlyMap<string, TracesBody['kind']> = new Map([
  ['application/x-protobuf', 'protobuf'],
  ['application/protobuf', 'protobuf'],
  ['application/json', 'json'],
]);
const ENCODINGS: ReadonlyMap<string, TracesBody['encoding']> = new Map([
  ['', undefined],
  ['identity', undefined],
  ['gzip', 'gzip'],
  ['x-gzip', 'gzip'],
  ['deflate', 'deflate'],
]);

/**
 * Answers `POST /v1/traces` as OTLP/HTTP has it, in the encoding of the request: 200, with a partial success that says how
 * many spans were none and what else could not be read; 400, 413, 415, and 503 when the store cannot be written.
 *
 * @see OTLP specification 1.x, § OTLP/HTTP
 */
export async function answerTraces(
  recorder: Pick<Recorder, 'traces'>,
  { body, contentType = '', contentEncoding = '' }: TracesRequest,
): Promise<HttpAnswer> {
  const mediaType = contentType.split(';', 1)[0]!.trim().toLowerCase();
  const kind = KINDS.get(mediaType);
  if (kind === undefined) {
    const found = mediaType === '' ? 'no content-type' : mediaType;
    return status(415, 'json', INVALID_ARGUMENT, `found ${found}, expected application/x-protobuf or application/json`);
  }
  const name = contentEncoding.trim().toLowerCase();
  if (!ENCODINGS.has(name)) {
    return status(415, kind, INVALID_ARGUMENT, `found content-encoding ${name}, expected gzip, deflate or none`);
  }
  const encoding = ENCODINGS.get(name);
  const told = await recorder.traces({ bytes: body, kind, ...(encoding !== undefined && { encoding }) });
  switch (told.status) {
    case 'taken':
      return success(kind, told.rejected, told.message ?? '');
    case 'unreadable':
      return status(400, kind, INVALID_ARGUMENT, told.message ?? '');
    case 'too-large':
      return status(413, kind, RESOURCE_EXHAUSTED, told.message ?? '');
    case 'unavailable':
      return status(503, kind, UNAVAILABLE, 'the store cannot be written, send it again');
  }
}

function success(kind: TracesBody['kind'], rejected: number, message: string): HttpAnswer {
  const isWhole = rejected === 0 && message === '';
  if (kind === 'json') {
    const partial = {
      ...(rejected > 0 && { rejectedSpans: String(rejected) }),
      ...(message !== '' && { errorMessage: message }),
    };
    return answer(200, kind, JSON.stringify(isWhole ? {} : { partialSuccess: partial }));
  }
  const writer = new BinaryWriter();
  if (!isWhole) {
    writer.tag(1, 2).fork();
    if (rejected > 0) writer.tag(1, 0).int64(rejected);
    if (message !== '') writer.tag(2, 2).string(message);
    writer.join();
  }
  return answer(200, kind, writer.finish());
}

// A google.rpc.Status.
function status(http: number, kind: TracesBody['kind'], code: number, message: string): HttpAnswer {
  if (kind === 'json') return answer(http, kind, JSON.stringify({ code, message }));
  return answer(http, kind, new BinaryWriter().tag(1, 0).int32(code).tag(2, 2).string(message).finish());
}

function answer(http: number, kind: TracesBody['kind'], body: string | Uint8Array): HttpAnswer {
  const type = kind === 'json' ? 'application/json' : 'application/x-protobuf';
  return { status: http, headers: { 'content-type': type, ...(http === 503 && { 'retry-after': '5' }) }, body };
}
