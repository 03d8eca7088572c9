import { shorten } from '../chart/visible-text.ts';
import { EthogramError } from '../core/ethogram-error.ts';
import { textTable } from '../core/text-table.ts';
import { plural } from '../core/format-number.ts';
import { TIERS, type Event, type EventFilter, type Tier } from '../behavior/event.ts';
import { openStore } from '../store/open-store.ts';
import { codedBy } from './coded-by.ts';
import { textOption, type Command, type CommandContext } from './command.ts';
import { storeLocation, withStore } from './with-store.ts';

const SHOWN = 50;
const LONGEST_QUOTE = 80;
const NOTHING = {
  fits: 'No event fits. ethogram events lists all of them, ethogram detect codes the runs.',
  coded: 'No events. ethogram detect codes the runs.',
};

/** `ethogram events`: lists coded events with their quotes. */
export const events: Command = {
  name: 'events',
  summary: 'list coded events with their quotes',
  options: [
    { flags: '--behavior <slug>', description: 'only this code: verification, or four-habits/verification' },
    { flags: '--trajectory <id>', description: 'only in this run' },
    { flags: '--tier <tier>', description: `only those decided by ${TIERS.join(', ')}` },
  ],
  example: 'ethogram events --behavior verification --jsonl',
  async run(context) {
    const { options } = context;
    const filter = eventFilter(options);
    const rows = { [Symbol.asyncIterator]: () => storedEvents(context, filter) };
    await withStore(context, async () => {});
    if (options['json'] === true || options['jsonl'] === true || options['csv'] === true) {
      return { json: {}, listed: 'events', rows, text: '' };
    }
    const shown: Event[] = [];
    let count = 0;
    for await (const event of rows) {
      if (count < SHOWN) shown.push(event);
      count++;
    }
    const asked = Object.keys(filter).length > 0;
    return { json: {}, text: count === 0 ? NOTHING[asked ? 'fits' : 'coded'] : eventTable(shown, count) };
  },
};

/** In the store's order, read as they are asked for, so that any number of them takes the same memory. */
async function* storedEvents(context: CommandContext, filter: EventFilter): AsyncGenerator<Event> {
  const store = await openStore(storeLocation(context));
  try {
    yield* store.events(filter);
  } finally {
    await store.close();
  }
}

function eventTable(shown: readonly Event[], count: number): string {
  const table = textTable(
    [
      { heading: 'behavior' },
      { heading: 'trajectory' },
      { heading: 'step', align: 'right' },
      { heading: 'by' },
      { heading: 'quote' },
    ],
    shown.map((event) => [
      event.code.split('@')[0]!,
      event.trajectoryId,
      String(event.steps[0]),
      codedBy(event),
      shorten(event.spans[0]?.quote ?? '', LONGEST_QUOTE),
    ]),
  );
  const rest = count > SHOWN ? `, the first ${SHOWN} shown; --jsonl prints all` : '';
  return `${table}\n\n${plural(count, 'event')}${rest}`;
}

function eventFilter(options: Parameters<typeof textOption>[0]): EventFilter {
  const behavior = textOption(options, 'behavior');
  const trajectoryId = textOption(options, 'trajectory');
  const tier = textOption(options, 'tier');
  if (tier !== undefined && !(TIERS as readonly string[]).includes(tier)) {
    throw new EthogramError('bad-argument', `--tier: found "${tier}", expected one of ${TIERS.join(', ')}`);
  }
  const [slug, codebook] = behavior?.split('/').reverse() ?? [];
  return {
    ...(slug !== undefined && { behavior: slug }),
    ...(codebook !== undefined && { codebook }),
    ...(trajectoryId !== undefined && { trajectoryId }),
    ...(tier !== undefined && { tier: tier as Tier }),
  };
}
