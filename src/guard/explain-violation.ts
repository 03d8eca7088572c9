import { truthAlong } from './evaluate-formula.ts';
import { formatFormula, type Formula } from './formula.ts';
import type { Rule } from './rule.ts';
import type { RunEvent } from './run-events.ts';

/** Where and why a run breaks a rule. */
export interface Explanation {
  /** 0-based; of the event that broke the rule, or the last one that left a promise open. */
  readonly step: number;
  readonly part: number;
  /** A sentence for people. */
  readonly explanation: string;
}

/**
 * Explains a violation. Rules of the shapes `!b W a`, `G(b -> O a)`, `G(a -> F b)`, `G(a -> X b)`, `G !a`, `F a`, joined by
 * `&`, are put in words; of others the first event is named at which no way was left to keep them, or the end of the run.
 *
 * @param events - the whole run, not empty
 * @param brokenAt - index of the event after which the verdict was final; undefined when only the end decided
 */
export function explainViolation(rule: Rule, events: readonly RunEvent[], brokenAt: number | undefined): Explanation {
  const trace = events.map(({ atoms }) => atoms);
  const part = conjuncts(rule.parsed).find((conjunct) => !truthAlong(conjunct, trace)[0]) ?? rule.parsed;
  const put = (index: number, text: string): Explanation => ({
    step: events[index]!.step,
    part: events[index]!.part,
    explanation: rule.description === undefined ? text : `${text}: ${rule.description}`,
  });
  const at = (index: number): string => `step ${events[index]!.step}`;
  const holds = (formula: Formula): boolean[] => truthAlong(formula, trace);
  /** The atoms of the event that make the formula true, or the formula. */
  const what = (formula: Formula, index: number): string => {
    const names = alternatives(formula).filter((alternative) => truthAlong(alternative, [trace[index]!])[0]);
    const call = [...trace[index]!].findLast((atom) => atom.startsWith('tool:'));
    const named = names.map((name) => (call !== undefined && words(name).startsWith('effect:') ? call : words(name)));
    return named.length === 0 ? words(formula) : named.join(' and ');
  };

  const precedence = precedenceOf(part);
  if (precedence !== undefined) {
    const early = holds(precedence.action).indexOf(true);
    if (early >= 0)
      return put(early, `${what(precedence.action, early)} at ${at(early)}, before any ${words(precedence.before)}`);
  }
  if (part.kind === 'always') {
    const body = part.of;
    const wrong = holds(body).indexOf(false);
    if (body.kind === 'not') return put(wrong, `${what(body.of, wrong)} at ${at(wrong)}, which must never be`);
    if (body.kind === 'implies') {
      const { left, right } = body;
      if (right.kind === 'eventually') {
        const open = holds(body).lastIndexOf(false);
        return put(open, `${what(left, open)} at ${at(open)}, and no ${words(right.of)} after it`);
      }
      if (right.kind === 'once')
        return put(wrong, `${what(left, wrong)} at ${at(wrong)}, and no ${words(right.of)} before it`);
      if (right.kind === 'since' && right.left.kind === 'not')
        return put(wrong, `${what(left, wrong)} at ${at(wrong)}, and no ${words(right.right)} since the last ${words(right.left.of)}`); // prettier-ignore
      if (right.kind === 'next')
        return put(wrong, `${what(left, wrong)} at ${at(wrong)} is not followed at once by ${words(right.of)}`);
      return put(wrong, `${what(left, wrong)} at ${at(wrong)} without ${formatFormula(right)}`);
    }
    return put(wrong, `${formatFormula(body)} does not hold at ${at(wrong)}`);
  }
  const end = events.length - 1;
  if (part.kind === 'eventually') return put(end, `the run ends without any ${words(part.of)}`);
  // Of several parts another may be the one that was broken there.
  if (brokenAt !== undefined && part === rule.parsed)
    return put(brokenAt, `${formatFormula(part)} cannot hold any more after ${at(brokenAt)}`);
  return put(end, `the run ends without keeping ${formatFormula(part)}`);
}

/** What must have happened before an action may: `!action W before` or `!action U before`; undefined for other shapes. */
export function precedenceOf(formula: Formula): { readonly action: Formula; readonly before: Formula } | undefined {
  if ((formula.kind === 'weak-until' || formula.kind === 'until') && formula.left.kind === 'not') {
    return { action: formula.left.of, before: formula.right };
  }
  return undefined;
}

/** The parts that must all hold. */
export function conjuncts(formula: Formula): Formula[] {
  return formula.kind === 'and' ? [...conjuncts(formula.left), ...conjuncts(formula.right)] : [formula];
}

function alternatives(formula: Formula): Formula[] {
  return formula.kind === 'or' ? [...alternatives(formula.left), ...alternatives(formula.right)] : [formula];
}

function words(formula: Formula): string {
  const parts = alternatives(formula);
  if (!parts.every((part) => part.kind === 'atom')) return formatFormula(formula);
  return parts.map((part) => part.name).join(' or ');
}
