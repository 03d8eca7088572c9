import type { ElementFlow } from './argument-flow.ts';
import {
  anyOf,
  callPhrase,
  doingPhrase,
  handsOver,
  looksUpPerson,
  sharedObject,
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

// What an agent's move is, as something to do. Moves that are absent cannot be asked for.
const MOVES: Readonly<Record<string, { readonly clause: string; readonly name: string }>> = {
  'agent:ask-information': { clause: 'ask for what is missing', name: 'ask' },
  'agent:ask-confirmation': { clause: 'list the details and get an explicit yes', name: 'confirm' },
  'agent:present-options': { clause: 'present the options', name: 'present_options' },
  'agent:state-plan': { clause: 'say what you are going to do', name: 'state_plan' },
  'agent:report-done': { clause: 'report what was done', name: 'report' },
  'agent:refuse': { clause: 'say what is not possible, and why', name: 'refuse' },
  'agent:hand-over': { clause: 'hand over to a person', name: 'hand_over' },
  'agent:verify-claim': { clause: 'check what was claimed', name: 'verify' },
};
// Commands that check what was done before them.
const CHECKS =
  /(?:^|[\s:-])(?:tests?|pytest|vitest|jest|rspec|lint|check|typecheck|tsc|clippy|credo|build|compile)(?:$|[\s:-])/;
// What one sentence can hold.
const MAX_ACTS = 4;
const MAX_CALLS_ONLY = 3;
const ANSWERS: Readonly<Record<string, string>> = {
  'user:confirm': 'once the user has agreed',
  'user:decline': 'when the user declines',
  'user:correct': 'when the user corrects you',
};

/** Whether a sequence is short enough to be said: four acts, or three if it is calls only. */
export function sayable(elements: readonly (readonly string[])[]): boolean {
  const acts = elements.filter(isAct);
  return acts.length >= 2 && acts.length <= (acts.every(isTool) ? MAX_CALLS_ONLY : MAX_ACTS);
}

/**
 * Says a sequence of symbols as one instruction and names it, or gives up: a sequence that asks nothing of an agent
 * (only users act, or one thing is done) is no behavior.
 *
 * @param elements - alternatives per element, as symbols
 */
export function wordWorkflow(
  elements: readonly (readonly string[])[],
  { flow, opensRun }: WorkflowFacts,
): Wording | undefined {
  const acts = elements.map((symbols, k) => ({ symbols, k })).filter(({ symbols }) => isAct(symbols));
  const last = acts.at(-1);
  if (!sayable(elements) || last === undefined) return undefined;
  if (last.symbols[0] === 'agent:hand-over' && acts.some(({ symbols }) => handsOver(symbolTool(symbols[0]!).tool)))
    return undefined;
  const tools = acts.filter(({ symbols }) => isTool(symbols));
  const lastTool = tools.at(-1);
  const asksYes = acts.findIndex(({ symbols }) => symbols[0] === 'agent:ask-confirmation');

  if (asksYes >= 0 && lastTool !== undefined && lastTool.k > acts[asksYes]!.k) {
    const before = acts.slice(0, asksYes).map(({ symbols, k }) => clauseOf(symbols, flow[k]));
    const clauses = [...before, MOVES['agent:ask-confirmation']!.clause];
    const then = acts.filter(({ k }) => k > lastTool.k).map(({ symbols }) => clauseOf(symbols));
    const wish = wishPhrase(lastTool.symbols);
    if (lastTool.symbols.every((symbol) => handsOver(symbolTool(symbol).tool))) {
      return {
        name: nameOf(['ask', 'before', 'handing', 'over']),
        instruction: sentence(
          `before ${doingPhrase(lastTool.symbols)}, ${joined([...before, 'ask the user whether they want that'])}`,
        ),
      };
    }
    const lookedUp = acts.slice(0, asksYes).map(({ symbols }) => shortName(symbols));
    return {
      name: nameOf([...lookedUp.slice(-1), 'confirm', 'before', writeName(lastTool.symbols)]),
      instruction: sentence(
        `before ${doingPhrase(lastTool.symbols)}, ${joined(clauses)}${then.length === 0 ? '' : `; then ${joined(then)}`}`,
      ),
      ...(wish !== undefined && { when: `the user wants to ${wish}` }),
    };
  }

  const first = acts[0]!;
  if (first.symbols[0] === 'agent:ask-information' && tools.length > 0) {
    const asked = tools[0]!;
    const fields = (flow[asked.k]?.fields ?? [])
      .filter(({ from }) => from === 'user')
      .map(({ field }) => fieldWords(field));
    const person = asked.symbols.every((symbol) => looksUpPerson(symbolTool(symbol).tool)) && opensRun >= 0.6;
    const wanted = anyOf([...new Set(fields)].slice(0, 3), asked.symbols.length > 1 ? 'or' : 'and');
    // Asking for something or other is no advice, and what is asked for is asked for one look-up.
    if ((fields.length === 0 && !person) || acts.length > 2) return undefined;
    const what = fields.length === 0 ? 'who they are' : `for the ${wanted}`;
    if (person) {
      return {
        name: 'behavior_authenticate_first',
        instruction: sentence(`ask the user ${what} and ${callPhrase(asked.symbols)} before anything else`),
        when: 'a conversation begins and the user has not been identified',
      };
    }
    const clauses = [`ask the user ${what}`, clauseOf(asked.symbols, flow[asked.k])];
    return {
      name: nameOf(['ask', ...(fields[0] === undefined ? [] : [fields[0]]), 'before', shortName(asked.symbols)]),
      instruction: sentence(joined(clauses)),
    };
  }

  if (tools.length === 0) return undefined;
  if (last.symbols[0] === 'agent:refuse') {
    const looked = acts.slice(0, -1);
    if (looked.some(({ symbols }) => !isTool(symbols))) return undefined;
    return {
      name: nameOf([...looked.map(({ symbols }) => shortName(symbols)).slice(-2), 'before', 'refusing']),
      instruction: sentence(
        `before telling the user that something is not possible, ${joined(looked.map(({ symbols, k }) => clauseOf(symbols, flow[k])))}; then say why`,
      ),
    };
  }
  // Two changes in a row that have nothing in common are two errands, not one way of working.
  const writes = tools.filter(({ symbols }) => symbols.every((symbol) => writesSomething(symbolTool(symbol).tool)));
  if (writes.length > 1 && !(flow[lastTool!.k]?.fields ?? []).some(({ from }) => from === 'same')) return undefined;
  const condition = elements.flatMap((symbols) => ANSWERS[symbols[0]!] ?? []).at(0);
  const clauses = acts.map(({ symbols, k }) => clauseOf(symbols, flow[k]));
  if (isCheck(last.symbols)) {
    const before = acts.at(-2)!.symbols;
    // In which order checks are run is of no consequence.
    if (isCheck(before)) return undefined;
    return {
      name: nameOf([shortName(last.symbols), 'after', shortName(before)]),
      instruction: sentence(`after ${doingPhrase(before)}, ${callPhrase(last.symbols)}`),
    };
  }
  if (
    isTool(last.symbols) &&
    last.symbols.every((symbol) => writesSomething(symbolTool(symbol).tool) || isCommand(symbol))
  ) {
    const earlier = clauses.slice(0, -1);
    return {
      name: nameOf([
        ...acts
          .slice(0, -1)
          .map(({ symbols }) => shortName(symbols))
          .slice(-2),
        'before',
        writeName(last.symbols),
      ]),
      instruction: sentence(
        `before ${doingPhrase(last.symbols)}, ${joined(earlier)}${sameWords(last.symbols, flow[last.k])}`,
      ),
    };
  }
  if (first.symbols.every((symbol) => looksUpPerson(symbolTool(symbol).tool)) && isTool(last.symbols)) {
    return {
      name: nameOf([shortName(first.symbols), 'first']),
      instruction: sentence(`before you ${joined(clauses.slice(1))}, ${clauses[0]}`),
    };
  }
  // What is looked at after what tells something only when the one leads to the other.
  const leads = (flow[last.k]?.fields ?? []).some(({ from }) => from === 'result' || from === 'same');
  if (acts.every(({ symbols }) => isTool(symbols)) && (!leads || isThought(first.symbols))) return undefined;
  return {
    name: nameOf([shortName(first.symbols), 'then', shortName(last.symbols)]),
    instruction: sentence(
      `${condition === undefined ? '' : `${condition}, `}${joined(clauses)}${sameWords(last.symbols, flow[last.k])}`,
    ),
  };
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

function isThought(symbols: readonly string[]): boolean {
  return symbols.every((symbol) => /^(?:think|thought|plan|reason)\b/i.test(symbolTool(symbol).tool));
}

function isCommand(symbol: string): boolean {
  return symbolTool(symbol).command !== undefined;
}

function clauseOf(symbols: readonly string[], flow?: ElementFlow): string {
  const move = MOVES[symbols[0]!];
  if (move !== undefined) return move.clause;
  // What the tools of coding agents are always called with is their way of speaking, not knowledge.
  const own = symbols.length === 1 && /^tool:[a-z][a-z_]*$/.test(symbols[0]!);
  const constant = flow?.fields.find(
    ({ from, value }) => own && from === 'constant' && value !== undefined && value.length <= 24,
  );
  return `${callPhrase(symbols)}${constant === undefined ? '' : ` (\`${constant.field}: ${constant.value}\`)`}`;
}

function sameWords(symbols: readonly string[], flow: ElementFlow | undefined): string {
  // "Edit the file … for the same file path" says it twice.
  if (symbols.every((symbol) => toolWords(symbolTool(symbol).tool).object === '')) return '';
  const same = (flow?.fields ?? []).filter(({ from }) => from === 'same').map(({ field }) => fieldWords(field));
  return same.length === 0 ? '' : ` for the same ${anyOf([...new Set(same)].slice(0, 2), 'and')}`;
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
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}.`;
}

/** What a place in a sequence is called in names: `get order`, `order changes`, `npm test`. */
export function shortName(symbols: readonly string[]): string {
  const move = MOVES[symbols[0]!];
  if (move !== undefined) return move.name;
  const { tool, command } = symbolTool(symbols[0]!);
  if (command !== undefined) return command;
  if (symbols.length === 1)
    return toolWords(tool).object === '' ? toolWords(tool).verb : `${toolWords(tool).verb} ${toolWords(tool).object}`;
  return writeName(symbols);
}

function writeName(symbols: readonly string[]): string {
  if (symbols.length === 1) return shortName(symbols);
  const object = sharedObject(symbols.map((symbol) => toolWords(symbolTool(symbol).tool)));
  const write = symbols.some((symbol) => writesSomething(symbolTool(symbol).tool));
  if (object === '') return write ? 'changes' : symbolTool(symbols[0]!).tool;
  const verbs = new Set(symbols.map((symbol) => toolWords(symbolTool(symbol).tool).verb));
  return write ? `${object} changes` : verbs.size === 1 ? `${[...verbs][0]!} ${object}` : object;
}

function nameOf(words: readonly string[]): string {
  const name = words
    .join('_')
    .replace(/[^\p{L}\p{N}]+/gu, '_')
    .replace(/^_+|_+$/g, '')
    .toLowerCase();
  return `behavior_${name}`;
}
