import { parseDocument } from 'yaml';
import type { Json, JsonObject } from '../../core/json.ts';
import { jsonObjectIn } from '../../core/json.ts';
import { cassetteCalls, cassetteFacts, httpCall, type HttpCall } from './cassette/cassette-calls.ts';
import { joinExchanges, type RecordedExchange } from '../exchange/join-exchanges.ts';
import { readExchange } from '../exchange/read-exchange.ts';
import { streamedResponse } from '../stream/streamed-response.ts';
import type { DraftItem, TraceFormat } from '../trace-format.ts';

const MAX_ALIASES = 1000;

/**
 * Recorded HTTP calls of models: VCR cassettes (YAML or JSON, of Python or Ruby) and HAR files. Calls that repeat a
 * conversation's history and go on from it are one run. Calls that are none of a model stand in `extra` of the first run.
 */
export const httpCassette: TraceFormat = {
  name: 'http-cassette',
  description: 'recorded HTTP calls of models: VCR cassettes (YAML, JSON) and HAR files',
  independentRecords: false,
  detect({ records, container }) {
    if (container === 'text') {
      const lines = records.filter((record) => typeof record === 'string');
      const begins = lines.some((line) => /^(?:http_)?interactions:\s*$/.test(line));
      return begins && lines.some((line) => /^\s{0,8}(?:- )?(?:request|response|recorded_at):/.test(line)) ? 0.95 : 0;
    }
    return records.some((record) => cassetteCalls(record) !== undefined) ? 0.9 : 0;
  },
  open() {
    const lines: string[] = [];
    return {
      *read({ value, line }): Iterable<DraftItem> {
        if (typeof value === 'string') {
          // Empty lines are not handed over, but inside a quoted text they are line breaks.
          while (lines.length < line - 1) lines.push('');
          lines.push(value);
        } else yield* cassetteItems(value, line);
      },
      *end(): Iterable<DraftItem> {
        if (lines.length === 0) return;
        const document = yamlDocument(lines.join('\n'));
        const broken = document === undefined ? 'nested too deeply' : document.errors[0]?.code;
        if (document === undefined || broken !== undefined) {
          const message = `found no YAML (${broken}), expected a cassette`;
          yield { issue: { line: 1, code: 'bad-record', message } };
        } else yield* cassetteItems(yamlValue(document), 1);
      },
    };
  },
};

// Undefined for what the parser, which calls itself for each level, cannot get to the bottom of.
function yamlDocument(text: string): ReturnType<typeof parseDocument> | undefined {
  try {
    return parseDocument(text, { prettyErrors: false, customTags: ['binary'] });
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

function yamlValue(document: { toJS(options: { maxAliasCount: number }): unknown }): Json {
  try {
    const value = document.toJS({ maxAliasCount: MAX_ALIASES }) as Json;
    return isCircular(value, new Set(), new Set()) ? null : value;
  } catch {
    return null;
  }
}

// An anchor may hold its own alias.
function isCircular(value: Json, above: Set<Json>, done: Set<Json>): boolean {
  if (typeof value !== 'object' || value === null || done.has(value)) return false;
  if (above.has(value)) return true;
  above.add(value);
  if (Object.values(value).some((item) => isCircular(item, above, done))) return true;
  above.delete(value);
  done.add(value);
  return false;
}

function* cassetteItems(cassette: Json, line: number): Iterable<DraftItem> {
  const calls = cassetteCalls(cassette);
  if (calls === undefined) {
    const message = 'found no recorded calls, expected a list of requests with responses';
    yield { issue: { line, code: 'bad-record', message } };
    return;
  }
  const about = cassetteFacts(cassette);
  const recorded: RecordedExchange[] = [];
  const places: number[] = [];
  const others: JsonObject[] = [];
  for (const [call, value] of calls.entries()) {
    const http = httpCall(value);
    const read = http === undefined ? undefined : recordedExchange(http);
    if (read !== undefined) {
      recorded.push(read);
      places.push(call);
    } else if (http === undefined) others.push({ call, value });
    else {
      const { at, uri, request, response, facts } = http;
      others.push({ call, ...(at !== undefined && { at }), uri, request, response, facts });
    }
  }
  if (recorded.length === 0) {
    yield { issue: { line, code: 'bad-record', message: 'found no call of a model among the recorded calls' } };
    return;
  }
  for (const [ordinal, { id, agent, steps, extra, exchanges }] of joinExchanges(recorded).entries()) {
    const times = steps.flatMap((step) => step.at ?? []);
    yield {
      draft: {
        ...(id !== undefined && { runId: id }),
        task: { tags: [] },
        agent,
        ...(times.length > 0 && { startedAt: times[0]!, endedAt: times.at(-1)! }),
        outcomes: [],
        steps,
        extra: {
          ...extra,
          calls: exchanges.map((exchange) => places[exchange]!),
          ...(ordinal === 0 && others.length > 0 && { other_calls: others }),
          ...(ordinal === 0 && about !== undefined && { cassette: about }),
        },
        distinguishing: [ordinal],
        line,
      },
    };
  }
}

function recordedExchange(call: HttpCall): RecordedExchange | undefined {
  const request = jsonObjectIn(call.request);
  const response = jsonObjectIn(call.response) ?? streamedResponse(call.response);
  const fromUri = /\/models\/([^/:?]+):/.exec(call.uri)?.[1];
  const asked = request !== undefined && fromUri !== undefined ? { model: fromUri, ...request } : request;
  const exchange = readExchange({ request: asked, response });
  if (exchange === undefined) return undefined;
  const unread: JsonObject = response === undefined && call.response !== '' ? { body: call.response } : {};
  const facts: JsonObject = { http: { uri: call.uri, ...call.facts, ...unread } };
  const dated = exchange.at === undefined && call.at !== undefined ? { ...exchange, at: call.at } : exchange;
  return { exchange: dated, facts };
}
