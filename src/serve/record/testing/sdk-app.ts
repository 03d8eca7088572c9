import { generateText, isStepCount, streamText, tool, ToolLoopAgent } from 'ai';
import { z } from 'zod';
import { modelsAt } from '../../../model/testing/models-at.ts';

// A small program that uses the AI SDK and knows nothing of being recorded. Arguments: the address of a model server, what
// is asked, and how it ends.
const [url, what, end] = process.argv.slice(2) as [string, string, string | undefined];
const { 'openai chat': model, anthropic } = modelsAt(url);
const add = tool({
  description: 'Adds one',
  inputSchema: z.object({ a: z.number() }),
  execute: async ({ a }) => a + 1,
});
const ask = tool({
  description: 'Asks somebody else',
  inputSchema: z.object({ question: z.string() }),
  execute: async ({ question }) => (await generateText({ model: anthropic, prompt: question })).text,
});

switch (what) {
  case 'turns': {
    const tools = { add, ask };
    const first = await generateText({ model, instructions: 'Be brief.', prompt: 'Use the tools', tools, stopWhen: isStepCount(4) }); // prettier-ignore
    const messages = [{ role: 'user' as const, content: 'Use the tools' }, ...first.responseMessages, { role: 'user' as const, content: 'And again' }]; // prettier-ignore
    const second = streamText({ model, instructions: 'Be brief.', messages, tools });
    process.stdout.write(`${first.text} ${await second.text}\n`);
    break;
  }
  case 'agent': {
    const agent = new ToolLoopAgent({ model, instructions: 'You add.', tools: { add } });
    const answers = await Promise.all([1, 2, 3].map(async (n) => agent.generate({ prompt: `Agent ${n}` })));
    process.stdout.write(`${answers.map(({ text }) => text).join(' ')}\n`);
    break;
  }
  case 'hidden': {
    const telemetry = { isEnabled: false };
    process.stdout.write(`${(await generateText({ model, prompt: 'Say nothing', telemetry })).text}\n`);
    await generateText({ model, prompt: 'Say no input', telemetry: { recordInputs: false } });
    await generateText({ model, prompt: 'Say no output', telemetry: { recordOutputs: false } });
    break;
  }
  case 'own': {
    const ended: string[] = [];
    const telemetry = { integrations: { onEnd: () => void ended.push('told') } };
    process.stdout.write(`${(await streamText({ model, prompt: 'Say', telemetry }).text).length} ${ended.join()}\n`);
    break;
  }
  case 'abort': {
    const abort = new AbortController();
    const stream = streamText({ model, prompt: 'Say much', abortSignal: abort.signal });
    for await (const _ of stream.textStream) abort.abort();
    await generateText({ model, prompt: 'Fail', maxRetries: 0 }).catch((error: Error) => process.stdout.write(`${error.message}\n`)); // prettier-ignore
    break;
  }
}
if (end === 'throw') throw new Error('the end');
if (end === 'exit') process.exit(3);
if (end === 'wait') {
  process.stdout.write('waiting\n');
  setInterval(() => {}, 1000);
}
