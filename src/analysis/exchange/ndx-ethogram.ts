import { codeKey } from '../../behavior/code-key.ts';
import { jsonObjectIn } from '../../core/json.ts';
import type { ExchangeEvent } from './exchange-event.ts';
import type { ExchangeBehavior, ExchangeRun } from './exchange-run.ts';

/**
 * Observations in the shape of ndx-ethogram, the NWB extension, as JSON, in pieces: per run and labeling method `EthogramBouts`
 * (states: start_time, stop_time, label) and, beside them, what has no length (`events`: timestamp, label), and the `Ethogram` they draw
 * on. A script of ten lines makes NWB of it; the names of all fields are the extension's.
 *
 * @see catalystneuro/ndx-ethogram, `spec/ndx-ethogram.extensions.yaml`
 */
export async function* ndxEthogram(
  runs: AsyncIterable<ExchangeRun>,
  behaviors: readonly ExchangeBehavior[],
): AsyncGenerator<string> {
  yield '{"bouts":[';
  let isFirst = true;
  for await (const observed of runs) {
    for (const table of tablesOf(observed)) {
      yield `${isFirst ? '' : ','}\n${JSON.stringify(table)}`;
      isFirst = false;
    }
  }
  const ethogram = {
    name: 'ethogram',
    description: 'Codes that runs of agents were examined for',
    exclusive: false,
    behavior: behaviors.map(({ behavior }) => behavior),
    definition: behaviors.map(({ definition }) => definition),
    behavior_type: behaviors.map(({ kind }) => kind),
    category: behaviors.map(({ category }) => category),
  };
  yield `\n],\n"ethogram":${JSON.stringify(ethogram)}}\n`;
}

function tablesOf({ id, run, timeBase, seconds, events, codings }: ExchangeRun): object[] {
  const byMethod = Map.groupBy(events, methodOf);
  // A run in which nothing was found was looked at all the same.
  if (byMethod.size === 0) byMethod.set('automated', []);
  return [...byMethod].map(([method, own]) => {
    const states = own.filter(({ kind }) => kind === 'state');
    const points = own.filter(({ kind }) => kind === 'point');
    const hidden = codings.flatMap(({ codebook, notObservable }) =>
      Object.entries(notObservable).flatMap(([slug, units]) =>
        units === 0 ? [] : [[`${codeKey(codebook)}/${slug}`, units] as const],
      ),
    );
    const parameters = {
      time_base: timeBase,
      codebooks: [...new Set(codings.map(({ codebook }) => codebook))],
      not_observable: Object.fromEntries(hidden),
    };
    const software = [...new Set(codings.map(({ detector }) => detector))].join(', ');
    return {
      name: id,
      description: run.task.id ?? '',
      labeling_method: method,
      ...(method === 'automated' && { source_software: software }),
      parameters: JSON.stringify(parameters),
      ethogram: 'ethogram',
      start_time: states.map(({ start }) => start),
      stop_time: states.map(({ stop }) => stop),
      label: states.map(({ behavior }) => behavior),
      observation_intervals: { start_time: [0], stop_time: [seconds] },
      events: { timestamp: points.map(({ start }) => start), label: points.map(({ behavior }) => behavior) },
    };
  });
}

/** What people labelled, or their tools wrote down, is theirs; what a detector or a judge found is not. */
function methodOf({ note }: ExchangeEvent): 'manual' | 'automated' {
  const tier = jsonObjectIn(note)?.['tier'];
  return tier === undefined || tier === 'human' ? 'manual' : 'automated';
}
