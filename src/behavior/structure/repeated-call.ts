import type { CallRecord } from '../call/call-record.ts';
import { leadingSpan, type Finding, type StructureDetector } from '../structure-detector.ts';

interface Seen {
  readonly call: CallRecord;
  readonly text: string;
}

/**
 * A call that asks the same as an earlier one, with the same answer, although in between nothing was changed (no call
 * that writes, edits or may do so) and the user said nothing. Failed calls do not count as earlier ones, and calls whose
 * arguments the log does not show cannot be compared. Without an answer in the log the repeat counts when the run ends. Unit:
 * steps of the agent with a call.
 */
export const repeatedCall: StructureDetector = {
  reads: ['calls', 'results', 'user'],
  start() {
    let answered = new Map<string, Seen>();
    const waiting = new Map<CallRecord, Seen>();
    let observed = 0;
    const finding = (call: CallRecord, earlier: CallRecord): Finding => ({
      steps: [call.step, call.step],
      spans: [leadingSpan(call, call.argumentsText)],
      confidence: 0.9,
      modifiers: { tool: call.name, firstStep: earlier.step },
    });
    return {
      step({ calls, results, userSpoke }) {
        const found: Finding[] = [];
        if (userSpoke) answered = new Map();
        for (const { call, text, failed } of results) {
          if (call === undefined) continue;
          const earlier = waiting.get(call);
          waiting.delete(call);
          if (earlier !== undefined && !failed && earlier.text === text.trim()) found.push(finding(call, earlier.call));
          if (!failed) answered.set(call.key, { call, text: text.trim() });
        }
        if (calls.length > 0) observed++;
        for (const call of calls) {
          const known = call.argumentsText.trim() === '' ? undefined : answered.get(call.key);
          // Where a tool answers in the step of its call, the call is its own first.
          const earlier = known?.call === call ? undefined : known;
          if (earlier !== undefined) waiting.set(call, earlier);
          if (call.effect !== 'read' && call.effect !== 'check') {
            // Whatever was seen before this call may be different now, except what the call itself would do again.
            answered = new Map(earlier === undefined ? [] : [[call.key, earlier]]);
          }
        }
        return found;
      },
      end: () => [...waiting].map(([call, earlier]) => finding(call, earlier.call)),
      units: () => ({ observed, notObservable: 0 }),
    };
  },
};
