import { behaviorName } from '../wording/behavior-name.ts';
import { anyOf } from '../wording/tool-words.ts';
import { upperFirst } from '../wording/upper-first.ts';
import type { CheckCommand } from './check-command.ts';
import type { KnownValue } from './known-values.ts';
import type { LookUp } from './look-ups.ts';

/** A fact in words. */
export interface FactWords {
  readonly name: string;
  readonly instruction: string;
}

const MAX_NAME = 75;
const SETTINGS =
  /\.(?:json|jsonc|ya?ml|toml|ini|cfg|conf|env|properties|config\.\w+)(?:\.(?:example|sample|template|dist))?$|rc$/i;

/** `In shop, run the tests with `npm test` in `web`.` */
export function wordCheck({ purpose, command, folder }: CheckCommand, project: string | undefined): FactWords {
  const where = folder === undefined ? '' : ` in \`${folder}\``;
  return {
    name: behaviorName(
      `${project ?? ''} ${purpose.replace(/ (?:the|your) /, ' ')} with ${command} ${folder === undefined ? '' : `in ${folder}`}`,
    ),
    instruction: inProject(project, `${purpose} with \`${command}\`${where}.`),
  };
}

/** Whether a file holds settings, by its name. */
export function holdsSettings(file: string): boolean {
  return SETTINGS.test(file);
}

/** `In shop, take as known that `get_rule` with `rule` = `loans` answers `14`.` */
export function wordValues(lookUp: LookUp, known: readonly KnownValue[]): FactWords {
  const { file } = lookUp;
  const values = anyOf(known.map(({ name, value }) => (name === '' ? `\`${value}\`` : `\`${name}\` = \`${value}\``)), 'and'); // prettier-ignore
  const [changed] = known.filter((one) => one.changed).flatMap(({ since }) => since?.slice(0, 10) ?? []).sort().reverse(); // prettier-ignore
  const since = changed === undefined ? '' : ` (since ${changed})`;
  const said =
    file !== undefined && holdsSettings(file)
      ? `look for settings in \`${file}\`: ${values}${since}.`
      : `take as known that ${question(lookUp)} ${known[0]!.name === '' ? 'answers' : 'gives'} ${values}${since}.`;
  return { name: nameOf(lookUp), instruction: inProject(lookUp.project, said) };
}

/** `In shop, read `docs/style.md` before you change anything.` */
export function wordReadFirst({ file = '', project }: LookUp): FactWords {
  return {
    name: behaviorName(`${project ?? ''} read ${file} first`),
    instruction: inProject(project, `read \`${file}\` before you change anything.`),
  };
}

const MAX_NAMED = 4;

/** `Call `get_policy` at most once for the same `topic`: the answers for `returns` and `fees` have never changed.` */
export function wordPointer(lookUps: readonly LookUp[]): FactWords {
  const [first] = lookUps as [LookUp];
  const said = (words: string): string => inProject(first.project, words);
  if (lookUps.length === 1)
    return {
      name: nameOf(first),
      instruction: said(`call ${question(first)} at most once: the answer is always the same.`),
    };
  const fields = anyOf(first.asked.map(([field]) => `\`${field}\``), 'and'); // prettier-ignore
  const values = lookUps.map(({ asked }) => asked.map(([, value]) => `\`${value}\``).join(', '));
  const named = first.asked.length === 1 && values.length <= MAX_NAMED ? ` for ${anyOf(values, 'and')}` : '';
  return {
    name: behaviorName(
      `known ${first.project ?? ''} ${first.tool} by ${first.asked.map(([field]) => field).join(' and ')}`,
    ),
    instruction: said(
      `call \`${first.tool}\` at most once for the same ${fields}: the answers${named} have never changed.`,
    ),
  };
}

function question({ tool, command, asked }: LookUp): string {
  if (command !== undefined)
    return `\`${command.command}\`${command.folder === undefined ? '' : ` in \`${command.folder}\``}`;
  const said = asked.filter(([, value]) => value !== '').map(([field, value]) => `\`${field}\` = \`${value}\``);
  return `\`${tool}\`${said.length === 0 ? '' : ` with ${anyOf(said, 'and')}`}`;
}

function nameOf({ tool, command, asked, file, project }: LookUp): string {
  const values = command === undefined ? [tool, ...asked.map(([, value]) => value)] : [command.command, command.folder];
  const words = [project, ...(file === undefined ? values : [file])].filter((word) => word !== undefined);
  return behaviorName(`known ${words.join(' ')}`)
    .slice(0, MAX_NAME)
    .replace(/_+$/, '');
}

function inProject(project: string | undefined, said: string): string {
  return project === undefined ? upperFirst(said) : `In ${project}, ${said}`;
}
