import { stepRecorder } from '../behavior/call/call-record.ts';
import { codeSlug } from '../behavior/code-key.ts';
import type { Event } from '../behavior/event.ts';
import { symbolsOf } from '../behavior/call/run-symbols.ts';
import { textMoves } from '../behavior/call/text-moves.ts';
import type { Step } from '../trajectory/trajectory.ts';

/** One event of a run, as rules see it. */
export interface RunEvent {
  readonly step: number;
  readonly part: number;
  readonly atoms: ReadonlySet<string>;
}

/**
 * A run as a trace. Each tool call is an event of its own, so parallel calls stand one after the other; so is each
 * answer; what is said or thought between them is one. Atoms of an event:
 *
 * - the actor (`agent`, `user`, `tool`, …) and the step's name, when it has one
 * - a call: `tool:NAME`, for shells `tool:NAME(git push)` too, and what it does: `effect:read`, `effect:edit`,
 *   `effect:write`, `effect:check`; a call the user made: `user-tool:NAME`
 * - an answer: `error:NAME` or `ok:NAME`
 * - words: `agent:MOVE`, `user:MOVE` for every move made
 * - `behavior:SLUG` for coded events, at the place they point at last
 *
 * Steps copied from another run are left out; every other step gives at least one event.
 *
 * @param coded - events of this run, in any order
 */
export function runEvents(steps: readonly Step[], coded: readonly Event[] = []): RunEvent[] {
  const symbolise = symbolsOf();
  const record = stepRecorder();
  const behaviors = new Map<string, Set<string>>();
  for (const { code, steps: at, spans, verdict } of coded) {
    if (verdict !== 'present') continue;
    const last = spans.at(-1);
    const key = last === undefined ? `${at[1]}/` : `${last.step}/${last.part}`;
    behaviors.set(key, (behaviors.get(key) ?? new Set()).add(`behavior:${codeSlug(code)}`));
  }

  const events: RunEvent[] = [];
  for (const step of steps) {
    const symbols = Map.groupBy(symbolise(step), ({ part }) => part);
    const recorded = record(step);
    const calls = new Map(recorded.calls.map((call) => [call.part, call]));
    const results = new Map(recorded.results.map((result) => [result.part, result]));
    if (step.copied) continue;
    const who = step.name === undefined ? [step.actor] : [step.actor, step.name];
    const first = events.length;
    let words: { readonly part: number; readonly atoms: Set<string> } | undefined;
    for (const [part, content] of step.parts.entries()) {
      const atoms = new Set(behaviors.get(`${step.index}/${part}`));
      if (content.kind === 'text' && content.injected === undefined) {
        // Unlike in a sequence of symbols, a sentence may make several moves: "Yes, my number is 7" confirms, too.
        for (const { move } of textMoves(content.text, step.actor, { exclusive: false }))
          atoms.add(`${step.actor}:${move}`);
      }
      if (content.kind === 'tool-call' || content.kind === 'tool-result') {
        // `tool:Bash(git push)` is `tool:Bash`, too.
        for (const { symbol } of symbols.get(part) ?? []) atoms.add(symbol).add(symbol.replace(/\([^()]*\)$/, ''));
        const call = calls.get(part);
        if (call !== undefined && call.effect !== 'unknown') atoms.add(`effect:${call.effect}`);
        const result = results.get(part);
        if (result?.call !== undefined && !result.failed) atoms.add(`ok:${result.call.name}`);
        words = undefined;
        events.push({ step: step.index, part, atoms: new Set([...who, ...atoms]) });
      } else if (words === undefined) {
        words = { part, atoms: new Set([...who, ...atoms]) };
        events.push({ step: step.index, ...words });
      } else for (const atom of atoms) words.atoms.add(atom);
    }
    const whole = behaviors.get(`${step.index}/`) ?? [];
    if (events.length === first) events.push({ step: step.index, part: 0, atoms: new Set([...who, ...whole]) });
    else for (const atom of whole) (events[first]!.atoms as Set<string>).add(atom);
  }
  return events;
}
