import { requestOf, type Trajectory } from '../../trajectory/trajectory.ts';
import { repeatsInjected } from '../digest/repeats-injected.ts';
import { wordStretches } from '../digest/word-stretches.ts';
import type { BehaviorWords, Refusal } from './proposal.ts';

/**
 * Tells why a run is no source for words: they repeat what Ethogram put before the agent (`injected`), what a tool or the
 * environment answered, outside of quotation marks (`planted`: anyone may have written it there), or more than eight words in a row of the task or
 * its answer (`task-text`). Undefined when none of these.
 */
export function sourceGate(run: Trajectory): (words: BehaviorWords) => Refusal | undefined {
  const ours = injectedText(run);
  const isInjected = repeatsInjected([
    { index: 0, actor: 'user', parts: [{ kind: 'text', text: ours, injected: [] }] },
  ]);
  const stretches = new Set(taskTexts(run).flatMap(wordStretches));
  let answered: readonly string[] | undefined;
  return ({ name, instruction, when = '', whenNot = '' }) => {
    if (ours.includes(name) || isInjected(instruction)) return 'injected';
    const said = [instruction, when, whenNot].filter((text) => text !== '');
    answered ??= answersIn(run).map(plainWords);
    if (answered.some((answer) => repeatsUnquoted(said.join(' . '), answer))) return 'planted';
    return said.some((text) => wordStretches(text).some((stretch) => stretches.has(stretch))) ? 'task-text' : undefined;
  };
}

const QUOTED = /`[^`]*`|“[^”]*”|"[^"]*"/gu;
// So many words in a row are the other's words, not a habit's.
const PLANTED_STRETCH = 6;

/**
 * Whether words repeat six words in a row of another text; what stands in quotation marks or as code is meant to be repeated.
 *
 * @param other - by `plainWords`
 */
export function repeatsUnquoted(words: string, other: string): boolean {
  return words.split(QUOTED).some((segment) => {
    const list = plainWords(segment).trim().split(' ');
    return list.some((_, i) => {
      return i + PLANTED_STRETCH <= list.length && other.includes(` ${list.slice(i, i + PLANTED_STRETCH).join(' ')} `);
    });
  });
}

/** A text's words in small letters, with single spaces between, before and after them. */
export function plainWords(text: string): string {
  return ` ${text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}']+/gu, ' ')
    .trim()} `;
}

/** Ids of the behaviors that were put before the agent in a run. */
export function servedIn({ steps }: Pick<Trajectory, 'steps'>): string[] {
  const ids = steps.flatMap(({ parts }) => parts.flatMap((part) => (part.kind === 'text' ? (part.injected ?? []) : [])));
  return [...new Set(ids.map((id) => id.replace(/@.*$/, '')))].sort();
} // prettier-ignore

/** All that Ethogram wrote into a run: what it injected, and the instructions of runs that it made itself. */
function injectedText({ steps, source, agent }: Trajectory): string {
  const injected = steps.flatMap(({ parts }) =>
    parts.flatMap((part) => (part.kind === 'text' && part.injected !== undefined ? [part.text] : [])),
  );
  if (source.format.startsWith('ethogram-') && agent.instructions !== undefined) injected.push(agent.instructions);
  return injected.join('\n');
}

/** What tools and the environment answered. */
function answersIn({ steps }: Trajectory): string[] {
  return steps.flatMap(({ actor, parts }) =>
    parts.flatMap((part) =>
      part.kind === 'tool-result' || (actor === 'environment' && part.kind === 'text') ? [part.text] : [],
    ),
  );
}

/** What was asked and what was answered, in words. */
function taskTexts(run: Trajectory): string[] {
  const last = run.steps.findLast(({ actor, parts }) => actor === 'agent' && parts.some(({ kind }) => kind === 'text'));
  const answer = (last?.parts ?? []).flatMap((part) => (part.kind === 'text' ? [part.text] : []));
  const known = [run.extra['answer'], run.extra['truth']].flatMap((value) => (value === undefined ? [] : [JSON.stringify(value)]));
  return [requestOf(run), ...answer, ...known];
} // prettier-ignore
