import { sharedObject, symbolTool, toolWords, writesSomething } from './tool-words.ts';

/** What a place in a sequence (symbols of tools, any of which may stand there) is called in names: `get order`, `order changes`, `npm test`. */
export function shortName(symbols: readonly string[]): string {
  const tools = symbols.map(symbolTool);
  const [{ tool, command }] = tools as [(typeof tools)[0]];
  if (command !== undefined) return command;
  const named = tools.map((each) => toolWords(each.tool));
  if (symbols.length === 1) return `${named[0]!.verb} ${named[0]!.object}`.trim();
  const object = sharedObject(named);
  if (tools.some((each) => writesSomething(each.tool))) return `${object} changes`.trim();
  if (object === '') return tool;
  return new Set(named.map(({ verb }) => verb)).size === 1 ? `${named[0]!.verb} ${object}` : object;
}
