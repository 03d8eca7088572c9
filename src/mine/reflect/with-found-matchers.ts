import type { MinedBehavior } from '../../behavior/behavior.ts';
import { runSymbols } from '../../behavior/call/run-symbols.ts';
import type { Matcher } from '../../behavior/codebook.ts';
import { behaviorsAsCodebook } from '../../behavior/codebooks/behaviors-as-codebook.ts';
import { runDetector } from '../../behavior/run-detector.ts';
import type { Trajectory } from '../../trajectory/trajectory.ts';
import { wordsText } from './proposal.ts';

// Between one named call and the next there may be so many other symbols.
const MAX_GAP = 3;
const MAX_CALLS = 4;
const CODE = /`([^`]+)`/g;
const QUOTED = /“([^”]{12,100})”/g;
// A matcher must find the behavior again in as much of what supports it as that.
const MIN_RUNS = 2;
const MIN_SHARE = 0.5;

/**
 * Behaviors that a model found, with a matcher where their own words give one: the calls that they name, in the order of naming or the other
 * way round, or else a passage that they quote. It counts only when it finds the behavior again in two, and in half, of the runs that support it.
 *
 * @param behaviors - each with the runs that support it
 * @param runs - gives the runs of these ids, in any order, as often as asked
 */
export async function withFoundMatchers(
  behaviors: readonly { readonly behavior: MinedBehavior; readonly runs: ReadonlySet<string> }[],
  runs: (ids: readonly string[]) => AsyncIterable<Trajectory>,
): Promise<MinedBehavior[]> {
  const named = behaviors.map(({ behavior }) => codesIn(behavior.instruction));
  const quoted = behaviors.map(({ behavior }) => quotesIn(behavior));
  const ids = [...new Set(behaviors.flatMap(({ runs: of }, i) => (named[i]!.length + quoted[i]!.length > 0 ? [...of] : [])))].sort();
  if (ids.length === 0) return behaviors.map(({ behavior }) => behavior);
  const symbols = new Set<string>();
  for await (const run of runs(ids)) for (const { symbol } of runSymbols(run.steps)) symbols.add(symbol);
  const tried = behaviors.flatMap(({ behavior }, i) =>
    matchersOf(callsOf(named[i]!, symbols), quoted[i]!).map((matcher, k) => ({ i, behavior: { ...behavior, id: `${i} ${k}`, matcher } })),
  );
  if (tried.length === 0) return behaviors.map(({ behavior }) => behavior);
  const codebook = behaviorsAsCodebook(tried.map(({ behavior }) => behavior));
  const detector = runDetector([codebook]);
  const sourceOf = new Map(codebook.codes.map(({ slug, source = '' }) => [slug, source.replace(/@\d+$/, '')]));
  const foundIn = new Map<string, number>();
  for await (const run of runs(ids)) {
    const slugs = new Set(detector.detect(run).events.map(({ code }) => /\/([^@]*)/.exec(code)?.[1] ?? ''));
    for (const slug of slugs) {
      const source = sourceOf.get(slug);
      if (source === undefined || behaviors[Number(source.split(' ')[0])]?.runs.has(run.id) !== true) continue;
      foundIn.set(source, (foundIn.get(source) ?? 0) + 1);
    }
  }
  return behaviors.map(({ behavior, runs: { size } }, i) => {
    const held = tried.find(
      (one) => one.i === i && (foundIn.get(one.behavior.id) ?? 0) >= Math.max(MIN_RUNS, MIN_SHARE * size),
    );
    return held === undefined ? behavior : { ...behavior, matcher: held.behavior.matcher };
  });
} // prettier-ignore

function codesIn(instruction: string): string[] {
  return [...new Set([...instruction.matchAll(CODE)].map(([, code]) => code!.trim()))].slice(0, MAX_CALLS);
}

function quotesIn(behavior: MinedBehavior): string[] {
  return [...wordsText(behavior).matchAll(QUOTED)].map(([, quote]) => quote!.trim());
}

/** What is named in code, as calls of the runs: a tool by its name, or a command of a shell. */
function callsOf(codes: readonly string[], symbols: ReadonlySet<string>): string[] {
  return codes.flatMap((code) => {
    const name = code.replace(/\(.*$/s, '');
    if (symbols.has(`tool:${name}`)) return [`tool:${name}`];
    return [...symbols].filter((symbol) => symbol.startsWith('tool:') && symbol.endsWith(`(${code})`)).sort().slice(0, 1);
  });
} // prettier-ignore

function matchersOf(calls: readonly string[], quotes: readonly string[]): Matcher[] {
  const sequence = (symbols: readonly string[]): Matcher => ({ sequence: { symbols, maxGap: MAX_GAP } });
  return [
    ...(calls.length > 0 ? [sequence(calls)] : []),
    ...(calls.length > 1 ? [sequence(calls.toReversed())] : []),
    ...quotes.map((quote): Matcher => ({ cues: [{ pattern: patternOf(quote) }] })),
  ];
}

function patternOf(quote: string): string {
  return quote.replace(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`).replace(/\s+/g, ' ');
}
