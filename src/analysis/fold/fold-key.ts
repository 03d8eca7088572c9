import { argumentAt } from '../../behavior/call/argument-at.ts';
import { shellCommand } from '../../behavior/call/call-symbol.ts';
import { shellPrograms } from '../../behavior/call/shell-commands.ts';
import { isJsonObject, jsonObjectIn } from '../../core/json.ts';

/** What calls are put together by: the tool, the file they are about, or the value of an argument. */
export type FoldKey =
  | { readonly by: 'tool' }
  | { readonly by: 'file' }
  | { readonly by: 'argument'; readonly name: string };

/** A call, as far as keys are read from it. */
export interface KeyedCall {
  readonly name: string;
  readonly argumentsText: string;
}

const FILE_FIELD =
  /^(?:(?:file|notebook|target|rel(?:ative)?|abs(?:olute)?|full)_?)*(?:path|file|file_?name|uri|document)$/i;
const PATCHED = /^\*\*\* (?:Update|Add|Delete) File: (.+)$/m;
// A word of a shell line: a path, or a name with an ending that files have (`deps.get` is a task).
const FILE_WORD =
  /^(?!-)(?:[\w@%+,.~-]*\/[\w@%+,./~-]*\.\w{1,8}|[\w@%+,-][\w@%+,.-]*\.(?:bash|cfg|conf|cpp|css|csv|db|diff|env|erl|exs?|go|h|hpp|html?|ini|ipynb|java|jpe?g|[cm]?jsx?|json[cl]?|kt|lock|log|lua|md|patch|pdf|php|pl|png|py|rb|rs|rst|scss|sh|sql|svelte|svg|swift|tex|toml|[cm]?tsx?|tsv|txt|vue|xml|ya?ml|zip))$/i;
const MOST_CHARACTERS = 200;

/** `tool`, `file` or `argument:NAME`; undefined for anything else. */
export function foldKeyOf(text: string): FoldKey | undefined {
  if (text === 'tool' || text === 'file') return { by: text };
  const name = /^argument:(\S+)$/.exec(text)?.[1];
  return name === undefined ? undefined : { by: 'argument', name };
}

/** A key as it is asked for. */
export function foldKeyText(key: FoldKey): string {
  return key.by === 'argument' ? `argument:${key.name}` : key.by;
}

/**
 * What a call is about. Of a shell line `file` is the first operand that looks like a file's name; of a patch the first file it touches. Values
 * that are objects or lists, or longer than 200 characters, are no keys.
 *
 * @returns undefined when it is about nothing of the kind
 */
export function foldValue(key: FoldKey, { name, argumentsText }: KeyedCall): string | undefined {
  if (key.by === 'tool') return name;
  if (key.by === 'file') return fileOf(name, argumentsText);
  const values = jsonObjectIn(argumentsText);
  const value = values === undefined ? undefined : argumentAt(values, key.name);
  return value === undefined || value === '' || value.length > MOST_CHARACTERS || /^[[{]/.test(value) ? undefined : value;
} // prettier-ignore

function fileOf(name: string, argumentsText: string): string | undefined {
  const line = shellCommand(name, argumentsText);
  if (line !== undefined) return fileInLine(line);
  const values = jsonObjectIn(argumentsText);
  for (const [field, value] of Object.entries(values ?? {})) {
    if (typeof value === 'string' && FILE_FIELD.test(field) && value !== '' && value.length <= MOST_CHARACTERS) return value;
    // Some wrap the arguments once more.
    if (isJsonObject(value)) {
      const inner = Object.entries(value).find(([own, path]) => FILE_FIELD.test(own) && typeof path === 'string' && path !== '');
      if (inner !== undefined) return inner[1] as string;
    }
  }
  const text = Object.values(values ?? {}).find((value) => typeof value === 'string' && PATCHED.test(value)) as string | undefined;
  return PATCHED.exec(text ?? argumentsText)?.[1]?.trim();
} // prettier-ignore

function fileInLine(line: string): string | undefined {
  for (const { words } of shellPrograms(line)) {
    const file = words.slice(1).find((word) => FILE_WORD.test(word) && !word.includes('://'));
    if (file !== undefined) return file;
  }
  return undefined;
}
