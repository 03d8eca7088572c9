import { plural } from '../../core/format-number.ts';
import type { Call, Fragment } from '../../mine/digest/fragment.ts';
import type { Lexicon } from '../../mine/digest/lexicon.ts';

/**
 * What a run did, as numbered lines that another agent can follow: calls with their arguments, where what came from the user or
 * from an answer is a variable (`⟨order_id⟩`: the same value has the same name), and what is always so stands as it is; moves
 * of the conversation that are known by name; the same line several times in a row once.
 *
 * @param symbols - the lexicon of the fragment
 * @returns `''` for a run that did nothing of the kind
 */
export function exemplarText({ symbols: ids, calls }: Fragment, symbols: Lexicon): string {
  const nameOf = variableNames();
  const callsAt = new Map(calls.map((call) => [call.at, call]));
  const lines: { readonly text: string; times: number }[] = [];
  for (const [at, id] of ids.entries()) {
    const text = lineOf(symbols.word(id), callsAt.get(at), nameOf);
    const last = lines.at(-1);
    if (text === undefined) continue;
    if (last?.text === text) last.times++;
    else lines.push({ text, times: 1 });
  }
  return lines
    .map(({ text, times }, i) => `${i + 1}. ${text}${times > 1 ? ` (${plural(times, 'time')})` : ''}`)
    .join('\n');
}

const LONGEST_CONSTANT = 40;
// What everybody says, whatever is to be done.
const POLITE = new Set('close greet message provide-information report-done request state-plan thank'.split(' '));

function lineOf(
  symbol: string,
  call: Call | undefined,
  nameOf: (field: string, value: number) => string,
): string | undefined {
  if (call === undefined) {
    const [actor, move = ''] = symbol.split(':');
    if ((actor !== 'agent' && actor !== 'user') || POLITE.has(move)) return undefined;
    return `${actor === 'user' ? 'the user: ' : ''}${move.replaceAll('-', ' ')}`;
  }
  // What failed is not to be followed.
  if (call.failed) return undefined;
  const given = call.arguments.map(({ field, value, text, fromUser, fromResult }) => {
    const isConstant = text !== undefined && !fromUser && !fromResult && text.length <= LONGEST_CONSTANT;
    return `${field}=${isConstant && !/[\n\r]/.test(text) ? text : nameOf(field, value)}`;
  });
  return `${symbol.replace(/^(?:user-)?tool:/, '')}(${given.join(', ')})`;
}

/** Names of variables: a value keeps the first name it got, and another value of that field gets a number. */
function variableNames(): (field: string, value: number) => string {
  const names = new Map<number, string>();
  const counts = new Map<string, number>();
  return (field, value) => {
    let name = names.get(value);
    if (name === undefined) {
      const count = (counts.get(field) ?? 0) + 1;
      counts.set(field, count);
      names.set(value, (name = `⟨${field}${count > 1 ? ` ${count}` : ''}⟩`));
    }
    return name;
  };
}
