import { EthogramError } from '../core/ethogram-error.ts';
import { plural } from '../core/format-number.ts';
import {
  DEFAULT_UPSTREAMS,
  parseUpstream,
  UPSTREAM_NAMES,
  type Upstream,
  type UpstreamName,
} from '../serve/gateway/upstream.ts';
import type { HandbookSource } from '../serve/handbook-source.ts';
import { liveSkills } from '../serve/mcp/live-skills.ts';
import { mcpHandler } from '../serve/mcp/mcp-handler.ts';
import { storeTools } from '../serve/mcp/store-tools.ts';
import { answerTraces } from '../serve/record/answer-traces.ts';
import { openRecorder } from '../serve/record/open-recorder.ts';
import { serveStore } from '../serve/serve-store.ts';
import type { FetchHandler, PostHandler } from '../serve/start-server.ts';
import { openStore } from '../store/open-store.ts';
import { listOption, textOption, type Command, type CommandContext } from './command.ts';
import { numberOption } from './number-option.ts';
import { packageVersion } from './package-version.ts';
import { reportPages } from './report-pages.ts';
import { servedSkills } from './skills-of-store.ts';
import { storeLocation } from './with-store.ts';

const PORT = 4747;
const LARGEST_TRACES_BYTES = 32 << 20;

/** `ethogram serve`: the gateway between agents and their models, with MCP, metrics and pages on one port. */
export const serve: Command = {
  name: 'serve',
  summary: 'put behaviors before agents while they run, and record them',
  description: [
    `A gateway between an agent and its model: point the client's base URL at it (http://127.0.0.1:${PORT}/v1 for OpenAI's clients, without /v1 for Anthropic's). Each session gets the behaviors that fit its first request, at one place of the prompt, and is recorded as a trajectory. All else passes byte for byte: the key, tools, pictures, streams, errors. If Ethogram fails, the request goes through.`,
    'On the same port: POST /v1/outcomes, POST /v1/traces (OTLP), MCP at /mcp, /metrics, /healthz, and the report at /.',
  ].join('\n\n'),
  options: [
    { flags: '--port <n>', description: 'where to listen; 0 is any that is free', default: PORT },
    { flags: '--host <address>', description: 'beyond this machine only with --token', default: '127.0.0.1' },
    { flags: '--token <text>', description: 'asked of every request, in x-ethogram-token (env ETHOGRAM_TOKEN)' },
    {
      flags: '--upstream <name=url>',
      description: `where openai or anthropic is (env ETHOGRAM_UPSTREAM_OPENAI, …_ANTHROPIC)`,
      repeatable: true,
    },
    { flags: '-k <n>', description: 'behaviors a session gets at most (5 at most)', default: 3 },
    { flags: '--tokens <n>', description: 'what stating them may cost', default: 400 },
    { flags: '--project <name>', description: 'project of sessions that name none' },
    { flags: '--record <on|off>', description: 'record what goes through', default: 'on' },
    { flags: '--redact <on|off>', description: 'replace secrets and personal data in what is recorded', default: 'on' },
  ],
  example: 'ethogram serve --upstream openai=http://127.0.0.1:8080/v1',
  async run(context) {
    const upstreams = upstreamsOf(context);
    const port = numberOption(context.options, 'port', { high: 65_535, whole: true })!;
    const k = numberOption(context.options, 'k', { low: 1, high: 5, whole: true })!;
    const tokens = numberOption(context.options, 'tokens', { low: 1, whole: true })!;
    const record = isOn(context, 'record');
    const redact = isOn(context, 'redact');
    const host = textOption(context.options, 'host')!;
    const token = textOption(context.options, 'token') ?? (context.env['ETHOGRAM_TOKEN'] || undefined);
    const project = textOption(context.options, 'project');
    const location = storeLocation(context);
    const interrupted = context.untilInterrupted();
    const store = await openStore(location);
    const recorder = openRecorder(location, { redact, onProblem: context.talk });
    const traces: PostHandler = {
      mostBytes: LARGEST_TRACES_BYTES,
      answer: async (posted) => answerTraces(recorder, posted),
    };
    let active = 0;
    const mcp = async (handbook: HandbookSource): Promise<FetchHandler> => {
      active = handbook.current().size;
      const skills = await liveSkills(servedSkills(store));
      const tools = storeTools(store, { handbook, recorder, now: context.now });
      return mcpHandler({ version: packageVersion(), skills, tools }).fetch;
    };
    async function* untilStopped(): AsyncGenerator<string> {
      try {
        const server = await serveStore(store, {
          posts: { '/v1/traces': traces },
          mcp,
          pages: reportPages(location, context.now),
          port,
          host,
          token,
          upstreams,
          recorder,
          record,
          project,
          k,
          tokens,
          isShared: location.startsWith('postgres'),
          now: context.now,
        });
        const { openai, anthropic } = upstreams;
        context.talk(
          `OpenAI clients: ${server.url}/v1 → ${openai.origin}; Anthropic clients: ${server.url} → ${anthropic.origin}`,
        );
        context.talk(
          active > 0
            ? `${plural(active, 'behavior')} to serve`
            : `no behavior is active, so none is served: ethogram handbook list, then ethogram handbook approve ID`,
        );
        yield `${JSON.stringify({ url: server.url })}\n`;
        if (!interrupted.aborted) {
          await new Promise<void>((resolve) => interrupted.addEventListener('abort', () => resolve(), { once: true }));
        }
        context.talk('ending: waiting for requests under way');
        await server.close();
      } finally {
        await recorder.close();
        await store.close();
      }
    }
    return { json: {}, text: '', raw: untilStopped() };
  },
};

function upstreamsOf({ options, env }: CommandContext): Record<UpstreamName, Upstream> {
  const asked: Record<string, string> = {};
  for (const text of listOption(options, 'upstream')) {
    const at = text.indexOf('=');
    const name = text.slice(0, Math.max(0, at));
    if (!(UPSTREAM_NAMES as readonly string[]).includes(name)) {
      throw new EthogramError('bad-argument', `--upstream: found "${text}", expected openai=URL or anthropic=URL`);
    }
    asked[name] = text.slice(at + 1);
  }
  const of = (name: UpstreamName): Upstream =>
    parseUpstream(name, asked[name] ?? (env[`ETHOGRAM_UPSTREAM_${name.toUpperCase()}`] || DEFAULT_UPSTREAMS[name]));
  return { openai: of('openai'), anthropic: of('anthropic') };
}

function isOn({ options }: CommandContext, name: string): boolean {
  const value = textOption(options, name);
  if (value !== 'on' && value !== 'off') {
    throw new EthogramError('bad-argument', `--${name}: found "${value}", expected on or off`);
  }
  return value === 'on';
}
