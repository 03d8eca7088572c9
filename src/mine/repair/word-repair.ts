import { jaccard } from '../../core/jaccard.ts';
import type { Corpus } from '../digest/corpus.ts';
import type { Call } from '../digest/fragment.ts';
import { callEffect } from '../../behavior/call/call-effect.ts';
import { behaviorName } from '../wording/behavior-name.ts';
import { anyOf, callPhrase, symbolTool, toolWords } from '../wording/tool-words.ts';
import { writtenSymbol } from '../wording/written-symbol.ts';
import { fieldWords, type Change } from './call-difference.ts';
import { quotedRemark } from './remark-pieces.ts';
import { remarkName } from './remark-name.ts';
import type { RepairCase, TriedFailure } from './repair-case.ts';
import { withoutOrders } from './without-orders.ts';
import { valueSource, type ValueSource } from './value-source.ts';

// Failing tests are mended by mending what they test: nothing to learn.
const TESTS_FAILED =
  /… (?:tests? )?(?:passed|failed|failing|failures?)|\bassert|\bexpected\b.{0,40}\b(?:got|but|received|to (?:be|equal|have|throw))\b/i;
// Another value is a repair when the rest of the call stays as it was.
const MOST = 0.5;
const MANY_TOOLS = 3;
// Wordings with at least this share of their words in common read the same.
const ALIKE = 0.5;

/** A repair in words. */
export interface RepairWords {
  readonly name: string;
  readonly instruction: string;
  readonly pattern?: string;
  /** Arguments that mark the mending call, with their values or `*`. */
  readonly marks: Readonly<Record<string, string>>;
}

/**
 * Says what to do when an error comes: `When `X` fails with “…”, look up the user with `Y`, then call it again with …`.
 *
 * @param worked - the tries that succeeded
 * @returns undefined when there is nothing to say: tests that fail, work that is merely gone on with, another value out of nowhere
 */
export function wordRepair(
  { lexicon, tasks }: Corpus,
  { symbols, remarks: told, fix }: RepairCase,
  worked: readonly TriedFailure[],
): RepairWords | undefined {
  const remarks = told.flatMap((remark) => withoutOrders(remark) ?? []);
  const [remark] = remarks;
  if (remark === undefined) return undefined;
  const failing = symbols.map((symbol) => symbolTool(lexicon.word(symbol)));
  const isShell = failing.every(({ command }) => command !== undefined);
  const steps = [...fix.helpers, ...(fix.other === undefined ? [] : [fix.other])];
  const edits = steps.some((symbol) => callEffect(symbolTool(lexicon.word(symbol)).tool, '{}') === 'edit');
  if (TESTS_FAILED.test(remark) || (isShell && edits)) return undefined;

  const run = (symbol: number, calls: readonly (Call | undefined)[]): string =>
    callPhrase([writtenSymbol(lexicon.word(symbol), calls)]);
  const doing = fix.helpers.map((symbol, k) => run(symbol, worked.map(({ helpers }) => helpers[k]?.call))); // prettier-ignore
  const marks: Record<string, string> = {};
  if (fix.other !== undefined)
    doing.push(`${run(fix.other, worked.map(({ next }) => next.call))} instead`); // prettier-ignore
  else if (fix.changes.length > 0) {
    const found = fix.changes.map((change) => ({ change, source: valueSource(worked, change.what, tasks) }));
    // Of several fields with other values, those of which nothing else is known may just vary.
    const known = found.filter(({ change, source }) => change.how !== 'changed' || source !== undefined);
    const changes = (known.length > 0 ? known : found).map(({ change }) => change);
    const sources = (known.length > 0 ? known : found).map(({ source }) => source);
    const alike = worked.filter(({ failure }) => failure.aftermath.again?.difference.alike).length;
    const aimless = changes[0]!.how === 'changed' && alike < MOST * worked.length && sources[0] === undefined;
    if (aimless && fix.helpers.length === 0) return undefined;
    doing.push(aimless ? 'try again' : againWith(changes, sources));
    for (const [i, { how, what }] of changes.entries()) {
      const source = sources[i];
      if (how === 'added') marks[what] = source?.from === 'constant' ? source.value : '*';
      else if (how === 'changed' && source?.from === 'constant') marks[what] = source.value;
    }
  } else doing.push('try again');

  const called = anyOf(failing.slice(0, MANY_TOOLS).map(({ tool, command }) => code(command ?? tool)));
  const who = failing.length > MANY_TOOLS ? 'a call' : called;
  const { tool, command } = failing[0]!;
  const { verb, object } = toolWords(tool);
  const about = failing.length === 1 ? (command ?? `${verb} ${object}`) : '';
  const quoted = anyOf(distinctWordings(remarks));
  const shown = (symbol: number): string =>
    symbolTool(lexicon.word(symbol)).command ?? symbolTool(lexicon.word(symbol)).tool;
  return {
    name: behaviorName(`repair ${withoutRepeat(`${about} ${remarkName(remark.replaceAll('…', '⟨v⟩'))}`)}`),
    instruction: `When ${who} fails with ${quoted}, ${doing.join(', then ')}.`,
    ...(steps.length > 0 && {
      pattern: [
        `${who.replaceAll('`', '')} ✗`,
        ...steps.map(shown),
        ...(fix.other === undefined ? [who.replaceAll('`', '')] : []),
      ].join(' → '),
    }),
    marks,
  };
}

/** `call it again with the `payment_id` it returned`. */
function againWith(changes: readonly Change[], sources: readonly (ValueSource | undefined)[]): string {
  const [{ how, phrase }] = changes as [Change];
  if (how === 'rewritten') return `call it again ${phrase}`;
  const whats = anyOf(changes.map(({ what }) => code(what)), 'and'); // prettier-ignore
  if (how === 'with-word') return `run it again with ${whats}`;
  if (how === 'without-word') return `run it again without ${whats}`;
  if (how === 'removed') return `call it again without ${whats}`;
  const [source] = sources;
  const plain = changes.length > 1 || source === undefined || source.from === 'answer';
  if (plain) return `call it again with ${how === 'added' ? whats : `${other(changes[0]!.what)} ${whats}`}`;
  const what = changes[0]!.what;
  switch (source.from) {
    case 'constant':
      return `call it again with \`${what}\` = \`${source.value}\``;
    case 'form':
      return `call it again with the ${fieldWords(what)} written as ${source.form}`;
    case 'user':
      return `call it again with the \`${what}\` that the user gave`;
    case 'helper':
      return `call it again with the \`${what}\` from that answer`;
    default:
      return `call it again with a \`${what}\` that the error names`;
  }
}

/** The most frequent wording, and another that shares hardly a word with it. */
function distinctWordings([first, ...rest]: readonly string[]): string[] {
  const words = (remark: string): ReadonlySet<string> => new Set(remark.toLowerCase().match(/\p{L}{2,}/gu));
  const second = rest.find((remark) => jaccard(words(first!), words(remark)) < ALIKE);
  return [first!, ...(second === undefined ? [] : [second])].map((remark) => `“${quotedRemark(remark)}”`);
}

/** `another flight`, `other flights`. */
function other(field: string): string {
  return field.endsWith('s') && !field.endsWith('ss') ? 'other' : 'another';
}

/** `python python command not found` → `python command not found`. */
function withoutRepeat(words: string): string {
  return words.trim().replace(/(?<=^|\s)(\S+) \1(?=\s|$)/, '$1');
}

function code(text: string): string {
  return `\`${text}\``;
}
