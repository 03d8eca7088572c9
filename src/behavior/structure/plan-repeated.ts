import { readableParts } from '../reasoning/readable-parts.ts';
import type { Finding, StructureDetector } from '../structure-detector.ts';
import { isProd } from './is-prod.ts';
import { saysTheSame } from './spoken-words.ts';
import { statedPlan } from './stated-plan.ts';

const SAME = 0.8;
const MIN_WORDS = 10;
const MAX_BACK = 16;
// Of 20 read on real runs 19 were the same plan.
const CONFIDENCE = 0.9;

/**
 * A plan is stated again in nearly the same words, and since it was stated before the user has said nothing and nothing was
 * done that could have changed anything: no call but look-ups, or only calls that failed. The modifier names the `firstStep`.
 * What another agent
 * plans again is handed on. Unit: plans stated, in reasoning that is shown and in messages.
 *
 * @see Cuadron et al. 2025, analysis paralysis (arXiv 2502.08235)
 */
export const planRepeated: StructureDetector = {
  reads: ['agent', 'user', 'results'],
  start() {
    let earlier: {
      readonly step: number;
      readonly name: string | undefined;
      readonly text: string;
      readonly words: ReadonlySet<string>;
    }[] = [];
    let observed = 0;
    let notObservable = 0;
    return {
      step({ step, results, userSpoke }) {
        // What answers no call that can be seen may have changed anything.
        const done = results.some(({ call, failed }) => !failed && call?.effect !== 'read');
        if (done || (userSpoke && !isProd(step.parts))) earlier = [];
        const { parts, hidden } = readableParts(step);
        notObservable += hidden;
        const found: Finding[] = [];
        const plans: (typeof earlier)[number][] = [];
        for (const { part, text } of parts) {
          const plan = statedPlan(text);
          if (plan === undefined) continue;
          observed++;
          const before = earlier.findLast((other) => other.name === step.name && isSamePlan(plan.words, other.words));
          // Named agents' logs hold messages twice.
          const twice = step.name !== undefined && before?.step === step.index - 1 && before.text === text;
          if (before !== undefined && !twice) {
            found.push({
              steps: [step.index, step.index],
              spans: [{ step: step.index, part, start: plan.start, end: Math.min(plan.end, plan.start + 400) }],
              confidence: CONFIDENCE,
              modifiers: { firstStep: before.step },
            });
          }
          // What the reasoning plans the message says again.
          plans.push({ step: step.index, name: step.name, text, words: plan.words });
        }
        earlier = [...earlier, ...plans].slice(-MAX_BACK);
        return found;
      },
      end: () => [],
      units: () => ({ observed, notObservable }),
    };
  },
};

/** Short plans have to be the same word for word. */
function isSamePlan(plan: ReadonlySet<string>, other: ReadonlySet<string>): boolean {
  return saysTheSame(plan, other, Math.min(plan.size, other.size) < MIN_WORDS ? 1 : SAME);
}
