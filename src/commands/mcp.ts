import { handbookSource } from '../serve/handbook-source.ts';
import { openRecorder } from '../serve/record/open-recorder.ts';
import type { Command } from './command.ts';
import { packageVersion } from './package-version.ts';
import { servedSkills } from './skills-of-store.ts';
import { storeLocation, withStore } from './with-store.ts';

const SKILLS_EVERY_MS = 5000;

/** `ethogram mcp`: the handbook for agents that ask for it, over stdio. */
export const mcp: Command = {
  name: 'mcp',
  summary: 'serve the handbook over MCP, on stdin and stdout',
  description: [
    'A Model Context Protocol server for the agents and editors that start one. Tools: search_behaviors, get_behavior, report_outcome, propose_behavior; what is proposed waits for handbook approve. The active handbook is served as Agent Skills, too (Skills extension, with digests), and follows what is approved while it runs. Ends when stdin does.',
    'Agents seldom ask of their own accord: serve (the gateway) and the middleware put behaviors before them.',
  ].join('\n\n'),
  example: 'ethogram mcp',
  async run(context) {
    const { serveStdio } = await import('@modelcontextprotocol/server/stdio');
    const { handbookServer } = await import('../serve/mcp/handbook-server.ts');
    const { liveSkills } = await import('../serve/mcp/live-skills.ts');
    const { storeTools } = await import('../serve/mcp/store-tools.ts');
    return withStore(
      context,
      async (store) => {
        const handbook = handbookSource(store);
        await handbook.refresh();
        const recorder = openRecorder(storeLocation(context));
        const skills = await liveSkills(servedSkills(store));
        const tools = storeTools(store, { handbook, recorder, now: context.now });
        const connection = serveStdio(() => handbookServer({ tools, skills, version: packageVersion() }), {
          onerror: (error) => context.talk(error.message),
        });
        const timer = setInterval(() => void skills.refresh(), SKILLS_EVERY_MS);
        await ended(context.stdin, context.untilInterrupted());
        clearInterval(timer);
        await connection.close();
        handbook.close();
        await recorder.close();
        return { json: {}, text: '' };
      },
      { create: true },
    );
  },
};

async function ended(stdin: NodeJS.ReadableStream, interrupted: AbortSignal): Promise<void> {
  if (interrupted.aborted) return;
  await new Promise<void>((resolve) => {
    stdin.once('end', resolve);
    stdin.once('close', resolve);
    interrupted.addEventListener('abort', () => resolve(), { once: true });
  });
}
