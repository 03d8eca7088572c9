import { createMcpHandler } from '@modelcontextprotocol/server';
import { handbookServer, type HandbookServerOptions } from './handbook-server.ts';

/** MCP over streamable HTTP, as a function that answers requests. */
export interface McpHandler {
  fetch(request: Request): Promise<Response>;
  /** Ends what is under way. */
  close(): Promise<void>;
}

/**
 * Serves the handbook over streamable HTTP, to clients of the 2026-07-28 protocol and of those before it.
 *
 * @param options.onError - told of errors inside, which never change an answer
 */
export function mcpHandler({
  onError = () => {},
  ...options
}: HandbookServerOptions & { readonly onError?: (error: Error) => void }): McpHandler {
  const handler = createMcpHandler(
    async () => {
      if (await options.skills.refresh()) handler.notify.resourcesChanged();
      return handbookServer(options);
    },
    { onerror: onError },
  );
  return { fetch: async (request) => handler.fetch(request), close: async () => handler.close() };
}
