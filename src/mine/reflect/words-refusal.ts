import { sentenceTerms } from '../strategy/sentence-terms.ts';
import { mayBeSaid, mayBeShown } from '../wording/may-be-said.ts';
import { stateBehavior } from '../wording/state-behavior.ts';
import { ownValues } from './own-values.ts';
import type { BehaviorWords, Refusal } from './proposal.ts';

const NAME = /^behavior(?:_[[\p{L}\p{M}\p{N}]--\p{Lu}]+)+$/v;
const MIN_CHARACTERS = 20;
const MAX_CHARACTERS = 300;
// Advice that holds for everything helps with nothing: so many of its words must say something that is not said of every task.
const MIN_TERMS = 2;
const GENERIC = new Set(
  sentenceTerms(
    `careful carefully care attention attentive focus thorough thoroughly task problem instruction instructions prompt read reread
     understand understanding think thinking reason reasoning step steps answer answers correct correctly correctness right accurate accurately accuracy
     best good better well properly proper appropriate avoid mistake mistakes error errors wrong work working follow provide clear clearly clarity result
     results solution solve solving complete completely final review verify check ensure confirm consider analyze analyse plan quality detail details
     precise precisely precision important information user help helpful time always never begin beginning start end finish finishing try possible
     necessary required requirement requirements fully everything anything something way thing response respond output give given using use approach
     methodical methodically systematic systematically logical logically sense sound double again twice before after first responding answering
     submitting submit proceeding proceed every all each break smaller simpler parts pay stay hand options possible decide deciding decision`,
  ),
);

/**
 * Why words of a behavior may not be kept, whoever wrote them: they could steer or tell secrets (`unsafe`), or they hold for every
 * task and therefore say nothing (`trivial`). Undefined when neither.
 */
export function wordsRefusal(words: BehaviorWords): Refusal | undefined {
  const { name, instruction, when = '', whenNot = '' } = words;
  const fits = instruction.length >= MIN_CHARACTERS && instruction.length <= MAX_CHARACTERS;
  if (!NAME.test(name) || name.length > 80 || when.length > MAX_CHARACTERS || whenNot.length > MAX_CHARACTERS) return 'unsafe';
  if (!mayBeSaid(stateBehavior(words)) || !mayBeShown(name)) return 'unsafe';
  if (!fits) return 'trivial';
  const telling = sentenceTerms(instruction).filter((term) => !GENERIC.has(term));
  return telling.length + ownValues(instruction).length < MIN_TERMS ? 'trivial' : undefined;
} // prettier-ignore
