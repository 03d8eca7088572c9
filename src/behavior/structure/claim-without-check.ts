import type { CallRecord } from '../call/call-record.ts';
import { readableParts } from '../reasoning/readable-parts.ts';
import type { Finding, StructureDetector } from '../structure-detector.ts';
import { changesFile, mayCheck } from './changes-file.ts';
import { offersTools } from './offers-tools.ts';
import { shippedCues } from './shipped-cues.ts';

// Claims that only running something can bear out; others ("I have checked your order") need a look at anything.
const NEEDS_RUN =
  /\b(?:tests?|tested|testing|specs?|suite|assertions?|lint(?:er|ing)?|type-?checks?|builds?|built|compiles?|compiled|runs?|ran|works?|pass(?:es|ed|ing)?|green|getestet|läuft|laufen|kompiliert)\b/i;
const ADMITS = /\b(?:fail(?:s|ed|ing|ure|ures)?|errors? (?:remain|persist|about|in)|except (?:for|the)|pre-?existing|unrelated|not run|could not|couldn't|unable|but|however)\b/i; // prettier-ignore
// A change to prose breaks no test.
const PROSE = /"(?:file_?)?(?:path|name)"\s*:\s*"[^"]*\.(?:md|mdx|rst|txt|adoc)"/i;
// What is to be done, or would be so, or is so with such things: no report of what was done.
const NO_REPORT =
  /^[\s\W\d]*(?:(?:please|then|next|now|finally)\b\W*)*(?:ensure|verify|test|check|validate|confirm|make sure|run|review|testing:)\b|\b(?:to (?:ensure|verify|make sure|confirm|check|test|see)|let(?:'s|’s| me| us)|i(?:'ll| will)|we(?:'ll| will)|going to|need(?:s)? to|should|would|could|might|may|must|will be|can be|whether|if|once|when|until|so that) (?=.*\b(?:tests?|tested|verified|validated|confirmed|checked|works?|runs?|compiles|builds|pass(?:es)?)\b)|\b(?:is|are) (?:\w+ )?(?:tested|validated|verified|evaluated)\b(?! and|,? successfully)/i;
// A message without any of these makes no claim.
const RUN_STEMS = ['suite', 'test', 'Test', 'ompil', 'uild', 'runs', 'works', 'pass', 'lint', 'läuft', 'laufen'];
const STEMS = ['suite', 'test', 'Test', 'erif', 'alidat', 'onfirm', 'heck', 'eview', 'nsure', 'made sure', 'ompil', 'uild', 'runs', 'works', 'pass', 'prüf', 'ontroll', 'bestä']; // prettier-ignore
// The 5 in real runs were all right; in planted ones the wording is what is missed.
const CONFIDENCE = 0.85;
// What a program says where it is given the user's turn.
const OUTPUT = /^\s*(?:observation|output|result|execution|stdout)\b\W/i;
const WORKS = /\b(?:compiles|builds|runs|works)\b/i;
const REPORTS =
  /\b(?:now|successfully|i|we|i've|we've|confirmed|verified|tested|checked|without (?:any )?(?:errors?|problems?|issues?|warnings?))\b/i;

/**
 * The agent says that something was tested, verified or confirmed, and nothing that it did could have shown that: since its
 * last change (of a file that is not prose) nothing was run for a claim about tests, builds or runs, or nothing was looked at
 * for any other; or what was run last failed and the message does not say so. The modifier tells `how`: `never`,
 * `not-since-change`, `failed`. The words of claims are the cues of `unverified-claims/claim-of-verification`. Unit: messages
 * with a claim; a run without tools in which others spoke, who may
 * have checked, is not observable.
 *
 * @see Cemri et al. 2025, modes 3.2 and 3.3 (arXiv 2503.13657)
 */
export const claimWithoutCheck: StructureDetector = {
  start(head) {
    const hasTools = offersTools(head);
    let lastEdit: CallRecord | undefined;
    // Since the last change: whether anything was run, whether that worked, whether anything was looked at.
    let ran: 'no' | 'failed' | 'worked' = 'no';
    let looked = false;
    let calls = 0;
    let others = false;
    let observed = 0;
    let notObservable = 0;
    return {
      step({ step, calls: made, results }) {
        for (const { call, failed } of results) {
          if (call === undefined) {
            // What answers no call of the log was started by somebody.
            ran = failed ? 'failed' : 'worked';
            looked = true;
          } else if (changesFile(call)) {
            if (!failed && !PROSE.test(call.argumentsText)) {
              lastEdit = call;
              ran = mayCheck(call) ? 'worked' : 'no';
              looked = ran === 'worked';
            }
          } else {
            looked ||= !failed;
            if (mayCheck(call)) ran = failed ? 'failed' : 'worked';
          }
        }
        calls += made.length;
        if (step.actor === 'tool' || step.actor === 'environment') {
          if (results.length === 0) others = true;
        } else if (step.actor === 'user')
          others ||= step.parts.some((part) => part.kind === 'text' && OUTPUT.test(part.text));
        if (step.actor !== 'agent') return [];
        const found: Finding[] = [];
        for (const { part, kind, text } of readableParts(step).parts) {
          // What nobody could look up may be known or thought through; only that something was run cannot.
          const byThought = calls === 0 && !hasTools;
          if (kind !== 'text' || !(byThought ? RUN_STEMS : STEMS).some((stem) => text.includes(stem))) continue;
          if (byThought && others) {
            notObservable = 1;
            continue;
          }
          const claims = shippedCues('unverified-claims/claim-of-verification')
            .read(text)
            .map(({ start, end }) => ({ start, end, words: text.slice(start, end) }))
            .filter(({ words }) => isReport(words) && (!byThought || NEEDS_RUN.test(words)));
          if (claims.length === 0) continue;
          observed++;
          const bare = claims.find(({ words }) => missing(words, text) !== undefined);
          if (bare === undefined) continue;
          const how = missing(bare.words, text)!;
          found.push({
            steps: [step.index, step.index],
            spans: [{ step: step.index, part, start: bare.start, end: bare.end }],
            confidence: CONFIDENCE,
            modifiers: { how, ...(lastEdit !== undefined && { changedStep: lastEdit.step }) },
          });
        }
        return found;
      },
      end: () => [],
      units: () => ({ observed, notObservable }),
    };

    function missing(claim: string, message: string): string | undefined {
      const never = lastEdit === undefined ? 'never' : 'not-since-change';
      if (!NEEDS_RUN.test(claim)) return looked || ran !== 'no' ? undefined : never;
      if (ran === 'no') return never;
      return ran === 'failed' && !ADMITS.test(message) ? 'failed' : undefined;
    }
  },
};

function isReport(sentence: string): boolean {
  return !NO_REPORT.test(sentence) && (!WORKS.test(sentence) || REPORTS.test(sentence));
}
