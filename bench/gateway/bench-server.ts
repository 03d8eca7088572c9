import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { Agent, createServer, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** A server in a process of its own. */
export interface BenchServer {
  readonly url: string;
  readonly pid: number;
  kill(): Promise<void>;
}

/** How the mock of a provider answers. */
export interface MockOptions {
  readonly kind: 'mock';
  /** Frames of a stream, and milliseconds between them; 0: all at once. */
  readonly frames: number;
  readonly gapMs: number;
  /** Waited before a whole answer to a body that holds `"wait":true`. */
  readonly waitMs: number;
}

/** Starts the mock of a provider, or the pass-through that gateways are compared with. */
export async function startBenchServer(
  options: MockOptions | { readonly kind: 'pass-through'; readonly upstream: string },
): Promise<BenchServer> {
  return startProcess(process.execPath, [fileURLToPath(import.meta.url), JSON.stringify(options)]);
}

/** Starts a program that prints `{"url": …}` when it listens. */
export async function startProcess(command: string, args: readonly string[], cwd?: string): Promise<BenchServer> {
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'inherit'], ...(cwd !== undefined && { cwd }) });
  const [line] = (await Promise.race([
    once(createInterface(child.stdout), 'line'),
    once(child, 'exit').then(() => ['']),
  ])) as [string];
  if (line === '') throw new Error(`${command} ${args[0]} did not start`);
  const { url } = JSON.parse(line) as { url: string };
  return { url, pid: child.pid!, kill: async () => kill(child) };
}

async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGTERM');
  await once(child, 'exit');
}

const FRAME = 'the next words of an answer ';

function mock({ frames, gapMs, waitMs }: MockOptions): ReturnType<typeof createServer> {
  const head = { id: 'chatcmpl-bench', created: 1_750_000_000, model: 'bench' };
  const whole = JSON.stringify({
    ...head,
    object: 'chat.completion',
    choices: [{ index: 0, message: { role: 'assistant', content: FRAME.repeat(40) }, finish_reason: 'stop' }],
    usage: { prompt_tokens: 500, completion_tokens: 240, total_tokens: 740 },
  });
  const event = (delta: object, finish: string | null): string =>
    `data: ${JSON.stringify({ ...head, object: 'chat.completion.chunk', choices: [{ index: 0, delta, finish_reason: finish }] })}\n\n`;
  const piece = event({ content: FRAME }, null);
  const end = `${event({}, 'stop')}data: [DONE]\n\n`;
  const stream = (response: ServerResponse): void => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    if (gapMs === 0) {
      for (let i = 0; i < frames; i++) response.write(piece);
      response.end(end);
      return;
    }
    let sent = 0;
    const timer = setInterval(() => {
      response.write(piece);
      if (++sent < frames) return;
      clearInterval(timer);
      response.end(end);
    }, gapMs);
    response.on('close', () => clearInterval(timer));
  };
  return createServer({ noDelay: true, keepAliveTimeout: 60_000 }, (incoming, response) => {
    const pieces: Buffer[] = [];
    incoming.on('data', (bytes: Buffer) => pieces.push(bytes));
    incoming.on('end', () => {
      const body = Buffer.concat(pieces).toString();
      if (body.includes('"stream":true')) return stream(response);
      const answer = (): void => {
        response.writeHead(200, { 'content-type': 'application/json', 'content-length': whole.length });
        response.end(whole);
      };
      if (body.includes('"wait":true')) setTimeout(answer, waitMs);
      else answer();
    });
  });
}

/** The twenty lines that a gateway is compared with: reads a body, sends it on, pipes the answer back. */
function passThrough(upstream: string): ReturnType<typeof createServer> {
  const { hostname, port } = new URL(upstream);
  const agent = new Agent({ keepAlive: true, maxFreeSockets: 256 });
  return createServer({ noDelay: true, keepAliveTimeout: 60_000 }, (incoming, response) => {
    const pieces: Buffer[] = [];
    incoming.on('data', (bytes: Buffer) => pieces.push(bytes));
    incoming.on('end', () => {
      const { method, url, headers } = incoming;
      const sent = request({ agent, host: hostname, port, method, path: url, headers }, (answer) => {
        response.writeHead(answer.statusCode!, answer.headers);
        answer.pipe(response);
      });
      sent.setNoDelay(true);
      sent.end(Buffer.concat(pieces));
    });
  });
}

if (import.meta.main) {
  const options = JSON.parse(process.argv[2]!) as MockOptions | { kind: 'pass-through'; upstream: string };
  const server = options.kind === 'mock' ? mock(options) : passThrough(options.upstream);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  process.stdout.write(`${JSON.stringify({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` })}\n`);
}
