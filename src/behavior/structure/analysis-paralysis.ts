import { readableParts } from '../reasoning/readable-parts.ts';
import { leadingSpan, type Finding, type StructureDetector } from '../structure-detector.ts';
import { isProd } from './is-prod.ts';
import { offersTools } from './offers-tools.ts';
import { statedPlan } from './stated-plan.ts';

// Two turns of thought before an action are usual.
const MIN_TURNS = 3;
// Thought without a single action, in characters: about 1,700 words.
const MAX_BEFORE_ACTION = 10_000;
const MAX_ROW = 64;

interface Place {
  readonly step: number;
  readonly part: number;
  readonly text: string;
}

/** A step of the agent without a call. */
interface Turn {
  readonly reasoning: Place | undefined;
  readonly texts: readonly Place[];
}

/**
 * Planning in place of acting, in a run with tools: three turns of the agent or more, one after the other, that plan or reason
 * and call nothing, while nobody else says more than "go on" (`how: turns`); or reasoning of 10,000 characters or more in a
 * run that ends without a single call (`how: never-acted`). A last turn that says something
 * else than a plan is the answer. Unit: runs of agents that have tools.
 *
 * @see Cuadron et al. 2025, analysis paralysis (arXiv 2502.08235)
 */
export const analysisParalysis: StructureDetector = {
  reads: ['agent', 'user'],
  start(head) {
    let hasTools = offersTools(head);
    let called = false;
    let row: Turn[] = [];
    let thought = 0;
    let firstThought: Place | undefined;
    const found: Finding[] = [];
    const close = (): void => {
      const planning = row.length < MIN_TURNS ? [] : longestPlanning(row);
      row = [];
      if (planning.length < MIN_TURNS) return;
      const [first, last] = [planning[0]!, planning.at(-1)!];
      found.push({
        steps: [first.step, last.step],
        spans: [leadingSpan(first, first.text), leadingSpan(last, last.text)],
        confidence: 0.8,
        modifiers: { how: 'turns', turns: planning.length },
      });
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
        const said = readableParts(step).parts.filter(({ text }) => text.trim() !== '');
        const reasoning = said.find(({ kind }) => kind === 'reasoning');
        if (!called && reasoning !== undefined) {
          firstThought ??= reasoning;
          for (const { kind, text } of said) if (kind === 'reasoning') thought += text.length;
        }
        if (said.length > 0 && row.length < MAX_ROW)
          row.push({ reasoning, texts: said.filter(({ kind }) => kind === 'text') });
        return [];
      },
      end() {
        if (!hasTools) return [];
        close();
        if (!called && thought >= MAX_BEFORE_ACTION && firstThought !== undefined && found.length === 0) {
          found.push({
            steps: [firstThought.step, firstThought.step],
            spans: [leadingSpan(firstThought, firstThought.text)],
            confidence: 0.75,
            modifiers: { how: 'never-acted', characters: thought },
          });
        }
        return found;
      },
      units: () => ({ observed: hasTools ? 1 : 0, notObservable: 0 }),
    };
  },
};

/** The first longest stretch of turns that plan; the last turn of all is the answer when it says something else too. */
function longestPlanning(row: readonly Turn[]): Place[] {
  let longest: Place[] = [];
  let current: Place[] = [];
  for (const [index, { reasoning, texts }] of row.entries()) {
    const plan = texts.find(({ text }) => statedPlan(text) !== undefined);
    const answers = index === row.length - 1 && texts.some((text) => text !== plan);
    const place = answers ? undefined : (reasoning ?? plan);
    current = place === undefined ? [] : [...current, place];
    if (current.length > longest.length) longest = current;
  }
  return longest;
}
