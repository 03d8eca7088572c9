import type { MinedBehavior } from '../behavior/behavior.ts';
import { visibleText } from '../chart/visible-text.ts';
import { EthogramError } from '../core/ethogram-error.ts';
import { upperFirst } from '../mine/wording/upper-first.ts';
import { isServable } from './may-be-served.ts';

/** What agents and users do in words, as steps of a routine; what is not here is named as it is. */
const MOVES: Readonly<Record<string, string>> = {
  'agent apologise': 'Apologise',
  'agent ask-confirmation': 'Ask the user to confirm',
  'agent ask-information': 'Ask the user for what is missing',
  'agent close': 'Close the conversation',
  'agent greet': 'Greet the user',
  'agent hand-over': 'Hand over to a person',
  'agent present-options': 'Present the options to the user',
  'agent refuse': 'Say that it is not possible, and why',
  'agent report-done': 'Tell the user what was done',
  'agent state-plan': 'Say what you will do',
  'agent verify-claim': 'Check that it is so before you go on',
  'user confirm': 'Wait for the user’s yes; without it, stop here and ask what the user wants instead',
  'user provide-information': 'Wait for the user’s answer',
};

/**
 * A workflow as a conversation routine: words for a prompt, which name the tools of each step, what to fall back on when a tool fails (the
 * handbook's repairs), what to know and what to avoid.
 *
 * @param workflow - with a pattern, as mining gives it
 * @param handbook - of which repairs, facts and warnings about the same tools are told; what may not be served is left out
 * @returns Markdown; ends with a line break
 * @throws EthogramError `bad-argument` when it is no workflow with steps
 * @see Robino 2025, Conversation Routines (arXiv 2501.11613), for the form
 */
export function routine(
  workflow: MinedBehavior,
  handbook: readonly MinedBehavior[],
  { all = false }: { readonly all?: boolean } = {},
): string {
  const { id, name, kind, instruction, when, whenNot, pattern, ending, scope } = workflow;
  if (kind !== 'workflow' || pattern === undefined) {
    throw new EthogramError('bad-argument', `${id}: found a ${kind}${pattern === undefined ? ' without steps' : ''}, expected a workflow that was mined`, {
      hint: 'ethogram handbook list shows which are workflows',
    });
  }
  const tools = new Set(scope.tools);
  const near = handbook
    .filter((other) => other.id !== id && isServable(other, all) && other.status !== 'stale')
    .filter((other) => (other.scope.tools ?? []).some((tool) => tools.has(tool)))
    .sort((a, b) => b.support.trajectories - a.support.trajectories || (a.id < b.id ? -1 : 1));
  const list = (kinds: readonly string[]): string[] =>
    near.filter((other) => kinds.includes(other.kind)).map((other) => `- ${plain(other.instruction)}${conditionText(other)}${workedText(other)}`);
  const section = (title: string, lines: readonly string[]): string[] => (lines.length === 0 ? [] : [`## ${title}`, '', ...lines, '']);
  const conditions = [
    ...(when === undefined ? [] : [`- Begin when ${plain(when)}.`]),
    ...(whenNot === undefined ? [] : [`- Not when ${plain(whenNot)}.`]),
  ];
  return [
    `# Routine: ${plain(name.replace(/^behavior_/, '').replaceAll('_', ' '))}`,
    '',
    plain(instruction),
    '',
    ...section('When', conditions),
    ...section('Steps', [...stepsOf(pattern), ...(ending === undefined ? [] : [`- At the end ${plain(ending).replace(/^then /, '')}.`])]),
    ...section('Tools', [...tools].sort().map((tool) => `- ${code(tool)}`)),
    ...section('If something fails', [
      ...list(['repair']),
      '- If a step fails in another way, do not send the same call again unchanged: change something, or say what does not work and ask.',
    ]),
    ...section('Good to know', list(['fact', 'preference'])),
    ...section('Avoid', list(['warning'])),
  ].join('\n');
} // prettier-ignore

function stepsOf(pattern: string): string[] {
  const firstUse = new Map<string, number>();
  return pattern.split(' → ').map((element, i) => {
    const number = i + 1;
    const move = MOVES[element];
    if (move !== undefined) return `${number}. ${move}.`;
    const [, actor, words] = /^(agent|user) ([a-z-]+)$/.exec(element) ?? [];
    if (actor !== undefined) {
      const said = words!.replaceAll('-', ' ');
      return `${number}. ${actor === 'agent' ? upperFirst(said) : `Wait for the user (${said})`}.`;
    }
    const [, named = element, fields = ''] = /^(.*?)(?:\((\p{L}.*)\))?$/su.exec(element) ?? [];
    const tools = named.split(' | ').map(code);
    const call = tools.length === 1 ? `Call ${tools[0]}` : `Call the one that fits of ${tools.join(', ')}`;
    const given = fields === '' ? [] : fields.split(/, (?=[^,=]+=)/).map((field) => argumentText(field, { number, firstUse }));
    return `${number}. ${call}${given.length === 0 ? '' : `, with ${given.join(', ')}`}.`;
  });
} // prettier-ignore

/** `order_id=⟨a⟩` in words: a value that an earlier step had is the same one. */
function argumentText(
  field: string,
  { number, firstUse }: { readonly number: number; readonly firstUse: Map<string, number> },
): string {
  const [, name = field, value = ''] = /^([^=]+)=(.*)$/s.exec(field) ?? [];
  const [, letter] = /^⟨(.+)⟩$/.exec(value) ?? [];
  if (letter === undefined) return value === '' ? code(name) : `${code(name)} = ${code(value)}`;
  const step = firstUse.get(letter);
  if (step !== undefined) return `the ${code(name)} of step ${step}`;
  firstUse.set(letter, number);
  return code(name);
}

function conditionText({ when, whenNot }: MinedBehavior): string {
  const conditions = [...(when === undefined ? [] : [`when ${plain(when)}`]), ...(whenNot === undefined ? [] : [`not when ${plain(whenNot)}`])];
  return conditions.length === 0 ? '' : ` (${conditions.join('; ')})`;
} // prettier-ignore

function workedText({ repaired }: MinedBehavior): string {
  return repaired === undefined ? '' : ` (worked ${repaired.worked} of ${repaired.tried} times)`;
}

/** Names of tools and fields come from runs: in code, on one line, with nothing that ends it. */
function code(text: string): string {
  return `\`${plain(text).replaceAll('`', '')}\``;
}

function plain(text: string): string {
  return visibleText(text).replace(/\s+/g, ' ').trim();
}
