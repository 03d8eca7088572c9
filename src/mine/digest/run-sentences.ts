import { segmentSentences } from '../../behavior/text/segment-sentences.ts';
import type { Step } from '../../trajectory/trajectory.ts';
import { preferenceCue } from '../preference/preference-cue.ts';
import { delexicalise } from './delexicalise.ts';
import { delexicaliseSentence } from './delexicalise-sentence.ts';
import type { Lexicon } from './lexicon.ts';
import { repeatsInjected } from './repeats-injected.ts';

/** Who said a sentence: an agent to itself, an agent to others, or a user. */
export const SPEAKERS = ['reasoning', 'agent', 'user'] as const;

/** The sentences of a run, in order of step, part and place; arrays run parallel. */
export interface RunSentences {
  /** Index in {@link SPEAKERS}. */
  readonly speakers: Uint8Array;
  readonly steps: Int32Array;
  readonly parts: Int32Array;
  readonly starts: Int32Array;
  readonly ends: Int32Array;
  /** Ids, in the corpus' lexicon of wordings, of the sentences without what belongs to one occasion; see {@link delexicaliseSentence}. */
  readonly wordings: Int32Array;
}

const MIN_CHARACTERS = 4;
const MAX_CHARACTERS = 400;

/**
 * Reads the sentences off a run that may say something worth repeating: of agents and users, 4 to 400 characters, no code,
 * nothing copied from another run, nothing that Ethogram injected or that repeats it.
 */
export function runSentences(steps: readonly Step[], wordings: Lexicon): RunSentences {
  const found: number[][] = [];
  const isRepeat = repeatsInjected(steps);
  for (const { actor, copied, index, parts } of steps) {
    if (copied || (actor !== 'agent' && actor !== 'user')) continue;
    for (const [part, content] of parts.entries()) {
      const said = content.kind === 'text' && content.injected === undefined;
      if (!said && (content.kind !== 'reasoning' || actor !== 'agent')) continue;
      const speaker = SPEAKERS.indexOf(said ? actor : 'reasoning');
      for (const { start, end, code } of segmentSentences(content.text)) {
        if (code || end - start < MIN_CHARACTERS || end - start > MAX_CHARACTERS) continue;
        const sentence = content.text.slice(start, end);
        if (isRepeat(sentence)) continue;
        const wording = speaker === SPEAKERS.indexOf('user') ? wordingOfUser(sentence) : delexicaliseSentence(sentence);
        found.push([speaker, index, part, start, end, wordings.id(wording)]);
      }
    }
  }
  const column = (k: number): Int32Array => Int32Array.from(found, (row) => row[k]!);
  return {
    speakers: Uint8Array.from(found, ([speaker]) => speaker!),
    steps: column(1),
    parts: column(2),
    starts: column(3),
    ends: column(4),
    wordings: column(5),
  };
}

/** Of a rule that a user states, names and what stands in quotes are what it is about. */
function wordingOfUser(sentence: string): string {
  const cue = preferenceCue(sentence);
  if (cue?.standing !== true && cue?.instead !== true) return delexicaliseSentence(sentence);
  return delexicalise(sentence.replace(/[`"“”]/g, ''));
}
