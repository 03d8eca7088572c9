import type { Call } from '../digest/fragment.ts';

/** What a second attempt did differently. Lists are sorted. */
export interface CallDifference {
  /** Fields with another value. */
  readonly changed: readonly string[];
  readonly added: readonly string[];
  readonly removed: readonly string[];
  /** Words of the command line that are new, in order; of shells. */
  readonly words: readonly string[];
  /** Fields whose value was merely written otherwise, as `with "#" before the order id`. */
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
      .flatMap(
        ({ field, text }) =>
          rewriting(field, first.arguments.find((argument) => argument.field === field)?.text, text) ?? [],
      )
      .sort(),
    words: [...new Set(commandWords(second.command))].filter((word) => !known.has(word)),
  };
}

function rewriting(field: string, before: string | undefined, after: string | undefined): string | undefined {
  if (before === undefined || after === undefined || before.length < 2 || before === after) return undefined;
  const words = field.replace(/[_.-]+/g, ' ');
  // More digits or letters are another value; a sign before it is another way of writing it.
  const isSign = (text: string): boolean => /^[^\p{L}\p{N}]{1,4}$/u.test(text);
  const extra = after.length - before.length;
  if (extra > 0 && after.endsWith(before) && isSign(after.slice(0, extra)))
    return `with "${after.slice(0, extra)}" before the ${words}`;
  if (extra > 0 && after.startsWith(before) && isSign(after.slice(-extra)))
    return `with "${after.slice(-extra)}" after the ${words}`;
  if (extra < 0 && before.endsWith(after) && isSign(before.slice(0, -extra)))
    return `without "${before.slice(0, -extra)}" before the ${words}`;
  if (after === before.toUpperCase()) return `with the ${words} in capitals`;
  if (after === before.toLowerCase()) return `with the ${words} in small letters`;
  return undefined;
}

/** The words of a command line that are programs, sub-commands and options: no paths, numbers, quotations or addresses. */
function commandWords(command: string | undefined): string[] {
  return (command ?? '')
    .replace(/"[^"]*"|'[^']*'/g, ' ')
    .split(/[\s;&|()<>]+/)
    .filter((word) => /^-{0,2}[A-Za-z][\w:-]{0,30}$/.test(word));
}
