import { isJsonObject, jsonObjectIn, type Json } from '../../core/json.ts';
import type { CallRecord } from '../call/call-record.ts';
import { leadingSpan, type Finding, type StructureDetector } from '../structure-detector.ts';

// Tools that say what is missing.
const MUST_FIRST =
  /\b(?:(?:has|have) not (?:yet )?been (?:read|authenticated|verified|opened|initiali[sz]ed)|must (?:first )?(?:read|authenticate|log ?in|verify|be (?:authenticated|logged in|verified))|not (?:authenticated|logged in|authori[sz]ed yet)|authentication required|(?:read|open|authenticate|verify|log ?in)\b.{0,40}\bfirst\b|before (?:you can|editing|writing|using|calling)|requires? (?:prior )?(?:authentication|confirmation))/i;
const CREATES = /^(?:create|add|new|make|open|start|register|sign_?up|send|post|write|invite|book|schedule|subscribe)/i;
const MAX_MADE = 10_000;

/**
 * Something changed too early: a write to an existing record although no look-up had succeeded in the run; an edit of a
 * file that the run had neither read, listed by name in a command, nor written; or an answer that says what must be done
 * first. What the run itself made is known to it. Unit: steps of the agent that change something.
 */
export const actionBeforePrecondition: StructureDetector = {
  reads: ['calls', 'results'],
  start() {
    let lookedUp = false;
    let observed = 0;
    let commands = '';
    const known = new Set<string>();
    const made = new Set<Json>();
    const reported = new Set<number>();
    const report = (call: CallRecord, how: string, confidence: number): Finding[] => {
      if (reported.has(call.step)) return [];
      reported.add(call.step);
      return [
        {
          steps: [call.step, call.step],
          spans: [leadingSpan(call, call.argumentsText)],
          confidence,
          modifiers: { tool: call.name, how },
        },
      ];
    };
    return {
      step({ calls, results }) {
        const found: Finding[] = [];
        for (const { call, failed, text } of results) {
          if (call === undefined) continue;
          if (failed) {
            if (MUST_FIRST.test(text.slice(0, 1000))) found.push(...report(call, 'told', 0.95));
            continue;
          }
          if (call.effect === 'read' || call.effect === 'check' || call.effect === 'unknown') lookedUp = true;
          if (call.effect === 'write' && CREATES.test(call.name)) {
            for (const value of recordsOf(call)) if (made.size < MAX_MADE) made.add(value);
          }
          const path = pathOf(call);
          if (path !== undefined) known.add(path);
          else if (call.symbol.endsWith(')') && commands.length < 1_000_000)
            commands += `${call.argumentsText}\n${text.slice(0, 4000)}\n`;
        }
        if (calls.some(({ effect }) => effect === 'write' || effect === 'edit')) observed++;
        for (const call of calls) {
          if (
            call.effect === 'write' &&
            !call.symbol.endsWith(')') &&
            !lookedUp &&
            !CREATES.test(call.name) &&
            recordsOf(call).some((value) => !made.has(value))
          ) {
            found.push(...report(call, 'nothing-looked-up', 0.6));
          }
          const path =
            call.effect === 'edit' && /edit|replace|patch|insert/i.test(call.name) ? pathOf(call) : undefined;
          if (
            path !== undefined &&
            !known.has(path) &&
            !commands.includes(path.slice(path.lastIndexOf('/') + 1)) &&
            !creates(call)
          ) {
            found.push(...report(call, 'not-read', 0.7));
          }
        }
        return found;
      },
      end: () => [],
      units: () => ({ observed, notObservable: 0 }),
    };
  },
};

function pathOf(call: CallRecord): string | undefined {
  const values = jsonObjectIn(call.argumentsText);
  const path = values?.['file_path'] ?? values?.['path'] ?? values?.['filename'] ?? values?.['notebook_path'];
  return typeof path === 'string' ? path : undefined;
}

function creates(call: CallRecord): boolean {
  const values = jsonObjectIn(call.argumentsText);
  const [edit] = Array.isArray(values?.['edits']) ? values['edits'] : [];
  const before = isJsonObject(edit) ? edit['old_string'] : values?.['old_string'];
  return values?.['command'] === 'create' || before === '';
}

/** Arguments that name something: `order_id`, `reservation`, `email`. */
function recordsOf(call: CallRecord): Json[] {
  return Object.entries(jsonObjectIn(call.argumentsText) ?? {}).flatMap(([field, value]) =>
    /(?:^|_)(?:ids?|number|email|order|reservation|account|user|key)$/i.test(field) ? [value] : [],
  );
}
