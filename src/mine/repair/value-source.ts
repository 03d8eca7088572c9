import type { TriedFailure } from './repair-case.ts';
import { fieldKey } from './call-difference.ts';
import { answerHolds } from '../digest/answer-place.ts';
import type { Call } from '../digest/fragment.ts';
import type { Argument } from '../digest/value-origins.ts';
import { isFigureForm, writtenForm } from './rewriting.ts';

/** Where the value that a fix gives a field comes from. */
export type ValueSource =
  | { readonly from: 'error' | 'helper' | 'user' | 'answer' }
  /** The same value each time, the agent's own. */
  | { readonly from: 'constant'; readonly value: string }
  /** Another value each time, but written in one form, which the failed ones were not. */
  | { readonly from: 'form'; readonly form: string };

// Most of the tries must agree.
const MOST = 0.6;
const MIN_TRIES = 2;
const MIN_FORMS = 3;
const PLAIN_VALUE = /^(?!.*\d{5})[\p{L}\p{N} _.,:/@+-]{1,40}$/u;

/**
 * Where the values of a field come from in the successful tries of a fix: named by the error, in a helper's answer, said by
 * the user, in an earlier answer, always the same, or always of one form. What an answer or a user said is never repeated.
 */
export function valueSource(tries: readonly TriedFailure[], field: string, tasks: Int32Array): ValueSource | undefined {
  const counts = { error: 0, helper: 0, user: 0, answer: 0 };
  const own = new Map<string, Set<number>>();
  const forms = new Map<string, Set<string>>();
  const formsBefore = new Set<string>();
  let n = 0;
  for (const { failure, next, helpers } of tries) {
    const after = argumentOf(next.call, field);
    const before = argumentOf(failure.call, field);
    if (after === undefined) continue;
    n++;
    if (after.fromResult && helpers.some(({ call }) => answerHolds(call.result, after))) counts.helper++;
    else if (after.fromResult && answerHolds(failure.call.result, after)) counts.error++;
    else if (after.fromUser) counts.user++;
    else if (after.fromResult) counts.answer++;
    else if (after.text !== undefined && after.sort !== 'list')
      own.set(after.text, (own.get(after.text) ?? new Set()).add(tasks[failure.run]!));
    if (after.text !== undefined) {
      const form = writtenForm(after.text);
      forms.set(form, (forms.get(form) ?? new Set()).add(after.text));
    }
    if (before?.text !== undefined) formsBefore.add(writtenForm(before.text));
  }
  if (n < MIN_TRIES) return undefined;
  for (const from of ['helper', 'error', 'user'] as const) if (counts[from] >= MOST * n) return { from };
  if (own.size === 1) {
    const [[value, of]] = [...own] as [[string, Set<number>]];
    const times = n - counts.error - counts.helper - counts.user - counts.answer;
    if (times >= MOST * n && of.size >= 2 && PLAIN_VALUE.test(value)) return { from: 'constant', value };
  }
  const form = [...forms].find(([written, values]) => values.size >= MIN_FORMS && !formsBefore.has(written));
  if (forms.size === 1 && form !== undefined && formsBefore.size > 0 && isFigureForm(form[0]))
    return { from: 'form', form: form[0] };
  return counts.answer >= MOST * n ? { from: 'answer' } : undefined;
}

function argumentOf({ arguments: given }: Call, field: string): Argument | undefined {
  const key = fieldKey(field);
  return given.find((argument) => fieldKey(argument.field) === key);
}
