import type { Call } from '../digest/fragment.ts';
import { symbolTool } from './tool-words.ts';

// Said with its options only where most calls have the same.
const MOSTLY = 0.6;
const MAX_CHARACTERS = 40;
// Words, options, `.` and `./...`: neither files nor values of one occasion, nor anything a shell would expand.
const PLAIN = /^[\w@+-][\w:@+-]*(?: (?:[\w:@+-]+(?:=[\w-]+)?|\.|\.\/\.\.\.))*$/;
// What is fetched may have been named by anybody.
const FETCHES = /\b(?:install|add|i|get|clone|pull|fetch|curl|wget|npx|uvx|bunx|dlx|exec)\b/;

/**
 * A command's symbol as it is to be said: with the whole command (`tool:Bash(docker compose up -d redis)`) where most of its calls
 * ran just that, and no answer of a tool had told them to.
 */
export function writtenSymbol(symbol: string, calls: readonly (Call | undefined)[]): string {
  const { tool, command } = symbolTool(symbol);
  if (command === undefined) return symbol;
  const counts = new Map<string, number>();
  for (const call of calls) {
    const text = call?.command;
    if (text === undefined || text.length > MAX_CHARACTERS || !PLAIN.test(text) || FETCHES.test(text)) continue;
    if (call!.arguments.some((argument) => argument.text === text && argument.fromResult)) continue;
    counts.set(text, (counts.get(text) ?? 0) + 1);
  }
  const [best] = [...counts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
  if (best === undefined || best[1] < 2 || best[1] < MOSTLY * calls.length) return symbol;
  return `tool:${tool}(${best[0]})`;
}
