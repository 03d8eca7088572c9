import type { Matcher } from '../../behavior/codebook.ts';
import type { Candidate } from '../candidate.ts';
import { behaviorName } from '../wording/behavior-name.ts';
import { shortName } from '../wording/short-name.ts';
import { anyOf, callPhrase, doingPhrase, looksUpPerson, symbolTool, wishPhrase } from '../wording/tool-words.ts';
import type { Contrast, ContrastFamily } from './contrast.ts';
import { WAYS_OUT } from './run-acts.ts';

const PLAIN: Readonly<Record<string, string>> = {
  making: 'make',
  calling: 'call',
  running: 'run',
  editing: 'edit',
  writing: 'write',
  reading: 'read',
  searching: 'search',
};
// More tools than this are no sentence.
const MAX_NAMED = 3;
// As far apart as `follows` in run-acts.ts lets two calls be, with what is said in between.
const NEAR_GAP = 8;

/**
 * A contrast as a warning: what not to do, and how it is seen again.
 *
 * @param symbols - of the act, and of what it needs
 */
export function wordContrast(
  { family, field, value }: Pick<Contrast, 'family' | 'field' | 'value'>,
  { act, needs }: { readonly act: readonly string[]; readonly needs: readonly string[] },
): Pick<Candidate, 'name' | 'instruction' | 'rule' | 'matcher' | 'scope'> {
  const rule = ruleOf(family, atoms(act), atoms(needs));
  return {
    ...words(family, act, needs, { ...(field !== undefined && { field }), ...(value !== undefined && { value }) }),
    ...(rule !== undefined && { rule }),
    matcher: matcherOf(
      { family, ...(field !== undefined && { field }), ...(value !== undefined && { value }) },
      act,
      needs,
    ),
    scope: family === 'giving-up' ? {} : { tools: [...new Set(act.map((symbol) => symbolTool(symbol).tool))].sort() },
  };
}

function words(
  family: ContrastFamily,
  act: readonly string[],
  needs: readonly string[],
  { field = '', value = '' }: { readonly field?: string; readonly value?: string },
): Pick<Candidate, 'name' | 'instruction'> {
  if (family === 'giving-up')
    return {
      name: behaviorName(`no end by ${act[0]!.replace(/^agent:/, '').replaceAll('-', ' ')}`),
      instruction: `Do not end by ${WAYS_OUT[act[0]!]!}: runs of the same sort that go on succeed more often.`,
    };
  const deed = deedPhrase(act);
  const doing = doingPhrase(act);
  const short = shortName(act);
  if (family === 'presence')
    return {
      name: behaviorName(`avoid ${short}`),
      instruction: `Avoid ${doing}: runs of the same sort that do without it succeed more often.`,
    };
  if (family === 'argument')
    return {
      name: behaviorName(`no ${short} with ${field} ${value}`),
      instruction: `Do not ${callWords(act)} with \`${field}\` set to \`${value}\`.`,
    };
  if (family === 'unrepaired')
    return {
      name: behaviorName(`no end while ${short} fails`),
      instruction: `Do not finish while ${quoted(act)} still fails: make it succeed, or say that it does not.`,
    };
  if (family === 'near')
    return {
      name: behaviorName(`no ${short} right after ${shortName(needs)}`),
      instruction: `Do not ${deed} right after ${doingPhrase(needs)}.`,
    };
  const shown = needs.slice(0, MAX_NAMED);
  if (family === 'after') {
    const check = needs.every((symbol) => symbolTool(symbol).command !== undefined);
    return {
      name: behaviorName(`no ${short} left without ${check ? 'check' : shortName(needs)}`),
      instruction: check
        ? `Do not finish after ${doing} without running a check (${quoted(shown)}).`
        : `After ${doing}, ${callPhrase(shown)} before you finish.`,
    };
  }
  if (needs.some((symbol) => !symbol.startsWith('tool:')))
    return {
      name: behaviorName(`no ${short} without a yes`),
      instruction: `Do not ${deed} without an explicit yes to the details.`,
    };
  const first = needs.every((symbol) => looksUpPerson(symbolTool(symbol).tool)) ? needs.slice(0, 1) : needs;
  return {
    name: behaviorName(`no ${short} before ${shortName(first)}`),
    instruction: `Do not ${deed} before you ${callPhrase(shown)}${family === 'late' ? '; afterwards is too late' : ''}.`,
  };
}

function matcherOf(
  { family, field, value }: Pick<Contrast, 'family' | 'field' | 'value'>,
  act: readonly string[],
  needs: readonly string[],
): Matcher {
  switch (family) {
    case 'presence':
      return { call: { symbols: act } };
    case 'argument':
      return { call: { symbols: act, field: field!, value: value! } };
    case 'near':
      return { sequence: { symbols: [needs.join(' | '), act.join(' | ')], maxGap: NEAR_GAP } };
    case 'giving-up':
      return { omission: { act, needs: ['tool:*'], when: 'after' } };
    case 'unrepaired':
      return { omission: { act, needs: act, when: 'after-failure' } };
    default:
      return { omission: { act, needs, when: family } };
  }
}

function ruleOf(family: ContrastFamily, done: string, needed: string): string | undefined {
  if (family === 'before' || family === 'late') return `!(${done}) W (${needed})`;
  if (family === 'after') return `G((${done}) -> F (${needed}))`;
  return family === 'presence' ? `G(!(${done}))` : undefined;
}

function deedPhrase(act: readonly string[]): string {
  return wishPhrase(act) ?? doingPhrase(act).replace(/^(\w+ing)\b/, (word) => PLAIN[word] ?? `start ${word}`);
}

/** `call `x``, `run `git push``: a call by its name, for what is said about its arguments. */
function callWords(act: readonly string[]): string {
  return `${act.every((symbol) => symbolTool(symbol).command !== undefined) ? 'run' : 'call'} ${quoted(act)}`;
}

function quoted(symbols: readonly string[]): string {
  return anyOf(symbols.map((symbol) => `\`${symbolTool(symbol).command ?? symbolTool(symbol).tool}\``));
}

function atoms(symbols: readonly string[]): string {
  return symbols.map((symbol) => (/^[\w:-]+$/.test(symbol) ? symbol : JSON.stringify(symbol))).join(' | ');
}
