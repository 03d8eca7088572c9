import { partText, type Trajectory } from '../../trajectory/trajectory.ts';
import { holdsValue, ownValues } from './own-values.ts';
import type { BehaviorWords, Refusal } from './proposal.ts';
import { taskOf } from './proposals-of.ts';
import { sourceGate } from './source-gate.ts';
import { wordsText } from './proposal.ts';

/** Wordings of one behavior, the best first, and the runs that support it. */
export interface SourcedWordings {
  readonly wordings: readonly BehaviorWords[];
  readonly runs: ReadonlySet<string>;
}

/** What the runs say about wordings. */
export interface CheckedWordings {
  /** The first wording that may stand; undefined when none may. */
  readonly words?: BehaviorWords;
  /** Why the first wording may not. */
  readonly refused?: Refusal;
  /** The runs that remain as support: in the others it was Ethogram that said it. */
  readonly runs: ReadonlySet<string>;
}

const MIN_TASKS = 2;

/**
 * Holds wordings against the runs that support them: a wording may stand when it repeats no task, and every tool, value, number and
 * name in it comes from runs of two tasks at least. What comes from one task alone would carry its solution into it when it is served there.
 * A command that it tells agents to use must have been theirs, or the user's, before any tool or page said it, in runs of two tasks.
 *
 * @param runs - gives the runs of these ids, in any order
 */
export async function checkSources(
  behaviors: readonly SourcedWordings[],
  runs: (ids: readonly string[]) => AsyncIterable<Trajectory>,
): Promise<CheckedWordings[]> {
  const checks = behaviors.map((behavior) => ({
    runs: new Set(behavior.runs),
    wordings: behavior.wordings.map((words) => ({
      words,
      repeats: undefined as Refusal | undefined,
      seen: new Map(valuesOf(words).map((value) => [value, new Set<string>()])),
      issued: new Map(commandsOf(words).map((command) => [command, new Set<string>()])),
    })),
  }));
  const byRun = new Map<string, number[]>();
  for (const [i, behavior] of behaviors.entries()) {
    for (const id of behavior.runs) byRun.set(id, [...(byRun.get(id) ?? []), i]);
  }
  for await (const run of runs([...byRun.keys()].sort())) {
    const task = taskOf(run);
    const text = textOf(run);
    const gate = sourceGate(run);
    for (const i of byRun.get(run.id) ?? []) {
      const check = checks[i]!;
      for (const [k, wording] of check.wordings.entries()) {
        const reason = gate(wording.words);
        if (reason === 'injected' && k === 0) check.runs.delete(run.id);
        if (reason === 'task-text' || reason === 'planted') wording.repeats ??= reason;
        for (const [value, tasks] of wording.seen) if (holdsValue(text, value)) tasks.add(task);
        for (const [command, tasks] of wording.issued) if (isIssued(run, command)) tasks.add(task);
      }
    }
  }
  return checks.map(({ runs: left, wordings }) => {
    const standing = wordings.map(({ words, repeats, seen, issued }) => {
      const own = [...seen.values()].some((tasks) => tasks.size < MIN_TASKS);
      const planted = [...issued.values()].some((tasks) => tasks.size < MIN_TASKS);
      const refused = repeats ?? (own ? 'own-values' : planted ? 'planted' : undefined);
      return { words, refused };
    });
    const words = standing.find(({ refused }) => refused === undefined)?.words;
    const refused = standing[0]?.refused;
    return { runs: left, ...(words !== undefined && { words }), ...(refused !== undefined && { refused }) };
  });
}

function valuesOf(words: BehaviorWords): string[] {
  const name = words.name.replaceAll('_', ' ');
  return [...new Set([...ownValues(wordsText(words)), ...ownValues(name)])];
}

// What is said to be done, in code: a command has more than one word. Conditions may name what tools answer.
const COMMAND = /`([^`\s]+\s[^`]+)`/g;

function commandsOf({ instruction }: BehaviorWords): string[] {
  return [...new Set([...instruction.matchAll(COMMAND)].map(([, command]) => command!.trim()))];
}

/** Whether the first to say a command in a run was not a tool or the environment. */
function isIssued({ steps }: Trajectory, command: string): boolean {
  for (const { actor, parts } of steps) {
    for (const part of parts) {
      if (part.kind === 'text' && part.injected !== undefined) continue;
      // Commands are written as JSON strings in calls.
      const text = part.kind === 'tool-call' ? unescaped(partText(part)) : partText(part);
      if (holdsValue(text, command)) return part.kind !== 'tool-result' && actor !== 'tool' && actor !== 'environment';
    }
  }
  return false;
}

function unescaped(text: string): string {
  return text.replace(/\\(["\\/])/g, '$1');
}

/** All that stands in a run but for what Ethogram put there; names of tools, too. */
function textOf({ steps }: Trajectory): string {
  return steps
    .flatMap(({ parts }) =>
      parts.flatMap((part) => {
        if (part.kind === 'text' && part.injected !== undefined) return [];
        return part.kind === 'tool-call' ? [part.name, partText(part)] : [partText(part)];
      }),
    )
    .join('\n');
}
