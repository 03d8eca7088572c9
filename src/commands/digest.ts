import { EthogramError } from '../core/ethogram-error.ts';
import { plural } from '../core/format-number.ts';
import type { Json } from '../core/json.ts';
import { loadHandbookIndex } from '../handbook/load-handbook-index.ts';
import type { Edition } from '../handbook/digest/edition.ts';
import { editionPlain } from '../handbook/digest/edition-markdown.ts';
import { editionText, type EditionText, type EditionWords } from '../handbook/digest/edition-text.ts';
import { makeEdition } from '../handbook/digest/make-edition.ts';
import type { Store } from '../store/store.ts';
import { behaviorUses, periodsOf } from './behavior-uses.ts';
import { listOption, textOption, type Command, type CommandContext, type CommandResult } from './command.ts';
import { parseTime } from './parse-time.ts';
import { sendEdition, type Delivery } from './send-edition.ts';
import { withStore } from './with-store.ts';
import { writeEditions } from './write-editions.ts';

const ACTIONS = ['now', 'list', 'show', 'subscribe', 'unsubscribe', 'searches'] as const;
type Action = (typeof ACTIONS)[number];
/** Kinds under which the store keeps what was decided. */
const EDITION = 'digest-edition';
const SEARCH = 'saved-search';
const MOST_FOUND = 5;

/** A search that somebody saved. */
interface SavedSearch {
  readonly name: string;
  readonly query: string;
  /** Gets the editions that bring something for it. */
  readonly mail?: string;
}

/** `ethogram digest`: what is new in the handbook, for people who do not open it. */
export const digest: Command = {
  name: 'digest',
  summary: 'what is new, trending and retired, as dated editions',
  description: [
    'now (default): makes the edition since the last one (or of the last seven days), prints it and keeps it; a second time on one day it shows the one there is, unless --again. Editions are permanent: once made they stay as they are, except that what is forgotten has no words in them any more. list, show ID: the editions there are.',
    'subscribe QUERY saves a search under --name: each edition tells what it brought for it, and with --mail sends that; unsubscribe NAME, searches: the saved ones.',
    'Trending is the change in use times the shrunk effect. Use is the share of sessions that were served a behavior or, where there are no receipts in both periods, of examined runs that show it; the change counts when its 95% interval leaves zero out. The effect is the difference in success that mining measured, shrunk towards zero by how little is known (empirical Bayes).',
    '--out DIR writes ID.md and ID.html of every edition, and feed.atom. --mail sends the edition through the server in ETHOGRAM_SMTP (smtp://user:password@host:587) from ETHOGRAM_MAIL_FROM; nobody gets one twice. With --json: { edition, title, lead, sections: [{ title, note, entries: [{ id, name, instruction, why }] }], mailed: [{ to, error? }] }.',
  ].join('\n\n'),
  arguments: [
    { name: '[ACTION]', description: ACTIONS.join(' | ') },
    { name: '[WHAT...]', description: 'show: an edition; subscribe: a query; unsubscribe: a name' },
  ],
  options: [
    { flags: '--since <time>', description: 'the period: from a date (2026-01-31) or an age (7d)' },
    { flags: '--again', description: 'make another edition although there is one of today' },
    { flags: '--out <dir>', description: 'write all editions and the feed there' },
    { flags: '--base-url <url>', description: 'where those files will be read, for the links of the feed' },
    { flags: '--mail <address>', description: 'send it there; repeatable', repeatable: true },
    { flags: '--name <name>', description: 'subscribe: what to call the search' },
  ],
  example: 'ethogram digest',
  async run(context) {
    const [first, ...rest] = context.args;
    const action = (first ?? 'now') as Action;
    if (!ACTIONS.includes(action)) {
      throw new EthogramError('bad-argument', `digest: found "${first}", expected one of ${ACTIONS.join(', ')}`);
    }
    const needs = { now: 'nothing', list: 'nothing', searches: 'nothing', show: 'an edition', subscribe: 'a query', unsubscribe: 'a name' }[action]; // prettier-ignore
    if ((needs === 'nothing') !== (rest.length === 0)) {
      throw new EthogramError(
        'bad-argument',
        `digest ${action}: found ${rest.length === 0 ? 'nothing' : `"${rest.join(' ')}"`}, expected ${needs}`,
      );
    }
    return withStore(context, async (store) => act(store, action, rest.join(' '), context));
  },
};

async function act(store: Store, action: Action, what: string, context: CommandContext): Promise<CommandResult> {
  switch (action) {
    case 'list':
      return list(await editionsOf(store));
    case 'searches':
      return listSearches(await searchesOf(store));
    case 'subscribe':
      return subscribe(store, what, context);
    case 'unsubscribe':
      return unsubscribe(store, what);
    case 'show': {
      const edition = (await editionsOf(store)).find(({ id }) => id === what);
      if (edition === undefined) {
        throw new EthogramError('not-found', `found no edition "${what}", expected one of those that were made`, {
          hint: 'ethogram digest list',
        });
      }
      return give(store, edition, context);
    }
    default:
      return give(store, await editionNow(store, context), context);
  }
}

async function editionNow(store: Store, { options, now }: CommandContext): Promise<Edition> {
  const earlier = await editionsOf(store);
  const last = earlier.at(-1);
  const to = now().toISOString();
  const asked = textOption(options, 'since');
  const isOfToday = last !== undefined && last.to.slice(0, 10) === to.slice(0, 10);
  if (isOfToday && options['again'] !== true && asked === undefined) return last;
  const from = asked === undefined ? (last?.to ?? parseTime('7d', now())) : parseTime(asked, now());
  if (from >= to) throw new EthogramError('bad-argument', `--since: found ${from}, expected a time before now`);
  const behaviors = await store.behaviors();
  const index = await loadHandbookIndex(store, { all: true });
  const edition = makeEdition({
    earlier: earlier.map(({ id }) => id),
    from,
    to,
    behaviors,
    histories: await store.histories(),
    uses: await behaviorUses(store, behaviors, periodsOf(from, to)),
    searches: (await searchesOf(store)).map(({ name, query }) => ({
      name,
      found: index.retrieve(query, { all: true, k: MOST_FOUND, tokens: Infinity }).behaviors.map(({ id }) => id),
    })),
  });
  await store.putDecisions(EDITION, [{ name: edition.id, value: edition as unknown as Json }]);
  return edition;
}

/** Prints an edition, writes the files and sends what is to be sent. */
async function give(store: Store, edition: Edition, context: CommandContext): Promise<CommandResult> {
  const words = await wordsOf(store);
  const text = editionText(edition, words);
  const talk: string[] = [];
  const out = textOption(context.options, 'out');
  if (out !== undefined) {
    const editions = (await editionsOf(store)).map((one) => ({ edition: one, text: editionText(one, words) }));
    const written = writeEditions(editions, { out, context });
    talk.push(`Wrote ${plural(written.length, 'file')} into ${out}.`);
  }
  const mailed = await delivered(store, { edition, text }, context);
  for (const { to, error } of mailed) talk.push(error === undefined ? `Sent to ${to}.` : `Not sent to ${to}: ${error}.`);
  for (const line of talk) context.talk(line);
  return {
    json: { edition, ...text, ...(mailed.length > 0 && { mailed }) },
    rows: text.sections.flatMap(({ title, entries }) => entries.map((entry) => ({ section: title, ...entry }))),
    text: editionPlain(text).trimEnd(),
    exitCode: mailed.some(({ error }) => error !== undefined) ? 1 : 0,
  };
} // prettier-ignore

/** To those who were named all of it; to a saved search's address what is for it, when there is something. */
async function delivered(
  store: Store,
  { edition, text }: { readonly edition: Edition; readonly text: EditionText },
  context: CommandContext,
): Promise<Delivery[]> {
  const named = listOption(context.options, 'mail').map((to) => ({ to, text }));
  const brought = new Set(edition.searches.filter(({ behaviors }) => behaviors.length > 0).map(({ name }) => name));
  const searches = (await searchesOf(store)).flatMap(({ name, mail }) => {
    if (mail === undefined || !brought.has(name)) return [];
    return [{ to: mail, text: { ...text, sections: text.sections.filter(({ title }) => title === `For “${name}”`) } }];
  });
  return sendEdition(store, { edition: edition.id, messages: [...named, ...searches], isAsked: named.length > 0 }, context);
} // prettier-ignore

async function wordsOf(store: Store): Promise<EditionWords> {
  const histories = await store.histories();
  return ({ behavior, version }) =>
    histories.get(behavior)?.findLast(({ version: known }) => known === version)?.behavior;
}

/** Oldest first. */
async function editionsOf(store: Store): Promise<Edition[]> {
  const editions = (await store.decisions(EDITION)).map(({ value }) => value as unknown as Edition);
  return editions.sort((a, b) => (a.to < b.to ? -1 : 1));
}

async function searchesOf(store: Store): Promise<SavedSearch[]> {
  const kept = await store.decisions(SEARCH);
  return kept.flatMap(({ value }) => (value === null ? [] : [value as unknown as SavedSearch]));
}

async function subscribe(store: Store, query: string, { options }: CommandContext): Promise<CommandResult> {
  const [mail, ...more] = listOption(options, 'mail');
  if (more.length > 0)
    throw new EthogramError('bad-argument', 'digest subscribe: found several --mail, expected at most one');
  const name = textOption(options, 'name') ?? query;
  if (/[\p{Cc}\u2028\u2029]/u.test(name)) {
    throw new EthogramError('bad-argument', `digest subscribe: found a name of several lines, expected one line`, {
      hint: 'ethogram digest subscribe QUERY --name NAME',
    });
  }
  const search: SavedSearch = { name, query, ...(mail !== undefined && { mail }) };
  await store.putDecisions(SEARCH, [{ name: search.name, value: search as unknown as Json }]);
  return {
    json: search,
    text: `Saved as ${search.name}. Each edition tells what it brought for it${mail === undefined ? '' : `, and ${mail} gets that`}.`,
  };
} // prettier-ignore

async function unsubscribe(store: Store, name: string): Promise<CommandResult> {
  if (!(await searchesOf(store)).some((search) => search.name === name)) {
    throw new EthogramError('not-found', `found no saved search "${name}"`, { hint: 'ethogram digest searches' });
  }
  await store.putDecisions(SEARCH, [{ name, value: null }]);
  return { json: { name }, text: `${name} is no longer searched for.` };
}

function list(editions: readonly Edition[]): CommandResult {
  const line = ({ id, from, to, added, approved, trending, retired }: Edition): string =>
    `${id}  ${from.slice(0, 10)} to ${to.slice(0, 10)}  ${added.length} new, ${approved.length} approved, ${trending.length} trending, ${retired.length} retired`;
  return {
    json: editions,
    rows: editions,
    text: editions.length === 0 ? 'No edition yet. ethogram digest makes one.' : editions.map(line).join('\n'),
  };
}

function listSearches(searches: readonly SavedSearch[]): CommandResult {
  const line = ({ name, query, mail }: SavedSearch): string =>
    [name, ...(name === query ? [] : [query]), ...(mail === undefined ? [] : [mail])].join('  ');
  return {
    json: searches,
    rows: searches,
    text:
      searches.length === 0
        ? 'No saved search. ethogram digest subscribe QUERY makes one.'
        : searches.map(line).join('\n'),
  };
}
