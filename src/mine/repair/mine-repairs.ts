import { supportOf, type Corpus } from '../digest/corpus.ts';
import type { Candidate, Occurrence } from '../candidate.ts';
import type { Fragment } from '../digest/fragment.ts';
import { groupFailures, isPassing, REPAIR_HORIZON, type Attempt } from './group-failures.ts';
import { remarkName } from './remark-name.ts';
import { anyOf, callPhrase, symbolTool, toolWords } from '../wording/tool-words.ts';

// What most repairs of a kind have in common is the repair.
const MOST = 0.5;
// A repair that fails more often than this is none.
const MIN_RATE = 0.4;
// Failing tests are mended by mending what they test: nothing to learn.
const TESTS_FAILED =
  /⟨n⟩ (?:tests? )?(?:passed|failed|failing|failures?)|\bassert|\bexpected\b.{0,40}\b(?:got|but|received|to (?:be|equal|have|throw))\b/i;

/**
 * Repairs: a call that failed, and what made the same goal succeed afterwards. Failures of a tool that were told the
 * same thing are one group; what their successful next attempts have in common against the failed ones is the repair. At
 * least two runs of two tasks must have succeeded that way, and two in five of all attempts.
 *
 * @returns in order of tokens lost to the failure, most first
 */
export function mineRepairs(corpus: Corpus): Candidate[] {
  return groupFailures(corpus)
    .flatMap(({ symbol, remark, attempts }) => repairOf(corpus, symbol, remark, attempts) ?? [])
    .sort((a, b) => lost(b) - lost(a));
}

function lost({ occurrences }: Candidate): number {
  return occurrences.reduce((sum, { tokens }) => sum + tokens, 0);
}

function repairOf(corpus: Corpus, symbol: string, remark: string, attempts: readonly Attempt[]): Candidate | undefined {
  if (!/\p{L}{3}/u.test(remark) || TESTS_FAILED.test(remark)) return undefined;
  if (symbol === '') return passingOf(corpus, remark, attempts);
  const { fragments, lexicon, tasks } = corpus;
  const worked = attempts.filter((attempt) => attempt.worked);
  const support = supportOf(
    worked.map(({ run }) => run),
    tasks,
  );
  if (support.runs < 2 || support.tasks < 2) return undefined;

  const nexts = mostCommon(
    worked.map(({ run, next }) => [fragments[run]!.symbols[next.at]!]),
    worked.length,
  );
  if (nexts.length === 0) return undefined;
  const same = lexicon.word(nexts[0]!) === symbol;
  const kept = worked.filter(({ run, next }) => fragments[run]!.symbols[next.at] === nexts[0]);
  const keptSupport = supportOf(
    kept.map(({ run }) => run),
    tasks,
  );
  if (keptSupport.runs < 2 || keptSupport.tasks < 2 || kept.length < MIN_RATE * attempts.length) return undefined;
  const between = mostCommon(
    kept.map((attempt) => attempt.between),
    kept.length,
  ).map((id) => lexicon.word(id));
  const changed = mostCommon(
    kept.map(({ difference }) => difference.changed),
    kept.length,
  );
  const added = mostCommon(
    kept.map(({ difference }) => difference.added),
    kept.length,
  );
  const removed = mostCommon(
    kept.map(({ difference }) => difference.removed),
    kept.length,
  );
  const words = mostCommon(
    kept.map(({ difference }) => difference.words),
    kept.length,
  );
  const rewritten = mostCommon(
    kept.map(({ difference }) => difference.rewritten),
    kept.length,
  );

  const { tool, command } = symbolTool(symbol);
  const doing: string[] = between.slice(0, 2).map((helper) => callPhrase([helper]));
  if (!same) doing.push(`${callPhrase([lexicon.word(nexts[0]!)])} instead`);
  else if (rewritten.length > 0) doing.push(`call it again ${rewritten[0]!}`);
  else if (words.length > 0) doing.push(`run it again with ${anyOf(words.slice(0, 3).map(code), 'and')}`);
  else if (command === undefined && added.length > 0)
    doing.push(`call it again with ${anyOf(added.slice(0, 3).map(code), 'and')}`);
  else if (command === undefined && changed.length > 0) doing.push(`call it again with ${another(changed)}`);
  else if (command === undefined && removed.length > 0)
    doing.push(`call it again without ${anyOf(removed.slice(0, 3).map(code), 'and')}`);
  else if (between.length > 0) doing.push('try again');
  else return undefined;

  const { verb, object } = toolWords(tool);
  const helper = between.map((word) => symbolTool(word).command ?? symbolTool(word).tool);
  const sequence = [`error:${tool}`, ...between.slice(0, 2), lexicon.word(nexts[0]!)];
  return {
    kind: 'repair',
    polarity: 'do',
    name: `behavior_repair_${slug(withoutRepeat(`${command ?? `${verb} ${object}`} ${remarkName(remark)}`))}`,
    instruction: `When ${code(command ?? tool)} fails with “${readable(remark)}”, ${doing.join(', then ')}.`,
    repaired: { worked: kept.length, tried: attempts.length },
    ...(helper.length > 0 && { pattern: [`${command ?? tool} ✗`, ...helper, lexicon.word(nexts[0]!)].join(' → ') }),
    scope: { tools: [tool] },
    matcher: { sequence: { symbols: sequence, maxGap: REPAIR_HORIZON } },
    occurrences: kept.map((attempt) => occurrenceOf(fragments[attempt.run]!, attempt)),
  };
}

function passingOf(
  { fragments, lexicon, tasks }: Corpus,
  remark: string,
  attempts: readonly Attempt[],
): Candidate | undefined {
  const kept = attempts.filter(isPassing);
  const support = supportOf(
    kept.map(({ run }) => run),
    tasks,
  );
  if (support.runs < 2 || support.tasks < 2) return undefined;
  const symbols = [...new Set(kept.map(({ run, next }) => lexicon.word(fragments[run]!.symbols[next.at]!)))].sort();
  const tools = [...new Set(symbols.map((symbol) => symbolTool(symbol).tool))];
  const called = tools.length === 1 ? code(symbolTool(symbols[0]!).command ?? tools[0]!) : 'a call';
  return {
    kind: 'repair',
    polarity: 'do',
    name: `behavior_repeat_after_${slug(remarkName(remark))}`,
    instruction: `When ${called} fails with “${readable(remark)}”, make the same call once more: the failure passes.`,
    repaired: { worked: kept.length, tried: attempts.length },
    scope: { tools },
    matcher: {
      sequence: {
        symbols: [tools.map((tool) => `error:${tool}`).join('|'), symbols.join('|')],
        maxGap: REPAIR_HORIZON,
      },
    },
    occurrences: kept
      .map((attempt) => occurrenceOf(fragments[attempt.run]!, attempt))
      .sort((a, b) => a.run - b.run || a.at.step - b.at.step),
  };
}

/** What at least half of the lists hold, most frequent first; ties in order of value. */
function mostCommon<T extends string | number>(lists: readonly (readonly T[])[], of: number): T[] {
  const counts = new Map<T, number>();
  for (const list of lists) for (const item of new Set(list)) counts.set(item, (counts.get(item) ?? 0) + 1);
  return [...counts]
    .filter(([, n]) => n >= 2 && n >= MOST * of)
    .sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1))
    .map(([item]) => item);
}

function occurrenceOf({ steps, parts, starts, ends }: Fragment, { run, failed, next, tokens }: Attempt): Occurrence {
  const place = failed.result ?? {
    step: steps[failed.at]!,
    part: parts[failed.at]!,
    length: ends[failed.at]! - starts[failed.at]!,
  };
  const last = steps[next.at]!;
  const covered = [...new Set([steps[failed.at]!, place.step, last])].sort((a, b) => a - b);
  return { run, steps: covered, at: { step: place.step, part: place.part, start: 0, end: place.length }, tokens };
}

/** A de-lexicalised remark as it is quoted: what varies is left out. */
function readable(remark: string): string {
  return remark.replace(/⟨\w+⟩/g, '…');
}

/** `python python command not found` → `python command not found`. */
function withoutRepeat(words: string): string {
  return words.replace(/(?<=^|\s)(\S+) \1(?=\s|$)/, '$1');
}

/** `another flight`, `other flights`. */
function another(fields: readonly string[]): string {
  const shown = fields.slice(0, 3);
  return `${shown[0]!.endsWith('s') && !shown[0]!.endsWith('ss') ? 'other' : 'another'} ${anyOf(shown.map(code), 'and')}`;
}

function slug(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '_')
    .replace(/^_+|_+$/g, '');
}

function code(text: string): string {
  return `\`${text}\``;
}
