import { McpServer } from '@modelcontextprotocol/server';
import { registerHandbookTools, type HandbookTools } from './handbook-tools.ts';
import type { LiveSkills } from './live-skills.ts';

/** What an MCP server of the handbook is made of. */
export interface HandbookServerOptions {
  readonly tools: HandbookTools;
  readonly skills: LiveSkills;
  /** Ethogram's own version. */
  readonly version: string;
}

const INSTRUCTIONS =
  'What worked in earlier runs. Search once when a task begins, in the words of the request, and use what fits. Report how the run went when it is over.';

/**
 * An MCP server of the handbook: tools to search, read, report and propose, and the handbook as skills. One is made for each
 * connection or request.
 */
export function handbookServer({ tools, skills, version }: HandbookServerOptions): McpServer {
  const server = new McpServer({ name: 'ethogram', title: 'Ethogram', version }, { instructions: INSTRUCTIONS });
  registerHandbookTools(server, tools, { by: 'mcp' });
  skills.catalog.attach(server);
  return server;
}
