import { mayBeSaid, mayBeShown } from '../wording/may-be-said.ts';
import { stateBehavior } from '../wording/state-behavior.ts';
import { repeatsPrompt } from './repeats-prompt.ts';
import { ownValues } from './own-values.ts';
import { tellingTerms } from './telling-terms.ts';
import type { BehaviorWords, Refusal } from './proposal.ts';

const NAME = /^behavior(?:_[[\p{L}\p{M}\p{N}]--\p{Lu}]+)+$/v;
const MIN_CHARACTERS = 20;
// A character of these scripts says as much as so many letters.
const SYLLABLE = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/gu;
const LETTERS_PER_SYLLABLE = 3;
const MAX_CHARACTERS = 300;
// Advice that holds for everything helps with nothing: so many of its words must say something that is not said of every task.
const MIN_TERMS = 2;
// One word in letters of two scripts looks like another word, as of a behavior that somebody approved; so do letters made to look otherwise.
const LOOK_ALIKE =
  /(?=[\p{L}\p{M}]*\p{Script=Latin})(?=[\p{L}\p{M}]*[\p{Script=Cyrillic}\p{Script=Greek}\p{Script=Armenian}\p{Script=Cherokee}])[\p{L}\p{M}]+/u;
const STYLED = /[\u{1D400}-\u{1D7FF}\uFF01-\uFF5E\u{1F130}-\u{1F189}]/u;
// Where to fetch something from, and what is run as it comes: no habit of an agent, and the way in for whoever wrote it into a run.
const FETCHED =
  /(?<![\p{L}\p{N}_/.@-])(?:[a-z0-9-]+\.)+[a-z]{2,}(?::\d+)?\/|(?<![\p{N}.])\d{1,3}(?:\.\d{1,3}){3}(?![\p{N}.])|\|\s*(?:sudo\s+)?(?:ba|z|da|k|fi)?sh\b|\|\s*(?:sudo\s+)?(?:python|perl|node|ruby)\d?\b/iu;

/**
 * Why words of a behavior may not be kept, whoever wrote them: they could steer, deceive the eye, fetch from elsewhere or tell secrets (`unsafe`), they are what we tell models
 * ourselves (`injected`), or they hold for every task and therefore say nothing (`trivial`). Undefined when none of these.
 */
export function wordsRefusal(words: BehaviorWords): Refusal | undefined {
  const { name, instruction, when = '', whenNot = '' } = words;
  const length = instruction.length + (LETTERS_PER_SYLLABLE - 1) * (instruction.match(SYLLABLE)?.length ?? 0);
  const fits = length >= MIN_CHARACTERS && instruction.length <= MAX_CHARACTERS;
  if (!NAME.test(name) || name.length > 80 || when.length > MAX_CHARACTERS || whenNot.length > MAX_CHARACTERS) return 'unsafe';
  if (!mayBeSaid(stateBehavior(words)) || !mayBeShown(name)) return 'unsafe';
  const all = `${name.replaceAll('_', ' ')} ${instruction} ${when} ${whenNot}`;
  if (LOOK_ALIKE.test(all) || STYLED.test(all) || FETCHED.test(all)) return 'unsafe';
  if (repeatsPrompt(`${instruction} . ${when} . ${whenNot}`)) return 'injected';
  if (!fits) return 'trivial';
  const telling = tellingTerms(instruction);
  return telling.length + ownValues(instruction).length < MIN_TERMS ? 'trivial' : undefined;
} // prettier-ignore
