import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadCodebooks } from '../src/behavior/codebooks/load-codebooks.ts';
import { judgeDetector } from '../src/behavior/judge/judge-detector.ts';
import { judgeRequests, SAMPLES, STRETCH_TOKENS } from '../src/behavior/judge/judge-requests.ts';
import type { ModelRequest } from '../src/core/model.ts';
import { modelName } from '../src/model/model-name.ts';
import { openModel } from '../src/model/open-model.ts';
import { shapeJson } from '../src/model/shape-json.ts';
import { startServerProcess } from '../src/model/testing/start-server-process.ts';
import { detectRuns } from '../src/store/detect-runs.ts';
import { judgeRuns } from '../src/store/judge-runs.ts';
import { openStore } from '../src/store/open-store.ts';
import { runsToJudge, type RunToJudge } from '../src/store/runs-to-judge.ts';
import { importFiles } from '../src/trajectory/import-files.ts';
import type { ImportItem } from '../src/trajectory/trajectory.ts';
import { writeChatCorpus } from './chat-corpus.ts';

const RUNS = 1000;
const LATENCY_MS = 50;
const CODEBOOK = 'planning-criteria';
const CONCURRENCIES = [8, 16, 32];
const BARE_CALLS = 600;

/**
 * How well a judge uses a server that answers in 50 ms: 1,000 runs, a fresh store each time, the server in a process of its
 * own. The share of calls that are out is the time that questions were out, of all the time that as many as configured could
 * have been; beside what a call takes of one of these places stands what the same question takes that is only sent and read.
 */
export async function model(): Promise<string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'ethogram-bench-'));
  const server = await startServerProcess({ mind: { name: 'schema' }, latencyMs: LATENCY_MS });
  try {
    const file = join(folder, 'runs.jsonl');
    writeChatCorpus(file, { bytes: RUNS * 9000, runBytes: 8000, container: 'jsonl' });
    const lines: string[] = [];
    for (const concurrency of CONCURRENCIES) lines.push(await measure(server.url, { folder, file, concurrency }));
    return lines;
  } finally {
    await server.kill();
    rmSync(folder, { recursive: true });
  }
}

async function measure(
  url: string,
  { folder, file, concurrency }: { readonly folder: string; readonly file: string; readonly concurrency: number },
): Promise<string> {
  const store = await openStore(join(folder, `${concurrency}.db`));
  const items: ImportItem[] = [];
  for await (const item of importFiles([file])) if ('trajectory' in item) items.push(item);
  await store.put(items.slice(0, RUNS));
  const codebooks = loadCodebooks([CODEBOOK]);
  await detectRuns(store, codebooks);
  const asked = modelName(`compatible:bench-${concurrency}`, `${url}/v1`);
  const judge = await openModel(asked, { store, env: {}, cwd: folder, now: () => new Date(), concurrency });
  const detector = judgeDetector(judge.name, 'bench', 'open');
  const runs = await runsToJudge(store, codebooks, { detector, scope: 'open' });
  const cpu = process.cpuUsage();
  const startedMs = performance.now();
  const worked = await judgeRuns(store, runs, {
    model: judge,
    detector,
    samples: SAMPLES,
    stretchTokens: STRETCH_TOKENS,
  });
  const elapsedMs = performance.now() - startedMs;
  const { user, system } = process.cpuUsage(cpu);
  if (worked.done !== RUNS) throw new Error(`${worked.done} of ${RUNS} runs were judged`);
  let outMs = 0;
  for await (const { latencyMs } of store.modelCalls()) outMs += latencyMs;
  const [{ id, tasks }] = runs as [RunToJudge];
  const [request] = judgeRequests((await store.get(id))!, tasks, {
    samples: SAMPLES,
    stretchTokens: STRETCH_TOKENS,
  });
  await store.close();
  const { calls } = judge.tally;
  const bare = await bareCall(url, { concurrency, request: request! });
  const callMs = (elapsedMs * concurrency) / calls;
  return [
    `judge ${RUNS} runs, ${calls} calls, ${concurrency} at a time: ${(elapsedMs / 1000).toFixed(1)} s`,
    `${((100 * outMs) / (elapsedMs * concurrency)).toFixed(1)}% of the calls that may be out are out`,
    `${callMs.toFixed(1)} ms per call, ${bare.callMs.toFixed(1)} a bare request`,
    `${((user + system) / 1000 / calls).toFixed(2)} ms of CPU time each, ${bare.cpuMs.toFixed(2)} a bare request`,
  ].join(', ');
}

/** What the same question takes when it is only sent and read, as many at a time, from this process. */
async function bareCall(
  url: string,
  { concurrency, request }: { readonly concurrency: number; readonly request: ModelRequest },
): Promise<{ readonly callMs: number; readonly cpuMs: number }> {
  const { instructions, messages, shape } = request;
  const [first] = messages;
  const text = first?.role === 'user' ? first.text : '';
  const schema = { name: shape!.name, schema: shapeJson(shape!.schema) };
  let left = BARE_CALLS;
  const cpu = process.cpuUsage();
  const startedMs = performance.now();
  await Promise.all(
    Array.from({ length: concurrency }, async () => {
      while (left-- > 0) {
        const body = {
          model: 'bare',
          stream: true,
          messages: [
            { role: 'system', content: instructions },
            { role: 'user', content: `${text} ${left}` },
          ],
          response_format: { type: 'json_schema', json_schema: schema },
        };
        const response = await fetch(`${url}/v1/chat/completions`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(body),
        });
        await response.text();
        if (!response.ok) throw new Error(`${response.status}`);
      }
    }),
  );
  const { user, system } = process.cpuUsage(cpu);
  const callMs = ((performance.now() - startedMs) * concurrency) / BARE_CALLS;
  return { callMs, cpuMs: (user + system) / 1000 / BARE_CALLS };
}
