import { callEffect } from '../../behavior/call/call-effect.ts';
import type { Corpus } from '../digest/corpus.ts';
import type { Call } from '../digest/fragment.ts';
import { textHash } from '../digest/text-hash.ts';
import { projectName } from '../digest/run-head.ts';
import { fieldKey } from '../repair/call-difference.ts';
import { writesSomething } from '../wording/tool-words.ts';
import { mayBeAsked } from './may-be-known.ts';
import { plainCommand, withoutProject, type PlainCommand } from './plain-command.ts';

/** One time that something was looked up. */
export interface Asked {
  readonly run: number;
  readonly call: Call;
}

/** The same call, made in several runs of one scope. */
export interface LookUp {
  readonly tool: string;
  /** Of shells. */
  readonly command?: PlainCommand;
  /** What was asked, by field, paths within the project; of other tools. */
  readonly asked: readonly (readonly [field: string, value: string])[];
  /** The file within the project that is read, however it is. */
  readonly file?: string;
  /** The project, where runs have one. */
  readonly project?: string;
  /** In order of run, then place; those that did not fail. */
  readonly places: readonly Asked[];
  readonly failures: number;
}

const MIN_RUNS = 2;
const MAX_COMMAND = 80;
// A tool that is asked about more things than this, which users name, is asked for records, not for facts.
const MANY_THINGS = 12;
const MOST = 0.5;

/**
 * Finds calls that are made again and again with the same arguments in runs of one project (of runs without a project, in all of them):
 * in at least two runs. Calls that change something, and calls that ask for secrets, people or passing states are left out.
 *
 * @returns in order of tool and arguments
 */
export function lookUps({ fragments }: Corpus): LookUp[] {
  const things = new Map<string, Set<number>>();
  // Most calls are made once: only their hashes are kept, until it is known which recur.
  const seen = new Map<number, { last: number; runs: number }>();
  eachCall(fragments, (run, call, { key }) => {
    const hash = textHash(key);
    const asked = things.get(call.name) ?? new Set<number>();
    things.set(call.name, asked);
    if (asked.size <= MANY_THINGS) asked.add(hash);
    const known = seen.get(hash);
    if (known === undefined) seen.set(hash, { last: run, runs: 1 });
    else if (known.last !== run) {
      known.last = run;
      known.runs++;
    }
  });
  const found = new Map<string, LookUp & { places: Asked[]; failures: number }>();
  eachCall(fragments, (run, call, { key, command, asked, file, project }) => {
    if (seen.get(textHash(key))!.runs < MIN_RUNS) return;
    let known = found.get(key);
    if (known === undefined) {
      if (!mayLookUp(call, command, asked)) return;
      known = {
        tool: call.name,
        ...(command !== undefined && { command }),
        asked,
        ...(file !== undefined && { file }),
        ...(project !== undefined && { project }),
        places: [],
        failures: 0,
      };
      found.set(key, known);
    }
    if (call.failed) known.failures++;
    else known.places.push({ run, call });
  });
  return [...found]
    .filter(([, { places }]) => new Set(places.map(({ run }) => run)).size >= MIN_RUNS)
    .filter(([, lookUp]) => (things.get(lookUp.tool)?.size ?? 0) <= MANY_THINGS || !isGiven(lookUp.places))
    .filter(([, lookUp]) => !isWorkedOut(lookUp))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, lookUp]) => lookUp);
}

type Question = Pick<LookUp, 'command' | 'asked' | 'file' | 'project'> & { readonly key: string };

function eachCall(fragments: Corpus['fragments'], take: (run: number, call: Call, question: Question) => void): void {
  for (const [run, fragment] of fragments.entries()) {
    const project = projectName(fragment);
    for (const call of fragment.calls) {
      const command = call.command === undefined ? undefined : plainCommand(call.command, fragment.project);
      if (call.command !== undefined && (command === undefined || command.command.length > MAX_COMMAND)) continue;
      const asked = command === undefined ? askedOf(call, fragment.project) : [];
      if (asked === undefined) continue;
      const file = fileRead({ ...(command !== undefined && { command }), asked });
      const what =
        file !== undefined
          ? ['file', file]
          : command === undefined
            ? asked.map(([field, value]) => `${fieldKey(field)}=${value}`).sort()
            : [command.folder ?? '', command.command];
      // However a file is read, what stands in it is one thing.
      const key = [file === undefined ? call.name : '', ...what, '', project ?? ''].join('\n');
      take(run, call, {
        key,
        asked,
        ...(command !== undefined && { command }),
        ...(file !== undefined && { file }),
        ...(project !== undefined && { project }),
      });
    }
  }
}

/** `c` of `a.b.c`. */
export function lastField(name: string): string {
  return name.slice(name.lastIndexOf('.') + 1);
}

/** Whether what is asked about was mostly given by a user or an answer: then it is the occasion's own. */
function isGiven(places: readonly Asked[]): boolean {
  const given = places.filter(({ call }) => call.arguments.some(({ fromUser, fromResult }) => fromUser || fromResult));
  return given.length >= MOST * places.length;
}

// `2 * (3 + 4)`; two figures with only a sign between them may be a date or a range.
const SUM = /[\d)]\s*[*+^]\s*[\d(]|[\d)] [-/] [\d(]/;

/** Whether it is asked with a sum, or with a user's figure beside something else: then the answer is worked out, not looked up. */
function isWorkedOut({ asked, places }: LookUp): boolean {
  if (asked.some(([, value]) => SUM.test(value))) return true;
  const figures = places.filter(({ call }) =>
    call.arguments.some(({ text = '', sort, fromUser }) => sort === 'number' && fromUser && /\d\d/.test(text)),
  );
  return asked.length > 1 && figures.length >= MOST * places.length;
}

/** The arguments as text; undefined when one of them is too long to say, or a list, or they are no JSON. */
function askedOf({ name, shape, arguments: given }: Call, project: string | undefined): [string, string][] | undefined {
  const asked: [string, string][] = [];
  for (const { field, text, value } of given) {
    if (value === NO_ITEMS) continue;
    if (text === undefined) return undefined;
    asked.push([field, withoutProject(text, project)]);
  }
  return asked.length === 0 && shape !== textHash(`${name} {}`) ? undefined : asked;
}

function mayLookUp(
  call: Call,
  command: PlainCommand | undefined,
  asked: readonly (readonly [string, string])[],
): boolean {
  if (command !== undefined) return mayBeAsked(command.command);
  if (writesSomething(call.name) || /^(?:write|edit)$/.test(callEffect(call.name, '{}'))) return false;
  return mayBeAsked(call.name) && asked.every(([field, value]) => mayBeAsked(field) && mayBeAsked(value));
}

const NO_ITEMS = textHash('[]');
const READS_FILE = /^(?:cat|head|less|more|bat)\s+(?:-\S+\s+)*([\w./@+-]+)$/;
const FILE = /^(?![/~]|www\.)[\w@.+-]+(?:\/[\w@.+-]+)*\.\w{1,8}$/;

/** The file within the project that a look-up reads, if it is one. */
function fileRead({ command, asked }: Pick<LookUp, 'command' | 'asked'>): string | undefined {
  if (command !== undefined) {
    const file = READS_FILE.exec(command.command)?.[1];
    if (file === undefined || !FILE.test(file)) return undefined;
    return command.folder === undefined ? file : `${command.folder}/${file}`;
  }
  const [first, ...rest] = asked.filter(([, value]) => !/^\d*$/.test(value));
  return first !== undefined && rest.length === 0 && FILE.test(first[1]) ? first[1] : undefined;
}
