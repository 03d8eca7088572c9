import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { seededRandom, type Random } from '../src/core/random.ts';
import { openStore } from '../src/store/open-store.ts';
import { benchHandbook, benchRequest } from './gateway/bench-handbook.ts';
import { startBenchServer, startProcess, type BenchServer } from './gateway/bench-server.ts';
import { sendRequests, type Timed } from './gateway/send-requests.ts';
import { startPortkey } from './gateway/start-portkey.ts';
import { median } from './median.ts';

const CLI = fileURLToPath(new URL('../bin/ethogram.js', import.meta.url));
const BEHAVIORS = 5000;
const TURNS = 10;
const ROUNDS = 8;
const FRAMES = 20;
const GAP_MS = 5;
const WAIT_MS = 10;
const WARM_UP_SESSIONS = 600;
const STREAMS = 200;
const RSS_REQUESTS = 100_000;
const RSS_STEPS = 10;

interface Target {
  readonly name: string;
  readonly server: BenchServer;
  readonly headers?: Readonly<Record<string, string>>;
}

/**
 * What the gateway costs beside twenty lines that pass requests on, in one run, taking turns: a mock of a provider, 5,000
 * behaviors, injection and recording on, sessions of ten requests. `rss` adds the memory over 100,000 requests, `portkey` the
 * requests per second of @portkey-ai/gateway, which npm is asked for.
 */
export async function gateway(args: readonly string[]): Promise<string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'ethogram-bench-'));
  const started: BenchServer[] = [];
  const start = async (server: Promise<BenchServer>): Promise<BenchServer> => {
    started.push(await server);
    return server;
  };
  try {
    const location = join(folder, 'store.db');
    const store = await openStore(location);
    await store.putBehaviors(benchHandbook(BEHAVIORS), { action: 'mined', at: '2026-01-01T00:00:00.000Z' });
    await store.close();
    const upstream = await start(startBenchServer({ kind: 'mock', frames: FRAMES, gapMs: GAP_MS, waitMs: WAIT_MS }));
    const plain: Target = { name: 'pass-through', server: await start(startBenchServer({ kind: 'pass-through', upstream: upstream.url })) }; // prettier-ignore
    const serve = ['serve', '--port', '0', '--store', location, '--upstream', `openai=${upstream.url}/v1`];
    const ours: Target = { name: 'ethogram', server: await start(startProcess(process.execPath, [CLI, ...serve])) };
    const random = seededRandom(7);
    const lines: string[] = [];
    for (const target of [plain, ours])
      await run(target, random, { sessions: WARM_UP_SESSIONS, concurrency: 16, stream: false });
    for (const concurrency of [1, 16]) {
      lines.push(...(await compared([plain, ours], random, { concurrency, stream: false })));
      lines.push(...(await compared([plain, ours], random, { concurrency, stream: true })));
    }
    const others = args.includes('portkey') ? [await portkey(upstream.url, start)] : [];
    lines.push(...(await rates([plain, ours, ...others], random)));
    lines.push(await manyStreams(ours, random));
    if (args.includes('rss')) lines.push(await memory(ours, random));
    lines.push(await counters(ours));
    return lines;
  } finally {
    for (const server of started.reverse()) await server.kill();
    rmSync(folder, { recursive: true });
  }
}

interface Load {
  readonly sessions: number;
  readonly concurrency: number;
  readonly stream: boolean;
  /** Whether the mock takes its time before a whole answer, as providers do. */
  readonly wait?: boolean;
}

async function run(
  { server, headers }: Target,
  random: Random,
  { sessions, concurrency, stream, wait = false }: Load,
): Promise<{ readonly timed: readonly Timed[]; readonly seconds: number }> {
  const bodies = Array.from({ length: sessions }, () => session(random, { stream, wait }));
  const result = await sendRequests(server.url, bodies, { concurrency, ...(headers && { headers }) });
  const failed = result.timed.filter(({ status }) => status !== 200).length;
  if (failed > 0) throw new Error(`${failed} of ${result.timed.length} requests failed`);
  return result;
}

/** The bodies of a session: each sends again all that was said. */
function session(random: Random, options: Required<Pick<Load, 'stream' | 'wait'>>): Buffer[] {
  const messages = [
    { role: 'system', content: 'You look after the records of a company and answer its customers. '.repeat(16) },
    { role: 'user', content: benchRequest(random) },
  ];
  return Array.from({ length: TURNS }, () => {
    const body = Buffer.from(JSON.stringify({ model: 'bench', ...options, messages }));
    messages.push({ role: 'assistant', content: `The answer is ${random.below(1e9)}. `.repeat(12) });
    messages.push({ role: 'user', content: `${benchRequest(random)} ${'Go on, please. '.repeat(12)}` });
    return body;
  });
}

/** Waits until all that went through is recorded. */
async function settled({ server }: Target): Promise<void> {
  for (let i = 0; i < 600; i++) {
    const text = await (await fetch(`${server.url}/metrics`)).text();
    if (/^ethogram_recorder_waiting 0$/m.test(text)) return;
    await sleep(50);
  }
  throw new Error('the recorder did not come to an end');
}

async function compared(
  targets: readonly [Target, Target],
  random: Random,
  { concurrency, stream }: Pick<Load, 'concurrency' | 'stream'>,
): Promise<string[]> {
  const sessions = concurrency === 1 ? 4 : 32;
  const taken = targets.map(() => ({ first: [] as number[], whole: [] as number[], gaps: [] as number[] }));
  for (let round = 0; round < ROUNDS; round++) {
    // Who goes first takes turns, too.
    for (const i of round % 2 === 0 ? [0, 1] : [1, 0]) {
      await settled(targets[1]);
      const { timed } = await run(targets[i]!, random, { sessions, concurrency, stream, wait: true });
      for (const { firstMs, wholeMs, gapsMs } of timed) {
        taken[i]!.first.push(firstMs);
        taken[i]!.whole.push(wholeMs);
        taken[i]!.gaps.push(...gapsMs);
      }
    }
  }
  const [plain, ours] = taken as [(typeof taken)[0], (typeof taken)[0]];
  const line = (what: string, a: readonly number[], b: readonly number[]): string => {
    const at = (share: number): string =>
      `p${share * 100} ${quantile(b, share).toFixed(2)} ms, ${added(quantile(b, share) - quantile(a, share))}`;
    return `${what}, ${concurrency} at a time, n = ${b.length}: ${at(0.5)}; ${at(0.99)}`;
  };
  return stream
    ? [line('time to first token', plain.first, ours.first), line('gap between frames', plain.gaps, ours.gaps)]
    : [line('whole answers', plain.whole, ours.whole)];
}

function added(ms: number): string {
  return `${ms < 0 ? '−' : '+'}${Math.abs(ms).toFixed(2)}`;
}

async function rates(targets: readonly Target[], random: Random): Promise<string[]> {
  const perSecond = targets.map((): number[] => []);
  for (let round = 0; round < ROUNDS; round++) {
    for (let turn = 0; turn < targets.length; turn++) {
      const i = (turn + round) % targets.length;
      // What one round left to be recorded is not the next one's.
      await settled(targets[1]!);
      const { timed, seconds } = await run(targets[i]!, random, { sessions: 128, concurrency: 16, stream: false });
      perSecond[i]!.push(timed.length / seconds);
    }
  }
  return targets.map(({ name }, i) => {
    const shares = perSecond[i]!.map((rate, round) => rate / perSecond[0]![round]!);
    const range = `${Math.min(...shares).toFixed(2)}–${Math.max(...shares).toFixed(2)}`;
    return `${name}: ${median(perSecond[i]!).toFixed(0)} requests a second, 16 at a time; ${median(shares).toFixed(2)} × the pass-through (${range} in ${ROUNDS} rounds)`;
  });
}

async function manyStreams(target: Target, random: Random): Promise<string> {
  const { timed } = await run(target, random, { sessions: STREAMS, concurrency: STREAMS, stream: true });
  return `${STREAMS} streams at a time, ${timed.length} in all: none failed; time to first token p50 ${quantile(timed.map(({ firstMs }) => firstMs), 0.5).toFixed(1)} ms`; // prettier-ignore
}

async function memory(target: Target, random: Random): Promise<string> {
  const seen: string[] = [];
  let seconds = 0;
  for (let step = 0; step < RSS_STEPS; step++) {
    const sessions = RSS_REQUESTS / RSS_STEPS / TURNS;
    seconds += (await run(target, random, { sessions, concurrency: 16, stream: false })).seconds;
    seen.push(residentMb(target.server.pid).toFixed(0));
  }
  return `memory after each ${RSS_REQUESTS / RSS_STEPS} of ${RSS_REQUESTS} requests: ${seen.join(', ')} MB; ${(RSS_REQUESTS / seconds).toFixed(0)} requests a second`;
}

function residentMb(pid: number): number {
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024;
}

async function counters({ server }: Target): Promise<string> {
  const text = await (await fetch(`${server.url}/metrics`)).text();
  const value = (name: string): string => new RegExp(`^${name} (.*)$`, 'm').exec(text)?.[1] ?? '0';
  return `recorded ${value('ethogram_recorder_recorded_total')}, waiting ${value('ethogram_recorder_waiting')}, dropped ${value('ethogram_recorder_dropped_total')}; injected ${value('ethogram_gateway_injected_total')}`; // prettier-ignore
}

async function portkey(
  upstream: string,
  start: (server: Promise<BenchServer>) => Promise<BenchServer>,
): Promise<Target> {
  const headers = { 'x-portkey-provider': 'openai', 'x-portkey-custom-host': `${upstream}/v1` };
  return { name: '@portkey-ai/gateway', server: await start(startPortkey()), headers };
}

function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]!;
}
