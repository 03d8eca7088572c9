import { partText } from '../../trajectory/trajectory.ts';
import type { CallRecord, StepRecord } from '../call/call-record.ts';
import type { OmissionMatcher } from '../codebook.ts';
import { symbolsOf, type RunSymbol } from '../call/run-symbols.ts';
import { leadingSpan, type Finding, type StructureDetector } from '../structure-detector.ts';

/** Something on one of the lists, in order of the run. */
interface Deed {
  readonly symbol: string;
  readonly order: number;
  readonly span: Finding['spans'][number];
  readonly call: CallRecord | undefined;
}

/**
 * Something done without what it needs; see {@link OmissionMatcher}. What was left out is known when a run ends. Unit: runs
 * that do it (of `late`: and have what it needs; of `after`: and were not broken off; of `after-failure`: and fail at it; of `after-done`: that do
 * what it needs, and are not asked for more).
 */
export function omission({ act, needs, when }: OmissionMatcher): StructureDetector {
  const acts = new Set(act);
  const named = new Set(needs);
  const isNeeded = (symbol: string): boolean =>
    named.has(symbol) || (named.has('tool:*') && symbol.startsWith('tool:'));
  const hasMoves = [...act, ...needs].some((symbol) => !symbol.startsWith('tool:'));
  return {
    start() {
      const deeds: Deed[] = [];
      const failed = new Set<CallRecord>();
      const symbolise = symbolsOf();
      let order = 0;
      let ended = false;
      let asked = 0;
      const read = (record: StepRecord): void => {
        for (const call of record.calls) {
          for (const symbol of call.symbols)
            if (acts.has(symbol) || isNeeded(symbol))
              deeds.push({ symbol, order: order++, span: leadingSpan(call, call.argumentsText), call });
          ended = false;
        }
        for (const result of record.results) {
          if (!result.failed) continue;
          ended = false;
          if (result.call !== undefined) failed.add(result.call);
        }
      };
      const readMoves = (symbols: readonly RunSymbol[]): void => {
        for (const { symbol, step, part, start, end, name } of symbols)
          if (name === undefined && (acts.has(symbol) || isNeeded(symbol)))
            deeds.push({ symbol, order: order++, span: { step, part, start, end }, call: undefined });
      };
      const observe = (): { found: readonly Deed[] } | undefined => {
        const done = ({ call }: Deed): boolean => call === undefined || !failed.has(call);
        const tried = deeds.filter(({ symbol }) => acts.has(symbol));
        const met = deeds.filter((deed) => isNeeded(deed.symbol) && done(deed));
        if (when === 'after-done') {
          const goal = met.at(-1);
          if (goal === undefined || asked > goal.order) return undefined;
          return { found: tried.filter((deed) => deed.order > goal.order && deed.span.step > goal.span.step) };
        }
        if (when === 'after-failure') {
          const last = tried.findLast((deed) => !done(deed));
          if (last === undefined) return undefined;
          return { found: tried.some((deed) => done(deed) && deed.order > last.order) ? [] : [last] };
        }
        const deed = when === 'after' ? tried.at(-1) : tried[0];
        const [need, last] = [met[0], met.at(-1)];
        if (deed === undefined || (when === 'after' && !ended)) return undefined;
        if (when === 'after') return { found: last !== undefined && last.order > deed.order ? [] : [deed] };
        if (need !== undefined && need.order < deed.order) return { found: [] };
        if (when === 'before') return { found: [deed] };
        return need === undefined ? undefined : { found: [deed, need] };
      };
      return {
        step(record) {
          const { step } = record;
          read(record);
          if (hasMoves) readMoves(symbolise(step));
          if (step.actor === 'agent' || step.actor === 'user') {
            const last = step.parts.findLast(
              (part) => part.kind === 'tool-call' || (part.kind === 'text' && partText(part).trim() !== ''),
            );
            if (last !== undefined) ended = last.kind === 'text';
            if (step.actor === 'user' && last !== undefined) asked = order;
          }
          return [];
        },
        end() {
          const found = observe()?.found ?? [];
          if (found.length === 0) return [];
          const [first, last] = [found[0]!, found.at(-1)!];
          return [
            {
              steps: [first.span.step, last.span.step],
              spans: found.map(({ span }) => span),
              confidence: 0.8,
              ...(first.call !== undefined && { modifiers: { tool: first.call.name } }),
            },
          ];
        },
        units: () => ({ observed: observe() === undefined ? 0 : 1, notObservable: 0 }),
      };
    },
  };
}
