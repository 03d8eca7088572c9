import { sentenceTerms } from '../strategy/sentence-terms.ts';

// What is said of every task tells nothing of any.
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

/** The terms of a sentence (see `sentenceTerms`) that are not said of every task. */
export function tellingTerms(sentence: string): string[] {
  return sentenceTerms(sentence).filter((term) => !GENERIC.has(term));
}
