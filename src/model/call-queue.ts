import PQueue from 'p-queue';

/** How fast calls go out. */
export interface QueueOptions {
  /** Calls in hand at a time. */
  readonly concurrency: number;
  /** Default: no limit. */
  readonly requestsPerMinute?: number;
}

/** Calls wait here for their turn; all of them when the server asked for it. */
export interface CallQueue {
  run<T>(call: () => Promise<T>): Promise<T>;
  /** Nothing more goes out for so long; a longer wait that runs already stays. Calls in hand go on. */
  waitMs(ms: number): void;
}

/** A {@link CallQueue}. The limit per minute is spread over seconds, so that it is not used up in a burst. */
export function callQueue({ concurrency, requestsPerMinute }: QueueOptions): CallQueue {
  const spread =
    requestsPerMinute === undefined
      ? {}
      : requestsPerMinute >= 60
        ? { interval: 1000, intervalCap: Math.floor(requestsPerMinute / 60) }
        : { interval: Math.ceil(60_000 / requestsPerMinute), intervalCap: 1 };
  const queue = new PQueue({ concurrency, ...spread });
  let until = 0;
  let timer: NodeJS.Timeout | undefined;
  return {
    run: async (call) => queue.add(call),
    waitMs(ms) {
      const end = performance.now() + ms;
      if (end <= until) return;
      until = end;
      queue.pause();
      clearTimeout(timer);
      timer = setTimeout(() => queue.start(), ms);
    },
  };
}
