import type { Call } from '../digest/fragment.ts';
import type { Argument } from '../digest/value-origins.ts';
import { isFigureForm, rewriting, writtenForm } from './rewriting.ts';

/** One thing that a second attempt did differently. */
export interface Change {
  /** Of a field, or of a word (program, sub-command, option) of a command line. */
  readonly how: 'rewritten' | 'added' | 'removed' | 'changed' | 'with-word' | 'without-word';
  /** The field or the word. */
  readonly what: string;
  /** How a value was rewritten: `with "#" before the order id`. */
  readonly phrase?: string;
}

/** What a second attempt did differently. */
export interface CallDifference {
  readonly changes: readonly Change[];
  /** Whether both are about one thing: they share a value (a word of the command line), or it is only written otherwise. */
  readonly alike: boolean;
}

// What is put beside a name without making it another: `barcode`, `barcodeValue`, `the_barcode`.
const BESIDE_NAMES = /^(?:the|value|ref|key|arg|param|input|field)$/;

/** Tells changes apart; one field under slightly different names is one, and so is one way of writing values otherwise. */
export function changeKey({ how, what, phrase }: Change): string {
  return phrase === undefined
    ? `${how}\n${how.endsWith('word') ? what : fieldKey(what)}`
    : `${how}\n${phrase.replace(fieldWords(what), '')}`;
}

/** A field's name without what is only put beside it: equal for `barcode` and `barcodeValue`. */
export function fieldKey(field: string): string {
  const words = [...new Set(fieldWords(field).split(' '))];
  const own = words.filter((word) => !BESIDE_NAMES.test(word));
  return (own.length > 0 ? own : words).join(' ');
}

/** What `second` does differently from `first`, by argument fields or, for shells, by words of the command line. */
export function callDifference(first: Call, second: Call): CallDifference {
  if (first.shape === second.shape && first.name === second.name) return { changes: [], alike: true };
  if (first.command !== undefined && second.command !== undefined)
    return commandDifference(first.command, second.command);
  const before = byField(first.arguments);
  const after = byField(second.arguments);
  const changes: Change[] = [];
  let alike = before.size === 0 && after.size === 0;
  for (const [field, argument] of after) {
    const old = before.get(field);
    if (old === undefined) changes.push({ how: 'added', what: field });
    else if (old.value === argument.value && old.sort === argument.sort)
      alike ||= old.sort !== 'boolean' && before.size > 1;
    else {
      const phrase = rewritten(field, old, argument);
      alike ||= phrase !== undefined && sameValue(old, argument);
      changes.push(phrase === undefined ? { how: 'changed', what: field } : { how: 'rewritten', what: field, phrase });
    }
  }
  for (const field of before.keys()) if (!after.has(field)) changes.push({ how: 'removed', what: field });
  return { changes, alike };
}

function byField(list: readonly Argument[]): Map<string, Argument> {
  const fields = new Map<string, Argument>();
  for (const argument of list) if (!fields.has(argument.field)) fields.set(argument.field, argument);
  return fields;
}

function sameValue({ text: before }: Argument, { text: after }: Argument): boolean {
  return before === after || (before !== undefined && after !== undefined && rewriting(before, after) !== undefined);
}

function rewritten(field: string, before: Argument, after: Argument): string | undefined {
  const words = fieldWords(field);
  if (before.value === after.value || (before.text !== undefined && before.text === after.text))
    return `with the ${words} as a ${after.sort ?? 'text'}`;
  if (before.text === undefined || after.text === undefined) return undefined;
  const way = rewriting(before.text, after.text);
  if (way !== undefined) return way(words);
  const form = writtenForm(after.text);
  return isFigureForm(form) && form !== writtenForm(before.text) && signs(form) !== signs(writtenForm(before.text))
    ? `with the ${words} written as ${form}`
    : undefined;
}

/** The signs of a written form, in order: `--` of `YYYY-MM-DD`. */
function signs(form: string): string {
  return form.replace(/[\p{L}\d`…]/gu, '');
}

/** A field's name as words: `order_id` → `order id`. */
export function fieldWords(field: string): string {
  return field
    .replace(/([a-z\d])([A-Z])/g, '$1 $2')
    .replace(/[_.-]+/g, ' ')
    .toLowerCase();
}

function commandDifference(first: string, second: string): CallDifference {
  const [before, after] = [commandWords(first), commandWords(second)];
  const changes: Change[] = [
    ...[...after].filter((word) => !before.has(word)).map((word): Change => ({ how: 'with-word', what: word })),
    ...[...before].filter((word) => !after.has(word)).map((word): Change => ({ how: 'without-word', what: word })),
  ];
  return { changes, alike: sameGoal(first, second) };
}

const PIPES = /&&|\|\|?|;|\n/;

/** The words of a command line that are programs, sub-commands and options: no paths, numbers, quotations or addresses. */
function commandWords(command: string): Set<string> {
  return new Set(
    command
      .replace(/"[^"]*"|'[^']*'/g, ' ')
      .split(PIPES)
      // What merely reports or shortens the output is not what was done differently.
      .filter((part) => !/^\s*(?:echo|printf|head|tail|true|cat|pwd|ls)\b/.test(part))
      .join(' ')
      .split(/[\s&()<>]+/)
      .filter((word) => /^-{0,2}[A-Za-z][\w:=-]{0,30}$/.test(word)),
  );
}

/** Whether two command lines of one program have the same words, options aside, or share a longer one besides the program's name. */
function sameGoal(first: string, second: string): boolean {
  const [before, after] = [first, second].map((line) =>
    line
      .trim()
      .split(/\s+/)
      .filter((word) => !word.startsWith('-')),
  );
  if (before!.join(' ') === after!.join(' ')) return true;
  return sharesWord(before!.slice(1).join(' '), after!.slice(1).join(' '));
}

/** Whether two command lines share a word of more than three letters, or the beginning of one. */
export function sharesWord(first: string, second: string): boolean {
  const words = longWords(first);
  return longWords(second).some((word) => words.some((other) => word.startsWith(other) || other.startsWith(word)));
}

function longWords(command: string): string[] {
  return command
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word.length > 3)
    .slice(0, 30);
}
