import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import type { RecorderCounts } from '../record/recorder.ts';
import type { RelayEnd } from './relay.ts';

/** Why a request went through without a block, beside the provider's own reasons. */
export type UntouchedReason =
  | 'off'
  | 'nothing-fits'
  | 'encoded'
  | 'too-large'
  | 'busy'
  | 'unreadable'
  | 'marked'
  | 'template'
  | 'empty'
  | 'kept'
  | 'failed';

/** What the gateway counts. No label comes from a request's content. */
export interface GatewayMetrics {
  /** One request ended. `status` 0: there was no response. */
  ended(request: {
    readonly route: string;
    readonly status: number;
    readonly end: RelayEnd['end'];
    readonly seconds: number;
  }): void;
  /** The first byte of a response came after so many seconds. */
  firstByte(route: string, seconds: number): void;
  /** How long Ethogram itself held a request before it was sent on, in seconds. */
  held(seconds: number): void;
  injected(): void;
  untouched(reason: UntouchedReason): void;
  /** Something of Ethogram's failed, and the request went on. */
  failed(part: string): void;
  unreachable(upstream: string): void;
  inFlight(change: 1 | -1): void;
}

const SECONDS = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 2.5, 5, 10, 30, 60, 300];

/** Registers what the gateway counts. */
export function gatewayMetrics(
  registry: Registry,
  look: { readonly sessions: () => number; readonly recorder?: () => RecorderCounts },
): GatewayMetrics {
  const registers = [registry];
  const requests = new Counter({ name: 'ethogram_gateway_requests_total', help: 'Requests that ended, by route, class of status and how they ended.', labelNames: ['route', 'status', 'end'], registers }); // prettier-ignore
  const injected = new Counter({ name: 'ethogram_gateway_injected_total', help: 'Requests that got a block of behaviors.', registers }); // prettier-ignore
  const untouched = new Counter({ name: 'ethogram_gateway_untouched_total', help: 'Requests to models that went through as they came, by reason.', labelNames: ['reason'], registers }); // prettier-ignore
  const failures = new Counter({ name: 'ethogram_gateway_failures_total', help: 'Failures inside Ethogram that no request saw, by part.', labelNames: ['part'], registers }); // prettier-ignore
  const unreachable = new Counter({ name: 'ethogram_gateway_unreachable_total', help: 'Requests for which there was no way to the provider.', labelNames: ['upstream'], registers }); // prettier-ignore
  const duration = new Histogram({ name: 'ethogram_gateway_request_seconds', help: 'From the first byte of a request to the last of its response.', labelNames: ['route'], buckets: SECONDS, registers }); // prettier-ignore
  const firstByte = new Histogram({ name: 'ethogram_gateway_first_byte_seconds', help: 'From the first byte of a request to the first of its response’s body.', labelNames: ['route'], buckets: SECONDS, registers }); // prettier-ignore
  const held = new Histogram({ name: 'ethogram_gateway_held_seconds', help: 'What reading, finding the session and choosing behaviors took, once a body had come.', buckets: SECONDS, registers }); // prettier-ignore
  const gauge = (name: string, help: string, value: () => number): void => {
    const made: Gauge = new Gauge({ name, help, registers, collect: () => made.set(value()) });
  };
  const count = (name: string, help: string, value: () => number): void => {
    const made: Counter = new Counter({
      name,
      help,
      registers,
      collect: () => {
        made.reset();
        made.inc(value());
      },
    });
  };
  let inFlight = 0;
  gauge('ethogram_gateway_in_flight', 'Requests under way.', () => inFlight);
  gauge('ethogram_gateway_sessions', 'Sessions that are remembered.', look.sessions);
  const { recorder } = look;
  if (recorder !== undefined) {
    count('ethogram_recorder_recorded_total', 'Calls that are in the store.', () => recorder().recorded);
    count('ethogram_recorder_dropped_total', 'Calls that were not recorded: the queue was full, or the store gone.', () => recorder().dropped); // prettier-ignore
    count('ethogram_recorder_unread_total', 'Calls that held nothing of a model.', () => recorder().unread);
    count('ethogram_recorder_failures_total', 'Attempts to write that failed.', () => recorder().failures);
    gauge('ethogram_recorder_waiting', 'Calls that are not in the store yet.', () => recorder().waiting);
    gauge('ethogram_recorder_waiting_bytes', 'Bytes of calls that are not in the store yet.', () => recorder().waitingBytes); // prettier-ignore
  }
  // Finding a series by its labels takes longer than counting in it.
  const ended = new Map<string, Counter.Internal>();
  const durations = new Map<string, Histogram.Internal<'route'>>();
  const firstBytes = new Map<string, Histogram.Internal<'route'>>();
  return {
    ended({ route, status, end, seconds }) {
      const group = status === 0 ? 'none' : `${Math.floor(status / 100)}xx`;
      seriesOf(ended, `${route} ${group} ${end}`, () => requests.labels({ route, status: group, end })).inc();
      seriesOf(durations, route, () => duration.labels({ route })).observe(seconds);
    },
    firstByte: (route, seconds) => seriesOf(firstBytes, route, () => firstByte.labels({ route })).observe(seconds),
    held: (seconds) => held.observe(seconds),
    injected: () => injected.inc(),
    untouched: (reason) => untouched.inc({ reason }),
    failed: (part) => failures.inc({ part }),
    unreachable: (upstream) => unreachable.inc({ upstream }),
    inFlight(change) {
      inFlight += change;
    },
  };
}

function seriesOf<Series>(known: Map<string, Series>, key: string, make: () => Series): Series {
  let series = known.get(key);
  if (series === undefined) known.set(key, (series = make()));
  return series;
}
