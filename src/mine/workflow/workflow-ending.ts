import { mostCommon } from '../../core/most-common.ts';
import type { AnswerValue } from '../digest/answer-values.ts';
import { callAt, type Corpus } from '../digest/corpus.ts';
import type { SequencePlace } from './sequence-place.ts';

// What mostly follows is the ending.
const MOSTLY = 0.6;
const MIN_OCCURRENCES = 3;
// How many symbols on is still "then".
const SOON = 4;
const REPEATED = 0.5;
// Words for a state that something is waited for; an answer's other words are nobody's to repeat.
const STATE = /^(?:accepted|active|approved|available|closed|completed?|confirmed|done|empty|failed|finished|passed|ready|resolved|success|succeeded)$/i; // prettier-ignore

const FOLLOWED_BY: Readonly<Record<string, string>> = {
  'agent:report-done': 'report what was done',
  'agent:present-options': 'present the options',
  'agent:refuse': 'say what is not possible',
  'agent:hand-over': 'hand over to a person',
  'agent:ask-confirmation': 'ask whether that is right',
  'user:confirm': 'the user confirms',
  'user:decline': 'the user declines',
};

/**
 * How a workflow ends: its last call is repeated until it says something else (named when that is a plain word for a
 * state) or fails, the user confirms, the agent reports, or the run is over. Judged by what most occurrences show.
 *
 * @returns a clause (`until …`, `then …`); undefined when occurrences end in too many ways
 */
export function workflowEnding(corpus: Corpus, occurrences: readonly SequencePlace[]): string | undefined {
  if (occurrences.length < MIN_OCCURRENCES) return undefined;
  return repeatedUntil(corpus, occurrences) ?? followedBy(corpus, occurrences);
}

function repeatedUntil({ fragments }: Corpus, occurrences: readonly SequencePlace[]): string | undefined {
  let loops = 0;
  let failed = 0;
  let shorter = 0;
  const answers = new Map<string, number>();
  for (const { run, at } of occurrences) {
    const fragment = fragments[run]!;
    const symbol = fragment.symbols[at.at(-1)!]!;
    const calls = [callAt(fragment, at.at(-1)!)];
    let quiet = 0;
    for (let i = at.at(-1)! + 1; i < fragment.symbols.length && quiet <= SOON; i++) {
      if (fragment.symbols[i] !== symbol) quiet++;
      else {
        calls.push(callAt(fragment, i));
        quiet = 0;
      }
    }
    const last = calls.at(-1);
    if (calls.length < 2 || last === undefined) continue;
    loops++;
    if (last.failed && !calls.slice(0, -1).every((call) => call?.failed)) failed++;
    const before = calls.slice(0, -1).map((call) => call?.result);
    for (const [name, value] of last.result?.values ?? []) {
      if (!STATE.test(value) || before.some((result) => saysSo(result?.values, name, value))) continue;
      answers.set(value, (answers.get(value) ?? 0) + 1);
      break;
    }
    if (before.every((result) => (result?.length ?? 0) > (last.result?.length ?? 0))) shorter++;
  }
  if (loops < Math.max(MIN_OCCURRENCES, REPEATED * occurrences.length)) return undefined;
  const state = mostCommon(answers);
  if (state !== undefined && state[1] >= MOSTLY * loops)
    return `repeat the last call until its answer says \`${state[0]}\``;
  if (failed >= MOSTLY * loops) return 'repeat the last call until it fails';
  return shorter >= MOSTLY * loops ? 'repeat the last call until there is no more to come' : undefined;
}

function saysSo(values: readonly AnswerValue[] | undefined, name: string, value: string): boolean {
  return values?.some(([otherName, other]) => otherName === name && other === value) === true;
}

function followedBy({ fragments, lexicon }: Corpus, occurrences: readonly SequencePlace[]): string | undefined {
  const counts = new Map<string, number>();
  let over = 0;
  for (const { run, at } of occurrences) {
    const { symbols } = fragments[run]!;
    const rest = [...symbols.subarray(at.at(-1)! + 1)].map((symbol) => lexicon.word(symbol));
    const next = rest.slice(0, SOON).find((word) => Object.hasOwn(FOLLOWED_BY, word));
    if (next !== undefined) counts.set(next, (counts.get(next) ?? 0) + 1);
    if (!rest.some((word) => word.startsWith('tool:'))) over++;
  }
  const most = mostCommon(counts);
  if (most !== undefined && most[1] >= MOSTLY * occurrences.length)
    return most[0].startsWith('user:') ? `until ${FOLLOWED_BY[most[0]]!}` : `then ${FOLLOWED_BY[most[0]]!}`;
  return over >= MOSTLY * occurrences.length ? 'then the task is done' : undefined;
}
