import { isJsonObject } from '../../core/json.ts';
import { partText, type Step } from '../../trajectory/trajectory.ts';
import type { CallRecord } from '../call/call-record.ts';
import { leadingSpan, type Finding, type StructureDetector } from '../structure-detector.ts';

const PLACEHOLDER =
  /^(?:<[^<>]{2,60}>|\{\{[^{}]{1,60}\}\}|\$\{?(?:result|output|previous|response)\w*\}?|(?:the )?(?:result|output|response) (?:of|from) .{2,60}|TBD|TO_BE_DETERMINED)$/i;
// Values that say little: two calls share "true", "1" or "economy" by chance.
const MIN_VALUE = 4;
const ID_LIKE = /\d/;
const MAX_SEEN = 4_000_000;
const MAX_FRESH = 1000;
// Calls of one turn are compared with each other.
const MAX_CALLS = 64;

/**
 * Of the calls of one turn, a later one needs what an earlier one answers: it holds a place-holder; or an id-like value
 * that the run had not shown before and that the earlier call's answer shows; or it changes the very thing (a value of
 * four characters or more in both calls' arguments) that the earlier one looks up. Unit: turns with two calls or more.
 */
export const dependentCallsInOneTurn: StructureDetector = {
  start() {
    // What the run has shown; joined when there are calls to compare it with, or now and then: a string that grows by each
    // small text takes more memory than the texts.
    let seen = '';
    let fresh: string[] = [];
    let size = 0;
    let observed = 0;
    let open:
      | { readonly calls: readonly CallRecord[]; readonly seenBefore: string; readonly done: Set<CallRecord> }
      | undefined;
    const join = (): string => {
      if (fresh.length > 0) seen += `${fresh.join('\n')}\n`;
      fresh = [];
      return seen;
    };
    const remember = (step: Step): void => {
      for (const part of step.parts) {
        if (part.kind === 'reasoning' || size >= MAX_SEEN) continue;
        const text = partText(part);
        fresh.push(text);
        size += text.length + 1;
      }
      if (fresh.length >= MAX_FRESH) join();
    };
    return {
      step({ step, calls: all, results }) {
        const calls = all.slice(0, MAX_CALLS);
        const found: Finding[] = [];
        for (const { call, text, failed } of results) {
          if (open === undefined || call === undefined || failed) continue;
          for (const later of open.calls) {
            if (later === call || later.part <= call.part || open.done.has(later)) continue;
            const value = valuesOf(later).find(
              (candidate) =>
                ID_LIKE.test(candidate) &&
                text.includes(candidate) &&
                !open!.seenBefore.includes(candidate) &&
                // An answer that echoes its own call told nothing.
                !call.argumentsText.includes(candidate),
            );
            if (value === undefined) continue;
            open.done.add(later);
            found.push(finding(later, call, 'value', 0.9));
          }
        }
        if (calls.length > 1) {
          observed++;
          open = { calls, seenBefore: join(), done: new Set() };
          for (const [index, later] of calls.entries()) {
            const values = valuesOf(later);
            if (index > 0 && values.some((value) => PLACEHOLDER.test(value))) {
              open.done.add(later);
              found.push(finding(later, calls[index - 1]!, 'place-holder', 0.9));
              continue;
            }
            if (later.effect !== 'write' && later.effect !== 'edit') continue;
            const lookedUp = calls
              .slice(0, index)
              .find(
                (earlier) =>
                  earlier.effect === 'read' &&
                  valuesOf(earlier).some((value) => identifies(value) && values.includes(value)),
              );
            if (lookedUp === undefined) continue;
            open.done.add(later);
            found.push(finding(later, lookedUp, 'looked-up', 0.8));
          }
        } else if (calls.length === 1 || step.actor === 'agent') open = undefined;
        remember(step);
        return found;
      },
      end: () => [],
      units: () => ({ observed, notObservable: 0 }),
    };
  },
};

function identifies(value: string): boolean {
  return ID_LIKE.test(value) || /[/\\.@_]/.test(value);
}

function finding(later: CallRecord, earlier: CallRecord, how: string, confidence: number): Finding {
  return {
    steps: [later.step, later.step],
    spans: [leadingSpan(earlier, earlier.argumentsText), leadingSpan(later, later.argumentsText)],
    confidence,
    modifiers: { tool: later.name, needs: earlier.name, how },
  };
}

/** The scalar values of a call's arguments that are long enough to mean something. */
function valuesOf({ argumentsText }: CallRecord): string[] {
  const values: string[] = [];
  const collect = (value: unknown, depth: number): void => {
    if (values.length > 200 || depth > 6) return;
    if (typeof value === 'string' && value.length >= MIN_VALUE && value.length <= 200) values.push(value);
    else if (typeof value === 'number' && String(value).length >= MIN_VALUE) values.push(String(value));
    else if (Array.isArray(value)) for (const item of value) collect(item, depth + 1);
    else if (isJsonObject(value)) for (const item of Object.values(value)) collect(item, depth + 1);
  };
  try {
    collect(JSON.parse(argumentsText), 0);
  } catch {
    return [];
  }
  return values;
}
