import { estimateTokens } from '../../core/estimate-tokens.ts';
import { readableParts } from '../reasoning/readable-parts.ts';
import { leadingSpan, type Finding, type StructureDetector } from '../structure-detector.ts';
import { isProd } from './is-prod.ts';
import { offersTools } from './offers-tools.ts';
import { statedPlan } from './stated-plan.ts';

// Two turns of thought before an action are usual.
const MIN_TURNS = 3;
// Thought without a single action: about two thousand words.
const MAX_TOKENS_BEFORE_ACTION = 2500;

interface Place {
  readonly step: number;
  readonly part: number;
  readonly text: string;
  /** Whether the turn says something else than a plan. */
  answers: boolean;
}

/**
 * Planning in place of acting, in a run with tools: three turns of the agent or more, one after the other, that plan or reason
 * and call nothing, while nobody else says more than "go on" (`how: turns`); or reasoning of 2,500 tokens or more after which
 * the agent ends the turn without ever having called anything (`how: never-acted`). A last turn that says something
 * else than a plan is the answer. Unit: runs of agents that have tools.
 *
 * @see Cuadron et al. 2025, analysis paralysis (arXiv 2502.08235)
 */
export const analysisParalysis: StructureDetector = {
  start(head) {
    let hasTools = offersTools(head);
    let called = false;
    let turns: Place[] = [];
    let thought = 0;
    let firstThought: Place | undefined;
    const found: Finding[] = [];
    const close = (): void => {
      // The last turn may be the answer.
      const planning = turns.at(-1)?.answers === true ? turns.slice(0, -1) : turns;
      if (planning.length >= MIN_TURNS) {
        const [first, last] = [planning[0]!, planning.at(-1)!];
        found.push({
          steps: [first.step, last.step],
          spans: [leadingSpan(first, first.text), leadingSpan(last, last.text)],
          confidence: 0.8,
          modifiers: { how: 'turns', turns: planning.length },
        });
      }
      turns = [];
    };
    return {
      step({ step, calls, userSpoke }) {
        if (userSpoke && !isProd(step.parts)) close();
        if (step.actor !== 'agent') return [];
        if (calls.length > 0) {
          hasTools = true;
          called = true;
          close();
          return [];
        }
        for (const { part, kind, text } of readableParts(step).parts) {
          const place: Place = { step: step.index, part, text, answers: false };
          if (!called && kind === 'reasoning') {
            firstThought ??= place;
            thought += estimateTokens(text);
          }
          const plans = kind === 'reasoning' ? text.trim() !== '' : statedPlan(text) !== undefined;
          const turn = turns.at(-1);
          if (plans && turn?.step !== step.index) turns.push(place);
          else if (!plans && turn?.step === step.index) turn.answers = true;
        }
        // A turn with other words breaks the row.
        if (turns.length > 0 && turns.at(-1)!.step !== step.index) close();
        return [];
      },
      end() {
        if (!hasTools) return [];
        close();
        if (!called && thought >= MAX_TOKENS_BEFORE_ACTION && firstThought !== undefined && found.length === 0) {
          found.push({
            steps: [firstThought.step, firstThought.step],
            spans: [leadingSpan(firstThought, firstThought.text)],
            confidence: 0.75,
            modifiers: { how: 'never-acted', tokens: thought },
          });
        }
        return found;
      },
      units: () => (hasTools ? { observed: 1, notObservable: 0 } : { observed: 0, notObservable: 0 }),
    };
  },
};
