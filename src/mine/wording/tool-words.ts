import { callEffect } from '../../behavior/call/call-effect.ts';

const READ_VERBS = new Map([
  ['get', 'look up'],
  ['fetch', 'look up'],
  ['lookup', 'look up'],
  ['retrieve', 'look up'],
  ['load', 'load'],
  ['query', 'look up'],
  ['find', 'find'],
  ['search', 'search'],
  ['list', 'list'],
  ['read', 'read'],
  ['check', 'check'],
  ['show', 'look at'],
  ['view', 'look at'],
  ['describe', 'look at'],
  ['inspect', 'look at'],
  ['calculate', 'calculate'],
  ['compute', 'calculate'],
  ['think', 'think it through'],
  ['verify', 'check'],
  ['validate', 'check'],
  ['count', 'count'],
  ['test', 'test'],
  ['grep', 'search'],
  ['glob', 'list'],
]);
const WRITE_VERBS = new Set([
  'accept', 'add', 'adjust', 'append', 'apply', 'approve', 'archive', 'assign', 'ban', 'block', 'book', 'buy', 'cancel', 'change',
  'charge', 'clear', 'close', 'create', 'delete', 'deploy', 'disable', 'dispatch', 'drop', 'edit', 'enable', 'exchange', 'grant', 'insert',
  'invite', 'issue', 'lock', 'mark', 'merge', 'modify', 'move', 'order', 'pay', 'place', 'post', 'publish', 'purchase', 'push', 'put', 'refuel',
  'refund', 'register', 'reject', 'release', 'remove', 'rename', 'replace', 'reply', 'reschedule', 'reserve', 'reset', 'resume',
  'return', 'revoke', 'save', 'schedule', 'send', 'set', 'share', 'ship', 'start', 'stop', 'submit', 'subscribe', 'suspend', 'toggle', 'transfer', 'turn',
  'unload', 'unlock', 'unsubscribe', 'update', 'upgrade', 'upload', 'write', 'multi', 'notebook',
]); // prettier-ignore
// What tools do besides: neither looking nor changing, or either.
const OTHER_VERBS = new Set([
  'analyse', 'analyze', 'answer', 'ask', 'assess', 'authenticate', 'build', 'choose', 'click', 'collect', 'compare', 'compile', 'compose',
  'confirm', 'connect', 'convert', 'copy', 'decrypt', 'download', 'draft', 'encrypt', 'enter', 'estimate', 'evaluate', 'execute', 'export',
  'extract', 'fill', 'filter', 'format', 'generate', 'identify', 'import', 'install', 'invoke', 'join', 'link', 'locate', 'log', 'login', 'make',
  'measure', 'monitor', 'navigate', 'notify', 'open', 'parse', 'pick', 'plan', 'plot', 'predict', 'prepare', 'print', 'process', 'propose',
  'provide', 'pull', 'quote', 'rate', 'reboot', 'record', 'render', 'report', 'request', 'resolve', 'restart', 'review', 'rotate', 'run', 'scan',
  'select', 'sign', 'solve', 'sort', 'split', 'store', 'summarise', 'summarize', 'sync', 'tag', 'track', 'translate', 'transform', 'trigger',
  'type', 'use', 'visit', 'wait', 'weigh',
]); // prettier-ignore
const DOUBLED = new Set([
  'cancel',
  'commit',
  'drop',
  'get',
  'ban',
  'plan',
  'put',
  'reset',
  'run',
  'set',
  'ship',
  'stop',
  'submit',
  'swap',
  'transfer',
]);
// `transfer_to_human_agents` ends the agent's part; it is no change like the others.
const HAND_OVER = /\bto (?:a |an |the )?(?:human|agent|person|operator|supervisor|representative|specialist)/;
const PEOPLE =
  /^(?:user|users|customer|account|member|client|patient|profile|caller|employee|student|person|passenger)$/;

// `plan_of_bed`, `put_on_scale`: what the verb is done to is not said; nor what `run_tests_for` is for.
const LINK = /^(?:of|on|in|into|at|for|from|with|after|before)$/;

/** A tool's name as words: `get_user_details` is verb `get`, object `user details`. */
export interface ToolWords {
  readonly verb: string;
  /** `''` for tools of one word. */
  readonly object: string;
}

// What the one-word tools of coding agents do.
const ONE_WORD = new Map([
  ['read', 'read the file'],
  ['edit', 'edit the file'],
  ['write', 'write the file'],
  ['grep', 'search'],
  ['glob', 'list the files'],
  ['search', 'search'],
  ['think', 'think it through'],
  ['task', 'delegate'],
  ['calculate', 'work out the amounts'],
  ['fetch', 'fetch the page'],
]);
const ONE_WORD_DOING = new Map([
  ['read', 'reading a file'],
  ['edit', 'editing a file'],
  ['write', 'writing a file'],
  ['grep', 'searching'],
  ['search', 'searching'],
]);
const GENERIC = /^(?:|by|to|of|the|id|details?|info|information|data|status|list|all|recent|current)$/;

/** Splits a tool's name (snake_case, camelCase, `mcp__server__name`, `server.name`) into verb and object, in lower case. */
export function toolWords(name: string): ToolWords {
  const own = name.split(/__|[.:/]/).findLast((part) => part !== '') ?? name;
  const words = own
    .replace(/([a-z\d])([A-Z])/g, '$1 $2')
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '')
    .map((word) => word.toLowerCase());
  // What it is found by is how, not what: `find_user_by_email` finds a user.
  const by = words.indexOf('by', 2);
  const object = LINK.test(words[1] ?? '') ? [] : words.slice(1, by < 0 ? undefined : by);
  while (LINK.test(object.at(-1) ?? '')) object.pop();
  return { verb: words[0] ?? name.toLowerCase(), object: object.join(' ') };
}

/** Whether a tool, judged by the verb in its name, changes something (`cancel_order`) rather than looks (`get_order`). */
export function writesSomething(name: string): boolean {
  const { verb, object } = toolWords(name);
  return WRITE_VERBS.has(verb) && !HAND_OVER.test(object);
}

/** Whether a tool, judged by the verb in its name, only looks (`get_order`); false for what it cannot tell. */
export function looks(name: string): boolean {
  return READ_VERBS.has(toolWords(name).verb);
}

/** Whether a symbol is one of the calls that every agent looks around with: `Glob`, `Read`, `Bash(ls)`. */
export function looksAround(symbol: string): boolean {
  const { tool, command } = symbolTool(symbol);
  if (command !== undefined) return callEffect(tool, JSON.stringify({ command })) === 'read';
  return toolWords(tool).object === '' && looks(tool);
}

/** Whether a tool's first word is a verb that can be said; tools of invented names are called, not said. */
function isVerb(word: string): boolean {
  return READ_VERBS.has(word) || WRITE_VERBS.has(word) || OTHER_VERBS.has(word);
}

/** Whether a tool hands the conversation over to a person, as `transfer_to_human_agents` does. */
export function handsOver(name: string): boolean {
  return HAND_OVER.test(toolWords(name).object);
}

/** Whether a tool looks up a person or an account, as authentication does. */
export function looksUpPerson(name: string): boolean {
  const { verb, object } = toolWords(name);
  return READ_VERBS.has(verb) && object.split(' ').some((word) => PEOPLE.test(word));
}

/** `cancel` → `cancelling`, `update` → `updating`. */
export function gerund(verb: string): string {
  if (DOUBLED.has(verb)) return `${verb}${verb.at(-1)}ing`;
  if (/[^aeiou]e$/.test(verb)) return `${verb.slice(0, -1)}ing`;
  return `${verb}ing`;
}

/** `['a', 'b', 'c']` → `a, b or c`. */
export function anyOf(items: readonly string[], word = 'or'): string {
  return items.length < 2 ? (items[0] ?? '') : `${items.slice(0, -1).join(', ')} ${word} ${items.at(-1)}`;
}

/** What a tool symbol names: the shell command it runs, or the tool. */
export function symbolTool(symbol: string): { readonly tool: string; readonly command?: string } {
  const match = /^(?:user-)?tool:(.*?)(?:\(([^()]*)\))?$/s.exec(symbol);
  const command = match?.[2];
  return { tool: match?.[1] ?? symbol, ...(command !== undefined && { command }) };
}

/** `look up the user details with `get_user_details``, `run `git commit``: a call as something to do. */
export function callPhrase(symbols: readonly string[]): string {
  const tools = symbols.map(symbolTool);
  const quoted = anyOf(tools.map(({ tool, command }) => `\`${command ?? tool}\``));
  if (tools.every(({ command }) => command !== undefined)) return `run ${quoted}`;
  if (tools.every(({ tool }) => handsOver(tool))) return `hand over to a person with ${quoted}`;
  const words = tools.map(({ tool }) => toolWords(tool));
  if (words.every(({ object }) => object === '')) {
    // `Grep` and `Task` are two ways, each with its own words.
    const known = tools.length > 2 ? [undefined] : words.map(({ verb }) => ONE_WORD.get(verb));
    if (known.includes(undefined)) return `use ${quoted}`;
    return anyOf(known.map((doing, k) => `${doing} with \`${tools[k]!.tool}\``));
  }
  const verbs = [...new Set(words.map(({ verb }) => READ_VERBS.get(verb) ?? verb))];
  const object = sharedObject(words);
  if (object === '' || verbs.length > 3 || words.some(({ verb }) => !isVerb(verb))) return `call ${quoted}`;
  if (verbs.length === 1 && verbs[0] === 'search')
    return `search for ${object.endsWith('s') ? object : `${object}s`} with ${quoted}`;
  return `${anyOf(verbs)} the ${object} with ${quoted}`;
}

/** `booking, cancelling or updating a reservation`: alternatives as something one is about to do. */
export function doingPhrase(symbols: readonly string[]): string {
  const tools = symbols.map(symbolTool);
  const words = tools.map(({ tool }) => toolWords(tool));
  const object = sharedObject(words);
  const unsaid = words.some(({ verb }) => !isVerb(verb));
  if (tools.some(({ tool, command }) => command !== undefined || handsOver(tool)) || object === '' || unsaid) {
    const known = tools.length === 1 ? ONE_WORD_DOING.get(words[0]!.verb) : undefined;
    if (known !== undefined && tools[0]!.command === undefined) return known;
    const changes =
      tools.length > 1 && tools.every(({ tool, command }) => command === undefined && writesSomething(tool));
    if (changes) return `making a change (${anyOf(tools.map(({ tool }) => `\`${tool}\``))})`;
    const verb = tools.every(({ command }) => command !== undefined) ? 'running' : 'calling';
    if (tools.every(({ tool }) => handsOver(tool))) return 'handing over to a person';
    return `${verb} ${anyOf(tools.map(({ tool, command }) => `\`${command ?? tool}\``))}`;
  }
  const verbs = [...new Set(words.map(({ verb }) => verb))];
  const shown = verbs.length > 5 ? ['changing'] : verbs.map(gerund);
  return `${anyOf(shown)} ${withArticle(object)}`;
}

/** The same as a wish: `book, cancel or update a reservation`; undefined for what only looks, or is no English word. */
export function wishPhrase(symbols: readonly string[]): string | undefined {
  const tools = symbols.map(symbolTool);
  if (tools.every(({ tool }) => handsOver(tool)) || tools.some(({ command }) => command !== undefined))
    return undefined;
  const words = tools.map(({ tool }) => toolWords(tool));
  const object = sharedObject(words);
  if (object === '' || words.some(({ verb }) => !isVerb(verb) || READ_VERBS.has(verb))) return undefined;
  const verbs = [...new Set(words.map(({ verb }) => verb))];
  return `${anyOf(verbs.length > 5 ? ['change'] : verbs)} ${withArticle(object)}`;
}

/** The object of one tool, or the word that all of several tools' objects have in common; `''` when there is none. */
export function sharedObject(words: readonly ToolWords[]): string {
  const objects = new Set(words.map(({ object }) => object));
  if (objects.size === 1) return words[0]!.object;
  const [first, ...rest] = words.map(({ object }) => object.split(' '));
  return first!.find((word) => !GENERIC.test(word) && rest.every((others) => others.includes(word))) ?? '';
}

function withArticle(object: string): string {
  const head = object.split(' ').at(-1)!;
  if (/(?:[^s]s|details|info|money)$/.test(head)) return object;
  return `${/^[aeiou]/.test(object) && !/^(?:user|uni)/.test(object) ? 'an' : 'a'} ${object}`;
}
