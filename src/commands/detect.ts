import { behaviorsAsCodebook } from '../behavior/codebooks/behaviors-as-codebook.ts';
import { HANDBOOK } from '../behavior/codebooks/load-codebooks.ts';
import type { Codebook } from '../behavior/codebook.ts';
import type { DetectionSummary } from '../behavior/detection-tally.ts';
import { textTable } from '../core/text-table.ts';
import { detectRuns } from '../store/detect-runs.ts';
import type { Store } from '../store/store.ts';
import { codebooksOf } from './codebooks-of.ts';
import type { Command, CommandContext } from './command.ts';
import { storeLocation, withStore } from './with-store.ts';
import { plural } from '../core/format-number.ts';

/** `ethogram detect`: codes the behaviors in the runs of the store. */
export const detect: Command = {
  name: 'detect',
  summary: 'code the behaviors in the runs',
  description:
    "Codes every run with the codebooks that ship with Ethogram and the project's own (.ethogram/codebooks), or with those named. Rates are events per unit that could be observed; hidden reasoning counts as not observable.",
  options: [
    {
      flags: '--codebook <name>',
      description: 'a codebook by name, a file (./mine.yaml), or handbook: the matchers of kept behaviors; repeatable',
      repeatable: true,
    },
  ],
  example: 'ethogram detect --codebook four-habits',
  async run(context) {
    const summary = await withStore(context, async (store) => {
      const codebooks = await chosenCodebooks(context, store);
      return detectRuns(store, codebooks, {
        location: storeLocation(context),
        onProgress: ({ done, of }) => context.progress(`coded ${done.toLocaleString('en')} of ${plural(of, 'run')}`),
      });
    });
    return { json: summary, rows: summary.behaviors, text: detectionText(summary) };
  },
};

async function chosenCodebooks(context: CommandContext, store: Store): Promise<Codebook[]> {
  const option = context.options['codebook'];
  const names = Array.isArray(option) ? (option as readonly string[]) : undefined;
  if (names === undefined) return codebooksOf(context);
  const files = [...new Set(names)].filter((name) => name !== HANDBOOK);
  const codebooks = files.length > 0 ? codebooksOf(context, files) : [];
  if (names.includes(HANDBOOK)) {
    const behaviors = await store.behaviors();
    codebooks.push(behaviorsAsCodebook(behaviors.filter(({ status }) => status !== 'archived')));
  }
  return codebooks;
}

/** What coding found, as a table: one row per code that was seen, and a line for those that were not. */
export function detectionText({ behaviors, trajectories, events }: DetectionSummary): string {
  const seen = behaviors.filter((row) => row.events > 0);
  const unseen = behaviors.filter((row) => row.events === 0).map(({ slug }) => slug);
  const table = textTable(
    [
      { heading: 'behavior' },
      { heading: 'events', align: 'right' },
      { heading: 'runs', align: 'right' },
      { heading: 'per unit', align: 'right' },
      { heading: '95% interval' },
      { heading: 'n units', align: 'right' },
      { heading: 'per 1k tokens', align: 'right' },
    ],
    seen.map(({ codebook, slug, events: n, trajectories: runs, rate, interval, observedUnits, perThousandTokens }) => [
      `${codebook}/${slug}`,
      String(n),
      String(runs),
      rate.toFixed(3),
      `${interval[0].toFixed(3)}–${interval[1].toFixed(3)}`,
      String(observedUnits),
      perThousandTokens.toFixed(2),
    ]),
  );
  const lines = [table, '', `${plural(events, 'event')} in ${plural(trajectories, 'run')}`];
  if (unseen.length > 0) lines.push(`not seen: ${unseen.join(', ')}`);
  const hidden = behaviors.filter(({ notObservable }) => notObservable > 0);
  if (hidden.length > 0) {
    lines.push(
      `not observable: ${hidden.map(({ slug, notObservable }) => `${slug} in ${plural(notObservable, 'unit')}`).join(', ')}`,
    );
  }
  return lines.join('\n');
}
