import { shorten } from '../chart/visible-text.ts';
import { EthogramError } from '../core/ethogram-error.ts';
import { textTable } from '../core/text-table.ts';
import { TIERS, type EventFilter, type Tier } from '../behavior/event.ts';
import { collect } from './collect.ts';
import { textOption, type Command } from './command.ts';
import { withStore } from './with-store.ts';

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
    const filter = eventFilter(context.options);
    const asked = Object.keys(filter).length > 0;
    const found = await withStore(context, (store) => collect(store.events(filter)));
    const table = textTable(
      [{ heading: 'behavior' }, { heading: 'trajectory' }, { heading: 'step', align: 'right' }, { heading: 'quote' }],
      found
        .slice(0, SHOWN)
        .map(({ code, trajectoryId, steps, spans }) => [
          code.split('@')[0]!,
          trajectoryId,
          String(steps[0]),
          shorten(spans[0]?.quote ?? '', LONGEST_QUOTE),
        ]),
    );
    const rest = found.length > SHOWN ? `, the first ${SHOWN} shown; --jsonl prints all` : '';
    return {
      json: { events: found },
      rows: found,
      text: found.length === 0 ? NOTHING[asked ? 'fits' : 'coded'] : `${table}\n\n${found.length} events${rest}`,
    };
  },
};

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
