import { isJsonObject } from '../../core/json.ts';
import { shellCommands, type ShellCommand } from './shell-commands.ts';

const SHELL_TOOL =
  /^(?:bash|zsh|sh|shell|cmd|powershell|terminal|command|execute_?bash|bash_?(?:exec|tool|command)|run_?(?:bash|command|shell|shell_command|terminal_?cmd|in_terminal)|exec(?:ute)?(?:_?(?:command|shell|cmd))?|shell_?(?:command|exec|tool)|local_shell(?:_call)?|container\.exec)$/i;
const COMMAND_FIELDS = ['command', 'cmd', 'keystrokes', 'script', 'commands'] as const;

/** One thing that a call does. */
export interface CallSymbol {
  /** `tool:NAME`, or for a shell `tool:NAME(program)`. */
  readonly symbol: string;
  /** Where in the arguments' text: a command of several, else all of it. */
  readonly start: number;
  readonly end: number;
  /** Of shells. */
  readonly command?: ShellCommand;
}

/**
 * What a tool call does: `tool:NAME`, or for a shell `tool:NAME(program)` for each command that its line is for, in order, with
 * the sub-command of programs that are many: `tool:Bash(npm run lint)` and `tool:Bash(git commit)` of
 * `cd web && npm run lint && git commit -m "…"`; see {@link shellCommands}.
 *
 * @returns at least one, at most six
 */
export function callSymbols(name: string, argumentsText: string): CallSymbol[] {
  const line = shellCommand(name, argumentsText);
  const commands = line === undefined ? [] : shellCommands(line);
  const whole = { start: 0, end: argumentsText.length };
  if (commands.length === 0) return [{ symbol: `tool:${name}`, ...whole }];
  let from = 0;
  return commands.map((command) => {
    const written = JSON.stringify(command.text).slice(1, -1);
    const start = commands.length > 1 ? argumentsText.indexOf(written, from) : -1;
    if (start >= 0) from = start + written.length;
    return { symbol: `tool:${name}(${command.name})`, ...(start < 0 ? whole : { start, end: from }), command };
  });
}

/** The first of {@link callSymbols}, by itself. */
export function callSymbol(name: string, argumentsText: string): string {
  return callSymbols(name, argumentsText)[0]!.symbol;
}

/**
 * The command line that a shell-like tool was given; undefined for other tools and when there is none.
 * A list such as `["bash", "-lc", "git status"]` gives the script it wraps, a title with code under it (as transcripts in
 * Markdown have it) the code.
 */
export function shellCommand(name: string, argumentsText: string): string | undefined {
  if (!isShell(name)) return undefined;
  if (last?.argumentsText !== argumentsText) last = { argumentsText, line: commandIn(argumentsText) };
  return last.line;
}

// A call is asked for its line several times in a row.
let last: { readonly argumentsText: string; readonly line: string | undefined } | undefined;
// Runs call few tools often.
const SHELLS = new Map<string, boolean>();
const MAX_NAMES = 1000;

function isShell(name: string): boolean {
  let known = SHELLS.get(name);
  if (known === undefined) {
    if (SHELLS.size > MAX_NAMES) SHELLS.clear();
    SHELLS.set(name, (known = SHELL_TOOL.test(name)));
  }
  return known;
}

function commandIn(argumentsText: string): string | undefined {
  let value: unknown;
  try {
    value = JSON.parse(argumentsText);
  } catch {
    if (argumentsText.startsWith('{') || argumentsText.trim() === '') return undefined;
    return markdownCommand(argumentsText) ?? argumentsText;
  }
  if (typeof value === 'string') return value;
  if (!isJsonObject(value)) return undefined;
  for (const field of COMMAND_FIELDS) {
    const found = value[field];
    if (typeof found === 'string') return found;
    if (Array.isArray(found) && found.every((word) => typeof word === 'string')) {
      const wrapped = /^(?:.*\/)?(?:ba|z)?sh$/.test(found[0] ?? '') && /^-\w*c$/.test(found[1] ?? '');
      return wrapped ? (found[2] ?? '') : found.join(' ');
    }
  }
  return undefined;
}

/** The command that a transcript in Markdown shows under a title: a fenced block of shell, or a line that is all code. */
function markdownCommand(text: string): string | undefined {
  const fenced = /^```(?:ba|z)?sh\n(.*?)\n```/ms.exec(text)?.[1];
  return fenced ?? /^[^`\n]*\n\s*`([^`\n]+)`\s*$/.exec(text)?.[1];
}
