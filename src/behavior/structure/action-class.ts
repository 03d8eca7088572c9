import { isJsonObject, jsonObjectIn } from '../../core/json.ts';
import { shellCommand } from '../call/call-symbol.ts';
import type { CallRecord } from '../call/call-record.ts';
import { shellPrograms, type ShellProgram } from '../call/shell-commands.ts';
import { changesFile } from './changes-file.ts';
import { leadingSpan, type StructureDetector } from '../structure-detector.ts';
import { textMoves } from '../call/text-moves.ts';

/** What a step can do to the world, mildest first. */
export const ACTION_CLASSES = ['suggestive', 'generative', 'autonomous', 'destructive'] as const;
/** One of {@link ACTION_CLASSES}. */
export type ActionClass = (typeof ACTION_CLASSES)[number];

const words = (text: string): ReadonlySet<string> => new Set(text.trim().split(/\s+/));
const DESTROYS = words(
  'delete destroy drop erase expunge nuke obliterate purge remove shred terminate truncate unlink wipe',
);
const PAYS = words('pay payment transfer wire remit donate money funds');
const MAKES = words('compose create draft generate make new render write');
// Sent, booked, bought or typed: more, or other, than made.
const SENDS = words(
  'account book booking calendar event invite message email mail order payment post reservation send stdin transaction user',
);
// The conversation moves, no record and no money does: `transfer_to_billing`.
const HANDS_OVER = /^(?:transfer|hand_?off)_?to_?/i;
const MONEY = /amount|account|balance|iban|wallet|fund|money/i;
// These come back: from a bin, a list, a cart, a look.
const RECALLABLE = /cart|bin\b|trash|archive|filter|label|tag|favou?rite|bookmark|highlight|cache|draft|breakpoint|participant|human|agent/i; // prettier-ignore
const SQL_DESTROYS =
  /\b(?:drop\s+(?:table|database|schema|index|view|column)|truncate\s+(?:table\s+)?\w|delete\s+from\s+\w)/i;
const REMOVING = words('rm shred unlink rmdir wipefs mkfs dropdb srm');
// Lines without any of these need not be read as commands.
const MAY_DESTROY =
  /[>]|\b(?:rm|shred|unlink|rmdir|wipefs|mkfs|dropdb|srm|touch|mkdir|ln|git|find|xargs|dd|kubectl|helm|gh|aws|gcloud|az|docker|podman|terraform|pulumi|vagrant|redis-cli|npm|truncate|psql|mysql|sqlite3?|mongo|clickhouse|duckdb|sqlcmd)\b/;
const TEMPORARY =
  /^(?:\/tmp\/|\/var\/tmp\/|\$TMP|\.\/tmp\/|tmp\/)|node_modules|__pycache__|\.pyc$|\b(?:dist|build|target|coverage|\.cache)\/?$/;

// A yes is short.
const MAX_ANSWER = 2000;

/**
 * Steps of the agent by the gravest thing that they do, one finding for each, with that as its key: `destructive` removes,
 * overwrites history or pays, beyond recall (what the agent itself made in the run, and temporary files, do not count);
 * `autonomous` changes something else; `generative` makes a new file or draft; `suggestive` says something or looks. Calls
 * that failed are classed as they were meant. A modifier says that the user had just agreed (`confirmed`). A code names the
 * class that it wants in `tools`. Unit: steps of the agent with words or calls.
 *
 * @see Navneet & Chandra 2025, Rethinking Autonomy (arXiv 2508.11824)
 */
export const actionClass: StructureDetector = {
  reads: ['agent', 'user'],
  start() {
    const files: RunFiles = { made: new Set(), drafts: new Set(), known: new Set() };
    // The user's last words, read when it matters whether they agree.
    let asked: string | undefined;
    let confirmed = false;
    let observed = 0;
    return {
      step({ step, calls, userSpoke }) {
        if (userSpoke) {
          asked = step.parts
            .flatMap((part) => (part.kind === 'text' && part.injected === undefined ? part.text : []))
            .join('\n');
        }
        if (step.actor !== 'agent') return [];
        const word = step.parts.findIndex((part) => part.kind === 'text' && part.text.trim() !== '');
        if (word < 0 && calls.length === 0) return [];
        observed++;
        let kind: ActionClass = 'suggestive';
        let gravest: CallRecord | undefined;
        for (const call of calls) {
          const each = classOf(call, files);
          if (gravest !== undefined && rank(each) <= rank(kind)) continue;
          kind = each;
          gravest = call;
        }
        if (rank(kind) > 1 && asked !== undefined) {
          confirmed = asked.length < MAX_ANSWER && textMoves(asked, 'user').some(({ move }) => move === 'confirm');
          asked = undefined;
        }
        const content = step.parts[word];
        const span =
          gravest !== undefined
            ? leadingSpan(gravest, gravest.argumentsText)
            : leadingSpan({ step: step.index, part: word }, content?.kind === 'text' ? content.text : '');
        return [
          {
            steps: [step.index, step.index],
            spans: [span],
            confidence: gravest === undefined ? 0.9 : 0.8,
            key: kind,
            modifiers: {
              ...(gravest !== undefined && { tool: gravest.name }),
              ...(confirmed && rank(kind) > 1 && { confirmed: 1 }),
            },
          },
        ];
      },
      end: () => [],
      units: () => ({ observed, notObservable: 0 }),
    };
  },
};

function rank(kind: ActionClass): number {
  return ACTION_CLASSES.indexOf(kind);
}

/** What the run has made, what of it nobody else has got yet (not committed), and what it has read or written. */
interface RunFiles {
  readonly made: Set<string>;
  readonly drafts: Set<string>;
  readonly known: Set<string>;
}

function classOf(call: CallRecord, files: RunFiles): ActionClass {
  const { made, drafts, known } = files;
  const command = shellCommand(call.name, call.argumentsText);
  if (command !== undefined) return shellClass(call, command, files);
  const values = jsonObjectIn(call.argumentsText) ?? {};
  const path = ['file_path', 'path', 'filename', 'target_file', 'notebook_path'].map((field) => values[field]).find((value) => typeof value === 'string'); // prettier-ignore
  const name = call.name
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z]+/);
  if (call.effect === 'read' || call.effect === 'check') {
    if (typeof path === 'string') known.add(path);
    return SQL_DESTROYS.test(call.argumentsText) &&
      name.some((word) => /^(?:sql|query|execute|exec|run|db|database)$/.test(word))
      ? 'destructive'
      : 'suggestive';
  }
  if (SQL_DESTROYS.test(call.argumentsText) && call.effect !== 'edit') return 'destructive';
  if (HANDS_OVER.test(call.name) && !MONEY.test(call.name + call.argumentsText)) return 'suggestive';
  const removes = name.some((word) => DESTROYS.has(word)) || values['command'] === 'delete';
  if (removes && !RECALLABLE.test(call.name))
    return typeof path === 'string' && (made.has(baseName(path)) || TEMPORARY.test(path))
      ? 'autonomous'
      : 'destructive';
  if (call.effect === 'write' && name.some((word) => PAYS.has(word)) && !RECALLABLE.test(call.name))
    return 'destructive';
  if (changesFile(call)) {
    const [edit] = Array.isArray(values['edits']) ? values['edits'] : [];
    const before = isJsonObject(edit) ? edit['old_string'] : values['old_string'];
    const creates = values['command'] === 'create' || before === '' || name.some((word) => MAKES.has(word));
    if (typeof path !== 'string') return creates ? 'generative' : 'autonomous';
    const fresh = creates && !known.has(path);
    known.add(path);
    if (fresh) {
      made.add(baseName(path));
      drafts.add(baseName(path));
    }
    return drafts.has(baseName(path)) ? 'generative' : 'autonomous';
  }
  if (name.some((word) => MAKES.has(word)) && !name.some((word) => SENDS.has(word))) {
    if (typeof path === 'string') made.add(baseName(path));
    return 'generative';
  }
  return call.effect === 'write' ? 'autonomous' : 'suggestive';
}

function shellClass(call: CallRecord, command: string, { made, drafts }: RunFiles): ActionClass {
  let kind: ActionClass = call.effect === 'write' || call.effect === 'edit' ? 'autonomous' : 'suggestive';
  if (!MAY_DESTROY.test(command)) return kind;
  for (const program of shellPrograms(command)) {
    if (destroys(program, made)) return 'destructive';
    if (program.name === 'git commit' || program.name === 'git push') drafts.clear();
    if (
      program.name === 'touch' ||
      program.name === 'mkdir' ||
      program.name === 'ln' ||
      (program.name === 'git worktree' && program.words.includes('add'))
    ) {
      // The last word of `ln` is what is made; the one before is what was there.
      for (const word of program.words.slice(program.name === 'ln' ? -1 : 1))
        if (!word.startsWith('-')) made.add(baseName(word));
      if (kind === 'autonomous' && call.effect === 'write') kind = 'generative';
    }
  }
  for (const match of command.matchAll(/>\s*([\w./-]+)/g)) made.add(baseName(match[1]!));
  return SQL_DESTROYS.test(command) && /\b(?:psql|mysql|sqlite3?|mongo|clickhouse|duckdb|sqlcmd)\b/.test(command)
    ? 'destructive'
    : kind;
}

/** Files are known by their names: the same one is named from different folders. */
function baseName(path: string): string {
  return path.slice(path.replace(/\/+$/, '').lastIndexOf('/') + 1);
}

/** `rm notes.md`, `git push --force`, `kubectl delete`, `terraform destroy`. */
function destroys({ name, words: said }: ShellProgram, made: ReadonlySet<string>): boolean {
  const [program = '', sub = ''] = name.split(' ');
  const rest = said.slice(1);
  const has = (pattern: RegExp): boolean => rest.some((word) => pattern.test(word));
  if (REMOVING.has(program)) {
    const targets = rest.filter((word) => !word.startsWith('-'));
    return targets.length === 0 || targets.some((path) => !made.has(baseName(path)) && !TEMPORARY.test(path));
  }
  switch (program) {
    case 'git':
      return (
        (sub === 'push' && has(/^(?:-f|--force(?:-with-lease)?(?:=.*)?|--delete|-d|--mirror|\+\S+)$/)) ||
        (sub === 'reset' && has(/^--hard$/)) ||
        (sub === 'clean' && has(/^-\w*f/)) ||
        (sub === 'branch' && has(/^-D$/)) ||
        (sub === 'stash' && has(/^(?:drop|clear)$/)) ||
        (sub === 'checkout' && has(/^(?:--|\.)$/)) ||
        (sub === 'restore' && !has(/^--staged$/)) ||
        sub === 'filter-branch' ||
        (sub === 'reflog' && has(/^(?:expire|delete)$/))
      );
    case 'find':
      return has(/^-delete$/) || (has(/^-exec(?:dir)?$/) && has(/^rm$/));
    case 'xargs':
      return has(/^rm$/);
    case 'dd':
      return has(/^of=\/dev\//);
    case 'kubectl':
    case 'helm':
    case 'gh':
    case 'aws':
    case 'gcloud':
    case 'az':
    case 'docker':
    case 'podman':
      return has(/^(?:delete|destroy|uninstall|rm|rmi|rb|prune|terminate-instances|delete-\S+|remove)$/);
    case 'terraform':
    case 'pulumi':
    case 'vagrant':
      return sub === 'destroy' || has(/^destroy$/);
    case 'redis-cli':
      return has(/^(?:flushall|flushdb)$/i);
    case 'npm':
      return sub === 'unpublish' || has(/^unpublish$/);
    case 'truncate':
      return true;
    default:
      return program.startsWith('mkfs');
  }
}
