import type { Call } from './fragment.ts';

/** What a second attempt did differently. Lists are sorted. */
export interface CallDifference {
  /** Fields with another value. */
  readonly changed: readonly string[];
  readonly added: readonly string[];
  readonly removed: readonly string[];
  /** Words of the command line that are new, in order; of shells. */
  readonly words: readonly string[];
  /** Fields whose value was merely written otherwise, as `with "#" before the order_id`. */
  readonly rewritten: readonly string[];
}

/** What `second` does differently from `first`, by argument fields and, for shells, by words of the command line. */
export function callDifference(first: Call, second: Call): CallDifference {
  const before = new Map(first.arguments.map(({ field, value }) => [field, value]));
  const after = new Map(second.arguments.map(({ field, value }) => [field, value]));
  const known = new Set(commandWords(first.command));
  return {
    changed: [...after.keys()].filter((field) => before.has(field) && before.get(field) !== after.get(field)).sort(),
    added: [...after.keys()].filter((field) => !before.has(field)).sort(),
    removed: [...before.keys()].filter((field) => !after.has(field)).sort(),
    rewritten: second.arguments
      .flatMap(({ field, text }) => rewriting(field, first.arguments.find((argument) => argument.field === field)?.text, text) ?? [])
      .sort(),
    words: [...new Set(commandWords(second.command))].filter((word) => !known.has(word)),
  };
}

function rewriting(field: string, before: string | undefined, after: string | undefined): string | undefined {
  if (before === undefined || after === undefined || before.length < 2 || before === after) return undefined;
  const extra = after.length - before.length;
  if (extra > 0 && extra <= 4 && after.endsWith(before)) return `with "${after.slice(0, extra)}" before the ${field}`;
  if (extra > 0 && extra <= 4 && after.startsWith(before)) return `with "${after.slice(-extra)}" after the ${field}`;
  if (extra < 0 && extra >= -4 && before.endsWith(after)) return `without "${before.slice(0, -extra)}" before the ${field}`;
  if (after === before.toUpperCase()) return `with the ${field} in capitals`;
  if (after === before.toLowerCase()) return `with the ${field} in small letters`;
  return undefined;
}

/** The words of a command line that are programs, sub-commands and options: no paths, numbers, quotations or addresses. */
function commandWords(command: string | undefined): string[] {
  return (command ?? '')
    .replace(/"[^"]*"|'[^']*'/g, ' ')
    .split(/[\s;&|()<>]+/)
    .filter((word) => /^-{0,2}[A-Za-z][\w:-]{0,30}$/.test(word));
}
