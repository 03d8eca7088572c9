import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { answerOutcome } from '../answer-outcome.ts';
import { openRecorder } from '../open-recorder.ts';

// A process of its own, to be killed: takes outcomes over HTTP, and records calls of the same sessions all the while.
const recorder = openRecorder(process.argv[2]!);
const bytes = (value: unknown): Buffer => Buffer.from(JSON.stringify(value));
let calls = 0;
setInterval(() => {
  const content = `Question ${calls}`;
  recorder.record({
    session: `s${calls++ % 40}`,
    path: '/v1/chat/completions',
    startedMs: 1e12,
    endedMs: 1e12 + 1,
    status: 200,
    request: bytes({ model: 'm', messages: [{ role: 'user', content }] }),
    response: [bytes({ object: 'chat.completion', choices: [{ index: 0, message: { role: 'assistant', content } }] })],
  });
}, 2);
const server = createServer(async (request, response) => {
  const body = Buffer.concat(await Array.fromAsync(request, (chunk) => chunk as Buffer));
  const answer = await answerOutcome(recorder, body, '2026-01-01T00:00:00.000Z');
  response.writeHead(answer.status, answer.headers).end(answer.body);
});
server.listen(0, '127.0.0.1', () => process.stdout.write(`${(server.address() as AddressInfo).port}\n`));
