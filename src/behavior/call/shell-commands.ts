import { forEachChild, parse, type Command, type Redirection, type SyntaxNode } from 'unbash';
import { looksOnly, preparesOnly } from './program-effect.ts';
import { programName } from './program-name.ts';

/** A command of a shell line that says what the line is for. */
export interface ShellCommand {
  /** The program with its sub-command; see `program-name.ts`. */
  readonly name: string;
  /** As it is written, with what is piped into it, without what only shortens or drops its output. */
  readonly text: string;
  /** The folder that the line changed to before, as it is written. */
  readonly folder?: string;
  /** Whether what the line puts out is all the command's: nothing else looks or works, nothing picks or counts. */
  readonly alone: boolean;
}

/** A program that a line runs. */
export interface ShellProgram {
  readonly name: string;
  /** The words of the command, the program's first, without quotes. */
  readonly words: readonly string[];
  /** Whether its output goes into a file. */
  readonly writesFile: boolean;
}

interface Stage extends ShellProgram {
  readonly command: Command;
}

const MAX_LINE = 20_000;
// Lines that run more than this are scripts, of which the first commands speak.
const MAX_COMMANDS = 6;
const SHORTENS = /^(?:head|tail|less|more|cat|grep|tee|wc)$/;
// Of the rest what is put out is not the command's own answer.
const PICKS = /^(?:grep|wc)$/;
const SHELL = /^(?:ba|z|da)?sh$/;

/**
 * The commands that a shell line is for, in order, each once: `gofmt` and `go test` of `cd api; gofmt -w a.go; go test ./... |
 * tail`. What only looks, says something or makes the place ready is left out, unless the line does nothing else: then the
 * first that looks speaks. Of a pipeline the first program speaks that does more than look. What is substituted into words
 * does not, nor do functions that are only defined.
 *
 * @returns at most 6; `[]` when no plain program name is found
 */
export function shellCommands(line: string): ShellCommand[] {
  const source = line.slice(0, MAX_LINE);
  const telling = new Map<string, ShellCommand>();
  let looking: ShellCommand | undefined;
  let preparing: ShellCommand | undefined;
  let spoken = 0;
  let folder: string | undefined;
  for (const stages of pipelinesOf(source)) {
    const works = stages.find(({ name, writesFile }) => writesFile || !(looksOnly(name) || preparesOnly(name)));
    const { name, command, words } = works ?? stages[0]!;
    const inner = SHELL.test(name) ? shellCommands(scriptOf(words) ?? '') : [];
    const last = stages.findLast((stage) => stage === works || works === undefined || !SHORTENS.test(stage.name))!;
    const text = source.slice(stages[0]!.command.pos, endOf(last.command));
    const here = { ...(folder !== undefined && { folder }), alone: true };
    if (!preparesOnly(name))
      spoken += stages.slice(stages.indexOf(last) + 1).some((stage) => PICKS.test(stage.name)) ? 2 : 1;
    if (inner.length > 0)
      for (const told of inner) telling.set(told.name, telling.get(told.name) ?? { ...here, ...told });
    else if (works !== undefined) telling.set(name, telling.get(name) ?? { name, text, ...here });
    else if (preparesOnly(name)) preparing ??= { name, text, ...here };
    else looking ??= { name, text, ...here };
    if (name === 'cd' || name === 'pushd') folder = argumentText(command);
  }
  const commands =
    telling.size > 0 ? [...telling.values()].slice(0, MAX_COMMANDS) : [looking ?? preparing ?? []].flat();
  return spoken <= 1 ? commands : commands.map((command) => ({ ...command, alone: false }));
}

/** Every program that a shell line runs, in order, those that only look among them. */
export function shellPrograms(line: string): ShellProgram[] {
  return pipelinesOf(line.slice(0, MAX_LINE)).flat();
}

/** The script of `bash -c 'npm test'`. */
function scriptOf(words: readonly string[]): string | undefined {
  const flag = words.findIndex((word) => /^-\w*c$/.test(word));
  return flag < 0 ? undefined : words[flag + 1];
}

// A call's line is read for its symbols and for its effect, one after the other.
let lastLine: { readonly source: string; readonly pipelines: Stage[][] } | undefined;

/** The line's pipelines, those within `if`, loops and brackets too, as the programs that they join. */
function pipelinesOf(source: string): readonly (readonly Stage[])[] {
  if (lastLine?.source === source) return lastLine.pipelines;
  const found: Stage[][] = [];
  const visit = (node: SyntaxNode): void => {
    switch (node.type) {
      case 'Command': {
        const stage = stageOf(node);
        if (stage !== undefined) found.push([stage]);
        return;
      }
      case 'Pipeline': {
        const stages = node.commands.flatMap((command) => (command.type === 'Command' ? (stageOf(command) ?? []) : []));
        if (stages.length > 0) found.push(stages);
        for (const command of node.commands) if (command.type !== 'Command') visit(command);
        return;
      }
      // Their insides are no commands of the line.
      case 'Function':
      case 'Word':
      case 'Assignment':
        return;
      default:
        forEachChild(node, visit);
    }
  };
  visit(parse(source));
  lastLine = { source, pipelines: found };
  return found;
}

function stageOf(command: Command): Stage | undefined {
  if (command.name === undefined) return undefined;
  const words = [command.name.value, ...command.args.map((word) => (word.type === 'Word' ? word.value : word.text))];
  const name = programName(words);
  return name === undefined ? undefined : { name, words, command, writesFile: command.redirects.some(fills) };
}

/** `> notes.md`: fills a file with output, not only with errors. */
function fills(redirection: Redirection): boolean {
  if (redirection.type !== 'Redirect' || !redirection.operator.includes('>') || drops(redirection)) return false;
  const { descriptor } = redirection;
  return descriptor === undefined || (descriptor.type === 'FileDescriptor' && descriptor.value === 1);
}

/** `2>&1`, `> /dev/null`: joins or drops output. */
function drops(redirection: Redirection): boolean {
  if (redirection.type !== 'Redirect') return false;
  return redirection.operator === '>&' || redirection.target?.value.startsWith('/dev/') === true;
}

/** Where a command ends, without the redirections at its end that only join or drop its output. */
function endOf({ name, suffix, end }: Command): number {
  const last = suffix.findLast((item) => item.type === 'Word' || item.type === 'Assignment' || !drops(item));
  return last?.end ?? name?.end ?? end;
}

function argumentText({ args: [first] }: Command): string | undefined {
  return first?.text;
}
