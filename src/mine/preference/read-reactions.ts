import type { Corpus } from '../digest/corpus.ts';
import { SPEAKERS } from '../digest/run-sentences.ts';
import { preferenceCue, type PreferenceCue } from './preference-cue.ts';

/** A user's message, and what the agent did around it. */
export interface Reaction {
  readonly run: number;
  readonly step: number;
  readonly part: number;
  /** The stretch of the part that its sentences cover. */
  readonly start: number;
  readonly end: number;
  /** What it says, without what belongs to the occasion. */
  readonly text: string;
  /** The same, sentence by sentence. */
  readonly sentences: readonly string[];
  readonly stems: ReadonlySet<string>;
  readonly cue: PreferenceCue;
  /** The run's first message: what it asks for is the task. */
  readonly first: boolean;
  /** Symbol of the last call before it that no other message of a user came after. */
  readonly after?: number;
  /** Index of the run's first symbol after the message. */
  readonly next: number;
  /** Symbol of the first call after it, before the user speaks again. */
  readonly wanted?: number;
  /** The agent had asked something. */
  readonly answers: boolean;
}

const ASKING = new Set(['agent:ask-confirmation', 'agent:ask-information', 'agent:present-options']);
// Words of more letters are told apart by their beginning: divert, diverting, diversion.
const STEM = 5;

/** The messages of users in a run, in order; those that no person has written left out. */
export function readReactions(corpus: Corpus, run: number): Reaction[] {
  const { fragments, wordings } = corpus;
  const { speakers, steps, parts, starts, ends, wordings: said } = fragments[run]!.sentences;
  const found: Reaction[] = [];
  let first = true;
  for (let i = 0; i < speakers.length; i++) {
    if (speakers[i] !== SPEAKERS.indexOf('user')) continue;
    const from = i;
    while (i + 1 < speakers.length && steps[i + 1] === steps[from] && parts[i + 1] === parts[from]) i++;
    const sentences = Array.from(said.subarray(from, i + 1), (wording) => wordings.word(wording));
    const text = sentences.join(' ');
    const cue = preferenceCue(text);
    if (cue !== undefined) {
      const place = { step: steps[from]!, part: parts[from]!, start: starts[from]!, end: ends[i]! };
      found.push({
        run,
        ...place,
        text,
        sentences,
        stems: stemsOf(text),
        cue,
        first,
        ...around(corpus, run, steps[from]!),
      });
    }
    first = false;
  }
  return found;
}

/** Stems of the words of a text: of at least three letters, in lower case; pairs of characters where words are not parted. */
export function stemsOf(text: string): Set<string> {
  const stems = new Set<string>();
  for (const [word] of text.toLowerCase().matchAll(/\p{Script=Han}+|[\p{L}\p{M}]{3,}/gu)) {
    if (/\p{Script=Han}/u.test(word)) for (let i = 0; i + 1 < word.length; i++) stems.add(word.slice(i, i + 2));
    else stems.add(word.length > STEM ? word.slice(0, STEM) : word.replace(/(?<=\p{L}{3})s$/u, ''));
  }
  return stems;
}

/** What stands around a message. */
function around(
  { fragments, lexicon }: Corpus,
  run: number,
  step: number,
): Pick<Reaction, 'after' | 'next' | 'wanted' | 'answers'> {
  const { symbols, steps } = fragments[run]!;
  const next = firstAfter(steps, step);
  let after: number | undefined;
  let answers = false;
  for (let i = firstAfter(steps, step - 1) - 1; i >= 0; i--) {
    const word = lexicon.word(symbols[i]!);
    if (word.startsWith('user:')) break;
    if (ASKING.has(word)) answers = true;
    if (!word.startsWith('tool:')) continue;
    after = symbols[i]!;
    break;
  }
  let wanted: number | undefined;
  for (let i = next; i < symbols.length && wanted === undefined; i++) {
    const word = lexicon.word(symbols[i]!);
    if (word.startsWith('user:')) break;
    if (word.startsWith('tool:')) wanted = symbols[i]!;
  }
  return { ...(after !== undefined && { after }), next, ...(wanted !== undefined && { wanted }), answers };
}

/** Index of the first symbol of a step after the given one. */
function firstAfter(steps: Int32Array, step: number): number {
  let low = 0;
  let high = steps.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (steps[middle]! <= step) low = middle + 1;
    else high = middle;
  }
  return low;
}
