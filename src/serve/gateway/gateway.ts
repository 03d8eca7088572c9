import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { recordedTrajectoryId } from '../record/recorded-trajectory-id.ts';
import type { Recorder } from '../record/recorder.ts';
import {
  requestQuery,
  readModelRequest,
  toolNames,
  type ModelRequest,
  type ServedProtocol,
} from '../request/model-request.ts';
import { blockPlace, spliceBlock } from '../request/splice-block.ts';
import type { Serving, Served } from '../serving.ts';
import type { Session, SessionFinder } from '../session/session-finder.ts';
import type { GatewayMetrics, UntouchedReason } from './gateway-metrics.ts';
import { readBody } from './read-body.ts';
import { relay, requestHeadersOf, type RelayEnd } from './relay.ts';
import { sayUnreachable } from './say-unreachable.ts';
import { upstreamOf, upstreamPath, type Upstream, type UpstreamConnections, type UpstreamName } from './upstream.ts';

/** What a gateway is made of. */
export interface GatewayOptions {
  readonly upstreams: Readonly<Record<UpstreamName, Upstream>>;
  readonly connections: UpstreamConnections;
  readonly serving: Serving;
  readonly sessions: SessionFinder;
  /** Without one nothing is recorded. */
  readonly recorder?: Recorder | undefined;
  readonly metrics: GatewayMetrics;
  readonly now: () => Date;
  /** Whether sessions that are not remembered may have been served by another process: they are then looked up, if that is quick. */
  readonly mayBeStored?: boolean;
  /** The project of requests that name none. */
  readonly project?: string | undefined;
}

/** Answers one request whose path is below `/v1/`. Never throws. */
export type Gateway = (incoming: IncomingMessage, response: ServerResponse) => void;

const MODEL_ROUTES: Readonly<Record<string, ServedProtocol>> = {
  '/v1/chat/completions': 'chat',
  '/v1/responses': 'responses',
  '/v1/messages': 'anthropic',
};
/** Larger bodies go through without being looked at. */
export const MOST_BODY_BYTES = 64 << 20;
const MOST_HELD_BYTES = 256 << 20;
const MOST_RECORDED_BYTES = 32 << 20;
const LONGEST_RECALL_MS = 25;

/** One request to a model, as far as it has come. */
interface Call {
  readonly incoming: IncomingMessage;
  readonly response: ServerResponse;
  readonly protocol: ServedProtocol;
  readonly startedMs: number;
}

/** What is done with a call before it is sent on. */
interface Conditioned {
  readonly body: Buffer;
  readonly session: Session | undefined;
  readonly served: Served | undefined;
  readonly origin: Origin | undefined;
}

interface Origin {
  readonly task?: string;
  readonly topic?: string;
  readonly project?: string;
  readonly agent?: string;
  readonly parent?: { readonly session: string; readonly callId?: string };
}

/**
 * The gateway: requests to models get the behaviors of their session, are passed on and recorded; all others below `/v1/` are
 * passed on. Whatever fails in Ethogram, the request goes through as it came, and a counter says so.
 */
export function gateway(options: GatewayOptions): Gateway {
  const { upstreams, connections, serving, sessions, recorder, metrics, now, project, mayBeStored = false } = options;
  let heldBytes = 0;

  const condition = async ({ incoming, protocol }: Call, body: Buffer): Promise<Conditioned> => {
    const request = readModelRequest(protocol, body);
    const header = headerOf(incoming, 'session');
    if (request === undefined) metrics.untouched('unreadable');
    if (request === undefined && header === undefined) return untouched(body);
    const { session, isNew } = sessions.find(request, header);
    if (isNew && mayBeStored)
      await Promise.race([serving.recall(session.id), sleep(LONGEST_RECALL_MS, undefined, { ref: false })]);
    const origin = originOf(incoming, project);
    if (request === undefined) return { body, session, served: undefined, origin };
    const put = inject(request, { session, origin, isOff: headerOf(incoming, 'inject')?.toLowerCase() === 'off' });
    if (typeof put !== 'string') return { body: put.body, session, served: put.served, origin };
    metrics.untouched(put);
    return { body, session, served: undefined, origin };
  };

  const inject = (
    request: ModelRequest,
    { session, origin, isOff }: { readonly session: Session; readonly origin: Origin; readonly isOff: boolean },
  ): Pick<Conditioned, 'body' | 'served'> | UntouchedReason => {
    if (isOff) return 'off';
    const place = (session.place ??= blockPlace(request));
    if (!serving.knows(session.id)) {
      // What cannot be put in is not chosen, so that no receipt says that it was.
      const trial = spliceBlock(request, '-', place);
      if (typeof trial === 'string') return trial;
    }
    const served = serving.serve({
      session: session.id,
      query: () => requestQuery(request),
      tools: () => toolNames(request),
      task: origin.task,
      topic: origin.topic,
      project: origin.project,
      model: request.text('model'),
      trajectory: recorder === undefined ? undefined : trajectoryOf(session),
    });
    const goesOn = request.fields.has('previous_response_id') || request.fields.has('conversation');
    const reason = served.text === '' ? 'nothing-fits' : session.isKept === true && goesOn ? 'kept' : undefined;
    if (reason !== undefined) {
      metrics.untouched(reason);
      return { body: request.body, served };
    }
    const spliced = spliceBlock(request, served.text, place);
    if (typeof spliced === 'string') return spliced;
    if (spliced.isKept) session.isKept = true;
    metrics.injected();
    return { body: Buffer.concat(spliced.pieces), served };
  };

  const pass = (
    call: Omit<Call, 'protocol'>,
    route: string,
    sent: { body?: Buffer; hasMore: boolean },
    conditioned?: Conditioned,
  ): void => {
    const { incoming, response, startedMs } = call;
    const url = incoming.url!;
    const at = url.indexOf('?');
    const path = at < 0 ? url : url.slice(0, at);
    const upstream = upstreams[upstreamOf(path, incoming.headers)];
    const begin = performance.now();
    const session = conditioned?.session;
    metrics.inFlight(1);
    relay(
      incoming,
      response,
      { method: incoming.method!, path: upstreamPath(upstream, url), headers: requestHeadersOf(incoming), ...sent },
      {
        upstream,
        connections,
        added: addedHeaders(conditioned, recorder !== undefined),
        keep: session === undefined ? 0 : MOST_RECORDED_BYTES,
        unreachable: (to, reason) => {
          metrics.unreachable(upstream.name);
          sayUnreachable(to, upstream, reason);
        },
        onFirst: () => metrics.firstByte(route, (performance.now() - begin) / 1000),
        onEnd: (end) => {
          metrics.inFlight(-1);
          metrics.ended({ route, status: end.status, end: end.end, seconds: (performance.now() - begin) / 1000 });
          if (session !== undefined) setImmediate(() => keep(path, startedMs, end, { ...conditioned!, session }));
        },
      },
    );
  };

  const keep = (
    path: string,
    startedMs: number,
    end: RelayEnd,
    { body, session, served, origin }: Conditioned & { readonly session: Session },
  ): void => {
    try {
      sessions.answered(session, {
        whole: end.end === 'whole' && end.status >= 200 && end.status < 300,
        body: end.body,
        encoding: end.encoding,
        hasId: path === '/v1/responses',
      });
      recorder?.record({
        session: session.id,
        ...origin,
        path,
        startedMs,
        endedMs: now().getTime(),
        status: end.status,
        request: body,
        response: end.body,
        end: end.end === 'unreachable' || !end.isKept ? 'cut' : end.end,
        ...(end.encoding !== undefined && { responseEncoding: end.encoding }),
        ...(served?.receipt !== undefined && { receipt: served.receipt }),
      });
    } catch {
      metrics.failed('record');
    }
  };

  const callModel = async (call: Call, route: string): Promise<void> => {
    const { incoming } = call;
    const encoding = incoming.headers['content-encoding'];
    const length = Number(incoming.headers['content-length'] ?? 0);
    const reason: UntouchedReason | undefined =
      encoding !== undefined && encoding !== 'identity'
        ? 'encoded'
        : length > MOST_BODY_BYTES
          ? 'too-large'
          : heldBytes + length > MOST_HELD_BYTES
            ? 'busy'
            : undefined;
    if (reason !== undefined) {
      metrics.untouched(reason);
      pass(call, route, { hasMore: true });
      return;
    }
    let held = 0;
    try {
      const read = await readBody(incoming, {
        most: MOST_BODY_BYTES,
        grow: (bytes) => {
          held += bytes;
          heldBytes += bytes;
          return heldBytes <= MOST_HELD_BYTES;
        },
      });
      const body = read.pieces.length === 1 ? read.pieces[0]! : Buffer.concat(read.pieces);
      if (!read.isWhole) {
        metrics.untouched(read.bytes > MOST_BODY_BYTES ? 'too-large' : 'busy');
        pass(call, route, { body, hasMore: true });
        return;
      }
      const begin = performance.now();
      let conditioned = untouched(body);
      try {
        conditioned = await condition(call, body);
      } catch {
        metrics.failed('inject');
        metrics.untouched('failed');
      }
      metrics.held((performance.now() - begin) / 1000);
      pass(call, route, { body: conditioned.body, hasMore: false }, conditioned);
    } finally {
      heldBytes -= held;
    }
  };

  return (incoming, response) => {
    const startedMs = now().getTime();
    const path = incoming.url!.split('?', 1)[0]!;
    const protocol = incoming.method === 'POST' ? MODEL_ROUTES[path] : undefined;
    if (protocol === undefined) {
      const { 'content-length': length, 'transfer-encoding': transfer } = incoming.headers;
      pass({ incoming, response, startedMs }, 'other', {
        hasMore: transfer !== undefined || (length !== undefined && length !== '0'),
      });
      return;
    }
    // The only way to fail here is a client that goes away while it sends.
    callModel({ incoming, response, protocol, startedMs }, path).catch(() => response.destroy());
  };
}

function untouched(body: Buffer): Conditioned {
  return { body, session: undefined, served: undefined, origin: undefined };
}

function addedHeaders({ session, served }: Partial<Conditioned> = {}, isRecorded: boolean): string[] {
  if (session === undefined) return [];
  const ids = (served?.ids ?? []).map((id) => id.replace(/[^\x21-\x2b\x2d-\x7e]/g, '')).join(',');
  return [...(isRecorded ? ['x-ethogram-trajectory', trajectoryOf(session)] : []), 'x-ethogram-served', ids];
}

// Asked for with every request; an id is looked through for secrets.
function trajectoryOf(session: Session): string {
  return (session.trajectory ??= recordedTrajectoryId(session.id));
}

function originOf(incoming: IncomingMessage, project: string | undefined): Origin {
  const task = headerOf(incoming, 'task');
  const topic = headerOf(incoming, 'topic');
  const named = headerOf(incoming, 'project') ?? project;
  const agent = headerOf(incoming, 'agent');
  const parent = headerOf(incoming, 'parent');
  const callId = headerOf(incoming, 'parent-call');
  return {
    ...(task !== undefined && { task }),
    ...(topic !== undefined && { topic }),
    ...(named !== undefined && { project: named }),
    ...(agent !== undefined && { agent }),
    ...(parent !== undefined && { parent: { session: parent, ...(callId !== undefined && { callId }) } }),
  };
}

const LONGEST_HEADER = 256;
const UTF8 = new TextDecoder('utf-8', { fatal: true });

/** A header of ours; undefined when it is missing or empty. Headers are read as Latin-1, and mostly written as UTF-8. */
function headerOf({ headers }: IncomingMessage, name: string): string | undefined {
  const value = headers[`x-ethogram-${name}`];
  const text = (Array.isArray(value) ? value[0] : value)?.trim().slice(0, LONGEST_HEADER);
  if (text === undefined || text === '') return undefined;
  if (/^[\x20-\x7e]*$/.test(text)) return text;
  try {
    return UTF8.decode(Buffer.from(text, 'latin1'));
  } catch {
    return text;
  }
}
