import { actClauses, afterEdit, edits, isRun, keepsVersions } from './act-clauses.ts';
import { behaviorName } from '../wording/behavior-name.ts';
import { shortName } from '../wording/short-name.ts';
import { upperFirst } from '../wording/upper-first.ts';
import type { ElementFlow, FlowingField } from './argument-flow.ts';
import {
  anyOf,
  callPhrase,
  doingPhrase,
  handsOver,
  looksUpPerson,
  symbolTool,
  toolWords,
  wishPhrase,
  writesSomething,
} from '../wording/tool-words.ts';

/** The words of a behavior. */
export interface Wording {
  readonly name: string;
  readonly instruction: string;
  readonly when?: string;
}

/** What is known about a sequence's occurrences besides its symbols. */
export interface WorkflowFacts {
  readonly flow: readonly ElementFlow[];
  /** Share of occurrences whose first call is the first call of the run. */
  readonly opensRun: number;
}

/** One act of a sequence in words. */
interface Act {
  readonly symbols: readonly string[];
  readonly fields: readonly FlowingField[];
  /** The call before it, as an element of the sequence; −1 when there is none. */
  readonly previous: number;
  /** What to do: `look up the order with `get_order`, using the user id it returned`. */
  readonly clause: string;
}

// What an agent's move is, as something to do. Moves that are absent cannot be asked for.
const MOVES: Readonly<Record<string, { readonly clause: string; readonly name: string }>> = {
  'agent:ask-information': { clause: 'ask for what is missing', name: 'ask' },
  'agent:ask-confirmation': { clause: 'list the details and get an explicit yes', name: 'confirm' },
  'agent:present-options': { clause: 'present the options', name: 'present_options' },
  'agent:state-plan': { clause: 'say what you are going to do', name: 'state_plan' },
  'agent:report-done': { clause: 'report what was done', name: 'report' },
  'agent:refuse': { clause: 'say what is not possible, and why', name: 'refuse' },
  'agent:hand-over': { clause: 'hand over to a person', name: 'hand_over' },
  'agent:verify-claim': { clause: 'check the result before you go on', name: 'check' },
};
// Commands that check what was done before them.
const CHECKS =
  /(?:^|[\s:-])(?:tests?|pytest|vitest|jest|rspec|lint|check|typecheck|tsc|clippy|credo|build|compile)(?:$|[\s:-])/;
const ANSWERS: Readonly<Record<string, string>> = {
  'user:complain': 'the user does not accept a refusal',
};
// Opening the run in most occurrences.
const MOSTLY = 0.6;
// What fits into a clause that begins with "before".
const MAX_BEFORE = 2;
const TO_WHOM =
  /recipient|receiver|\bto\b|user|mail|phone|address|account|iban|payee|amount|url|link|subject|body|text|content|message/;
// Statements of behaviors have at most 600 characters, name and condition included.
const MAX_CHARACTERS = 420;

/**
 * Says a sequence of symbols as one instruction and names it.
 *
 * @param elements - alternatives per element, as symbols
 * @returns undefined when less than two acts of the agent, or no call, would be asked for
 */
export function wordWorkflow(
  elements: readonly (readonly string[])[],
  { flow, opensRun }: WorkflowFacts,
): Wording | undefined {
  const acts = actsOf(elements, flow);
  const target = acts.findLast(({ symbols }) => isTool(symbols));
  if (acts.length < 2 || target === undefined) return undefined;
  const answered = elements.flatMap((symbols) => ANSWERS[symbols[0]!] ?? []).at(0);
  const words = wordActs(acts, target, opensRun);
  // What is too long to be said is said without where its values come from.
  if (words.instruction.length > MAX_CHARACTERS && flow.length > 0)
    return wordWorkflow(elements, { flow: [], opensRun });
  const when = answered ?? words.when;
  return { name: words.name, instruction: words.instruction, ...(when !== undefined && { when }) };
}

function wordActs(acts: readonly Act[], target: Act, opensRun: number): Wording {
  const last = acts.at(-1)!;
  const asksYes = acts.findIndex(({ symbols }) => symbols[0] === 'agent:ask-confirmation');
  if (asksYes >= 0 && acts.indexOf(target) > asksYes) return wordAgreement(acts, target, asksYes);
  if (last.symbols[0] === 'agent:refuse') {
    return {
      name: nameOf([...acts.slice(-2, -1).map(({ symbols }) => placeName(symbols)), 'before', 'refusing']),
      instruction: sentence(
        `before telling the user that something is not possible, ${joined(actClauses(acts.slice(0, -1)))}; then say why`,
      ),
    };
  }
  if (acts[0]!.symbols[0] === 'agent:ask-information' && isTool(acts[1]!.symbols)) return wordAsking(acts, opensRun);
  const [before] = acts.slice(-2);
  if (acts.length === 2 && (isCheck(last.symbols) || last.symbols[0] === 'agent:verify-claim')) {
    return {
      name: nameOf([placeName(last.symbols), 'after', placeName(before!.symbols)]),
      instruction: sentence(`after ${doingPhrase(before!.symbols)}, ${last.clause}`),
    };
  }
  if (isCheck(last.symbols)) return wordSteps(acts, target);
  const changes = last.symbols.every((symbol) => isCommand(symbol) || writesSomething(symbolTool(symbol).tool));
  if (changes && isTool(last.symbols) && acts.length <= MAX_BEFORE + 1) {
    return {
      name: nameOf([placeName(before!.symbols), 'before', shortName(last.symbols)]),
      instruction: sentence(
        `before ${doingPhrase(last.symbols)}, ${joined(actClauses(acts.slice(0, -1)))}${sameWords(last, acts.slice(0, -1))}${isTool(before!.symbols) ? takenWords(last) : ''}`,
      ),
      ...whenOf(last),
    };
  }
  return wordSteps(acts, target);
}

/** `To cancel an order, first …, then …, and finally …`. */
function wordSteps(acts: readonly Act[], target: Act): Wording {
  const last = acts.at(-1)!;
  const wish = last === target ? wishPhrase(target.symbols) : undefined;
  const rest = afterEdit(acts);
  if (rest.length < acts.length && rest.every(isRun)) {
    const edit = acts[acts.length - rest.length - 1]!.symbols;
    return {
      name: nameOf([placeName(last.symbols), 'after', placeName(edit)]),
      instruction: sentence(`after ${doingPhrase(edit)}, ${actClauses(rest).join()}`),
    };
  }
  const kept = acts.findIndex(({ symbols }) => symbols.every(keepsVersions));
  if (kept > 0 && acts.every(isRun) && acts.slice(kept).every(({ symbols }) => symbols.every(keepsVersions))) {
    return {
      name: nameOf([placeName(acts[0]!.symbols), 'before', placeName(acts[kept]!.symbols)]),
      instruction: sentence(
        `before ${actClauses(acts.slice(kept)).join().replace('run', 'running')}, ${actClauses(acts.slice(0, kept)).join()}`,
      ),
    };
  }
  const clauses = actClauses(acts);
  const steps =
    clauses.length === 1
      ? `${clauses[0]!}, in this order`
      : clauses.length === 2
        ? `${wish === undefined ? '' : 'first '}${clauses[0]!}, then ${clauses[1]!}`
        : `first ${clauses.slice(0, -1).join(', then ')}, and finally ${clauses.at(-1)!}`;
  return {
    name: nameOf([placeName(acts[0]!.symbols), acts.length === 2 ? 'then' : 'to', placeName(last.symbols)]),
    instruction: sentence(wish === undefined ? steps : `to ${wish}, ${steps}`),
    ...whenOf(target),
  };
}

/** What is done only once the user has said yes. */
function wordAgreement(acts: readonly Act[], target: Act, asksYes: number): Wording {
  const before = actClauses(acts.slice(0, asksYes));
  const lookedUp = acts.slice(0, asksYes).map(({ symbols }) => placeName(symbols));
  if (target.symbols.every((symbol) => handsOver(symbolTool(symbol).tool))) {
    return {
      name: nameOf([...lookedUp.slice(-1), 'ask', 'before', 'handing', 'over']),
      instruction: sentence(
        `before ${doingPhrase(target.symbols)}, ${joined([...before, 'ask the user whether they want that'])}`,
      ),
    };
  }
  const done = acts.slice(asksYes + 1);
  if (done.every(isRun)) {
    return {
      name: nameOf([...lookedUp.slice(-1), 'confirm', 'before', placeName(done[0]!.symbols)]),
      instruction: sentence(
        `before ${actClauses(done).join().replace('run', 'running')}, ${joined([...actClauses(afterEdit(acts.slice(0, asksYes))), 'ask for an explicit yes'])}`,
      ),
    };
  }
  const between = actClauses(acts.slice(asksYes + 1, acts.indexOf(target)));
  const after = actClauses(acts.slice(acts.indexOf(target) + 1));
  const prepared = joined([...before, MOVES['agent:ask-confirmation']!.clause, ...between]);
  return {
    name: nameOf([...lookedUp.slice(-1), 'confirm', 'before', shortName(target.symbols)]),
    instruction: sentence(
      `before ${doingPhrase(target.symbols)}, ${prepared}${after.length === 0 ? '' : `; then ${joined(after)}`}`,
    ),
    ...whenOf(target),
  };
}

/** What is asked of the user before something is looked up. */
function wordAsking([, asked, ...rest]: readonly Act[], opensRun: number): Wording {
  const fields = asked!.fields.filter(({ from }) => from === 'user').map(({ field }) => fieldWords(field));
  const person = asked!.symbols.every((symbol) => looksUpPerson(symbolTool(symbol).tool));
  const wanted = anyOf([...new Set(fields)].slice(0, 3), asked!.symbols.length > 1 ? 'or' : 'and');
  // Of several ways to find somebody each wants something else; their names say what.
  const named = fields.length > 0 && !(person && asked!.symbols.length > 1);
  const what = named ? `for the ${wanted}` : person ? 'who they are' : 'for what is missing';
  const then = rest.length === 0 ? '' : `; then ${joined(rest.map(({ clause }) => clause))}`;
  const others = rest.map(({ symbols }) => placeName(symbols)).slice(-2);
  if (opensRun >= MOSTLY) {
    return {
      name: nameOf(person ? ['authenticate', 'first'] : ['ask', 'and', placeName(asked!.symbols), 'first', ...others]),
      instruction: sentence(`ask the user ${what} and ${callPhrase(asked!.symbols)} before anything else${then}`),
      when: person
        ? 'a conversation begins and the user has not been identified'
        : 'a conversation begins and the user has not said what you need',
    };
  }
  return {
    name: nameOf(['ask', ...fields.slice(0, 1), 'before', placeName(asked!.symbols), ...others]),
    instruction: sentence(`ask the user ${what}, then ${callPhrase(asked!.symbols)}${then}`),
  };
}

function actsOf(elements: readonly (readonly string[])[], flow: readonly ElementFlow[]): Act[] {
  const handed = elements.some((symbols) => symbols.every((symbol) => handsOver(symbolTool(symbol).tool)));
  let before = -1;
  return elements.flatMap((symbols, k) => {
    if (!isAct(symbols) || (handed && symbols[0] === 'agent:hand-over')) return [];
    const fields = flow[k]?.fields ?? [];
    const from = (of: number): string | undefined =>
      of === before ? undefined : elements[of]!.length === 1 ? `\`${nameOfCall(elements[of]![0]!)}\`` : undefined;
    const asked = symbols[0] === 'agent:ask-information' ? askedFor(flow[k + 1]?.fields ?? []) : undefined;
    const act = {
      symbols,
      fields,
      previous: before,
      clause: asked ?? clauseOf(symbols, fields, { previous: before, from }),
    };
    if (isTool(symbols)) before = k;
    return [act];
  });
}

function clauseOf(
  symbols: readonly string[],
  fields: readonly FlowingField[],
  { previous, from }: { previous: number; from: (of: number) => string | undefined },
): string {
  const move = MOVES[symbols[0]!];
  if (move !== undefined) return move.clause;
  // What the tools of coding agents are always called with is their way of speaking, not knowledge.
  const own = symbols.length === 1 && /^tool:[a-z][a-z_]*$/.test(symbols[0]!);
  const constant = fields.find(
    (field) => own && field.from === 'constant' && field.value !== undefined && field.value.length <= 24,
  );
  const said = constant === undefined ? '' : ` (\`${constant.field}: ${constant.value}\`)`;
  // What an edit replaces, and with what, goes without saying.
  const values = symbols.some(edits) ? '' : valueWords(fields, { previous, from });
  return `${callPhrase(symbols)}${said}${values}`;
}

/** Asking is for what the next call takes from the user. */
function askedFor(fields: readonly FlowingField[]): string | undefined {
  const wanted = fields.filter(({ from }) => from === 'user').map(({ field }) => fieldWords(field));
  return wanted.length === 0 ? undefined : `ask for the ${anyOf([...new Set(wanted)].slice(0, 3), 'and')}`;
}

/** Where a call's values come from: ` with the user id it returned`, ` for the same order id`. */
function valueWords(
  fields: readonly FlowingField[],
  { previous, from }: { previous: number; from: (of: number) => string | undefined },
): string {
  const same = fields.filter((field) => field.from === 'same');
  const answered = fields.filter((field) => field.from === 'answer');
  const named = (some: readonly FlowingField[]): string =>
    anyOf([...new Set(some.map(({ field }) => fieldWords(field)).filter(isNoun))].slice(0, 2), 'and');
  const [first] = answered;
  if (first !== undefined) {
    const words = named(answered.filter(({ of }) => of === first.of));
    const source = first.of === previous ? 'it returned' : from(first.of!) && `from ${from(first.of!)!}`;
    if (source !== undefined)
      return words === '' ? `, using what ${source.replace(/^from/, 'came from')}` : `, using the ${words} ${source}`;
  }
  const words = named(same);
  return words === '' ? '' : ` for the same ${words}`;
}

/** Whether a field is called after what it holds, and not `of`, `to` or `x`. */
function isNoun(words: string): boolean {
  return words.length > 1 && !/^(?:of|to|for|with|it|from|in|on|at|by|as|near|about|after|before)$/.test(words);
}

/** What a change has in common with the calls before it, unless they say so themselves. */
function sameWords(act: Act, before: readonly Act[]): string {
  // "Edit the file … for the same file path" says it twice.
  if (act.symbols.every((symbol) => edits(symbol) || toolWords(symbolTool(symbol).tool).object === '')) return '';
  if (!isTool(before.at(-1)!.symbols)) return '';
  if (before.some(({ clause }) => / for the same | it returned/.test(clause))) return '';
  const same = act.fields.filter(({ from }) => from === 'same').map(({ field }) => fieldWords(field));
  return same.length === 0 ? '' : ` for the same ${anyOf([...new Set(same)].slice(0, 2), 'and')}`;
}

/**
 * What a change takes from the answer to the call before it, if that is an id or the like: whom to pay or write to is not
 * for an answer to say, which anyone may have written into.
 */
function takenWords({ symbols, fields, previous }: Act): string {
  if (symbols.some(edits)) return '';
  const taken = fields
    .filter(({ from, of }) => from === 'answer' && of === previous)
    .map(({ field }) => fieldWords(field));
  const words = [...new Set(taken.filter((word) => isNoun(word) && !TO_WHOM.test(word)))].slice(0, 2);
  return words.length === 0 ? '' : `, and take the ${anyOf(words, 'and')} from its answer`;
}

function whenOf(act: Act): { when?: string } {
  const wish = wishPhrase(act.symbols);
  return wish === undefined ? {} : { when: `the user wants to ${wish}` };
}

function isTool(symbols: readonly string[]): boolean {
  return symbols[0]!.startsWith('tool:');
}

function isAct(symbols: readonly string[]): boolean {
  return isTool(symbols) || Object.hasOwn(MOVES, symbols[0]!);
}

/** Whether all alternatives are commands that check work: tests, linters, builds. */
export function isCheck(symbols: readonly string[]): boolean {
  return symbols.every((symbol) => CHECKS.test(symbolTool(symbol).command ?? ''));
}

function isCommand(symbol: string): boolean {
  return symbolTool(symbol).command !== undefined;
}

function nameOfCall(symbol: string): string {
  const { tool, command } = symbolTool(symbol);
  return command ?? tool;
}

function fieldWords(field: string): string {
  const words = field
    .split('.')
    .at(-1)!
    .replace(/([a-z\d])([A-Z])/g, '$1 $2')
    .split(/[^\p{L}\p{N}]+/u);
  return words
    .filter((word) => word !== '')
    .join(' ')
    .toLowerCase();
}

function joined(clauses: readonly string[]): string {
  if (clauses.length <= 1) return clauses.join('');
  return `${clauses.slice(0, -1).join(', ')}, then ${clauses.at(-1)}`;
}

function sentence(words: string): string {
  return `${upperFirst(words)}.`;
}

/** What a place in a sequence is called in names; see {@link shortName}. */
function placeName(symbols: readonly string[]): string {
  return MOVES[symbols[0]!]?.name ?? shortName(symbols);
}

function nameOf(words: readonly string[]): string {
  return behaviorName(words.join(' '));
}
