import { isJsonObject } from '../core/json.ts';

const SHELL_TOOL =
  /^(?:bash|zsh|sh|shell|cmd|powershell|terminal|command|execute_?bash|bash_?(?:exec|tool|command)|run_?(?:bash|command|shell|shell_command|terminal_?cmd|in_terminal)|exec(?:ute)?(?:_?(?:command|shell|cmd))?|shell_?(?:command|exec|tool)|local_shell(?:_call)?|container\.exec)$/i;
const COMMAND_FIELDS = ['command', 'cmd', 'keystrokes', 'script', 'commands'] as const;
// How many words after the program say which command it is.
const SUBCOMMAND_WORDS: Readonly<Record<string, number>> = {
  apt: 1,
  'apt-get': 1,
  brew: 1,
  bun: 1,
  bunx: 1,
  cargo: 1,
  composer: 1,
  conda: 1,
  deno: 1,
  docker: 1,
  'docker-compose': 1,
  dotnet: 1,
  flutter: 1,
  gh: 2,
  git: 1,
  go: 1,
  gradle: 1,
  gradlew: 1,
  helm: 1,
  just: 1,
  kubectl: 1,
  make: 1,
  mix: 1,
  mvn: 1,
  npm: 1,
  npx: 1,
  pip: 1,
  pip3: 1,
  pipx: 1,
  pnpm: 1,
  poetry: 1,
  rails: 1,
  rustup: 1,
  systemctl: 1,
  terraform: 1,
  uv: 1,
  uvx: 1,
  yarn: 1,
};
// Sub-commands that are followed by the word that matters: `npm run build`, `docker compose up`.
const WRAPPING_SUBCOMMAND = /^(?:run|exec|x|dlx|compose|task|tool|pip|script|workspace)$/;
// Words before the program that change how it runs, not what runs; those in the second list take one argument.
const PREFIXES = new Set([
  'sudo',
  'time',
  'nohup',
  'command',
  'exec',
  'env',
  'builtin',
  'nice',
  '!',
  '(',
  '{',
  'then',
  'do',
]);
const PREFIXES_WITH_ARGUMENT = new Set(['timeout', 'gtimeout']);
// Commands that prepare the place rather than do the work; the next command speaks for the call.
const PREPARATIONS = new Set([
  'cd',
  'pushd',
  'export',
  'set',
  'source',
  '.',
  'mkdir',
  'sleep',
  'true',
  'unset',
  'ulimit',
  'umask',
]);
const MAX_COMMAND_CHARACTERS = 2000;

/**
 * The symbol of a tool call: `tool:NAME`, or for a shell `tool:NAME(program)`, with the sub-command for programs that
 * are many (`tool:Bash(git commit)`, `tool:Bash(npm run test)`, `tool:shell(python -m pytest)`). `cd …`, environment
 * assignments, `sudo` and folders of programs are left out; of several commands the first that does work speaks.
 */
export function callSymbol(name: string, argumentsText: string): string {
  const command = shellCommand(name, argumentsText);
  const program = command === undefined ? undefined : programOf(command);
  return program === undefined ? `tool:${name}` : `tool:${name}(${program})`;
}

/**
 * The command line that a shell-like tool was given; undefined for other tools and when there is none.
 * A list such as `["bash", "-lc", "git status"]` gives the script it wraps, a title with code under it (as transcripts in
 * Markdown have it) the code.
 */
export function shellCommand(name: string, argumentsText: string): string | undefined {
  if (!SHELL_TOOL.test(name)) return undefined;
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

/**
 * The program that a command line runs, with its sub-command: `git commit`, `pytest`, `python -m http.server`.
 *
 * @returns undefined when no plain program name is found
 */
export function programOf(command: string): string | undefined {
  let prepared: string | undefined;
  for (const words of simpleCommands(command.slice(0, MAX_COMMAND_CHARACTERS))) {
    const name = nameCommand(words);
    if (name === undefined) continue;
    if (!PREPARATIONS.has(name)) return name;
    prepared ??= name;
  }
  return prepared;
}

function nameCommand(words: readonly string[]): string | undefined {
  let i = 0;
  for (; i < words.length; i++) {
    const word = words[i]!;
    if (PREFIXES_WITH_ARGUMENT.has(word)) {
      while (words[i + 1]?.startsWith('-')) i++;
      i++;
    } else if (!PREFIXES.has(word) && !/^\w+=/.test(word) && !(i > 0 && word.startsWith('-'))) break;
  }
  const program = words[i]?.slice(words[i]!.lastIndexOf('/') + 1) ?? '';
  if (!/^[A-Za-z_.[][\w.+-]*$/.test(program)) return undefined;
  const rest = words.slice(i + 1);
  if (/^python[\d.]*$/.test(program) && rest[0] === '-m' && rest[1] !== undefined) return `${program} -m ${rest[1]}`;
  let wanted = SUBCOMMAND_WORDS[program] ?? 0;
  const name = [program];
  for (let j = 0; j < rest.length && wanted > 0; j++) {
    const word = rest[j]!;
    if (word === '-C' || word === '-c' || word === '--prefix' || word === '--directory') j++;
    else if (!word.startsWith('-')) {
      if (!/^[\w@][\w:.@/+-]*$/.test(word)) break;
      name.push(word);
      if (!(WRAPPING_SUBCOMMAND.test(word) && name.length === 2)) wanted--;
    }
  }
  return name.join(' ');
}

/** Cuts a command line at `&&`, `||`, `;`, `|` and line ends, outside quotes, into words without their quotes. */
function* simpleCommands(line: string): Generator<string[]> {
  let words: string[] = [];
  let word: string | undefined;
  let quote = '';
  for (let i = 0; i < line.length; i++) {
    const c = line[i]!;
    if (quote !== '') {
      if (c === quote) quote = '';
      else word = (word ?? '') + c;
    } else if (c === '"' || c === "'") {
      quote = c;
      word ??= '';
    } else if (c === '\\' && i + 1 < line.length) {
      const next = line[++i]!;
      if (next !== '\n') word = (word ?? '') + next;
    } else if (c === '#' && word === undefined) {
      while (i + 1 < line.length && line[i + 1] !== '\n') i++;
    } else if (/\s|[;&|]/.test(c)) {
      if (word !== undefined) words.push(word);
      word = undefined;
      if (c === '\n' || c === ';' || c === '|' || (c === '&' && line[i - 1] !== '>')) {
        if (words.length > 0) yield words;
        words = [];
      }
    } else word = (word ?? '') + c;
  }
  if (word !== undefined) words.push(word);
  if (words.length > 0) yield words;
}
