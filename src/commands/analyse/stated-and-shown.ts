import { dissociation, type Dissociation, type StatedBehavior } from '../../analysis/drift/dissociation.ts';
import { forest } from '../../chart/forest.ts';
import type { Markup } from '../../chart/markup.ts';
import { formatCount, formatNumber, formatPercent, formatPoints, plural } from '../../core/format-number.ts';
import type { JsonObject } from '../../core/json.ts';
import { textTable } from '../../core/text-table.ts';
import { PROBE_NOTE, type ProbeRecord } from '../../prove/probe/probe-request.ts';
import { STATED_HABITS } from '../../prove/probe/stated-habits.ts';
import type { Store } from '../../store/store.ts';
import type { CommandContext, CommandResult } from '../command.ts';
import { sequencesAsked, writeSvg } from './analysis.ts';
import { qText, shortName } from './short-name.ts';

/**
 * What agents say of themselves beside what their runs show: answers to `ethogram probe --questions self`, and labels of whole runs that are named
 * after a code and say whether (true, false) or how often (0–1).
 */
export async function statedAndShown(store: Store, context: CommandContext): Promise<CommandResult> {
  const { alphabet, sequences } = await sequencesAsked(store, context);
  const said = new Map<string, Map<string, number>>();
  const say = (run: string, behavior: string, stated: number): void => {
    const own = said.get(run) ?? new Map<string, number>();
    own.set(behavior, Math.min(1, Math.max(0, stated)));
    said.set(run, own);
  };
  const bySlug = new Map(alphabet.map((name) => [name.slice(name.lastIndexOf('/') + 1), name]));
  for await (const { trajectoryId, name, steps, value } of store.labels()) {
    const behavior = bySlug.get(name.slice(name.lastIndexOf('/') + 1));
    if (steps !== undefined || behavior === undefined || (typeof value !== 'boolean' && typeof value !== 'number')) continue; // prettier-ignore
    say(trajectoryId, behavior, Number(value));
  }
  for await (const { trajectoryId, value } of store.notes(PROBE_NOTE)) {
    const { question, answer } = value as unknown as ProbeRecord;
    const habits = answer['habits'] as JsonObject | undefined;
    if (question !== 'self' || typeof habits !== 'object') continue;
    for (const { field, code } of STATED_HABITS) {
      const percent = habits?.[field];
      if (typeof percent === 'number') say(trajectoryId, code, percent / 100);
    }
  }
  const runs = sequences.map(({ id, task, codes, observed }) => {
    const shown = new Set(codes);
    const stated = [...(said.get(id) ?? [])].flatMap(([behavior, share]): StatedBehavior[] => {
      const place = alphabet.indexOf(behavior);
      if (place < 0 || observed?.[place] === 0) return [];
      return [{ behavior, stated: share, shown: shown.has(place) }];
    });
    return { cluster: task, stated };
  });
  const found = dissociation(runs);
  if (found === undefined) {
    return {
      json: { between: 'stated', runs: 0, rows: [] },
      rows: [],
      text: 'Nobody said anything of coded behaviors. ethogram probe ID --questions self --model … asks the agent; ethogram detect codes its runs.',
    };
  }
  writeSvg(context, () => drawn(found));
  return { json: { between: 'stated', ...found }, rows: found.rows, text: textOf(found) };
}

function finding({ score, interval, runs, rows }: Dissociation): string {
  const range = interval === undefined ? '' : `, 95% interval ${formatNumber(interval[0], 2)}–${formatNumber(interval[1], 2)}`; // prettier-ignore
  const [most] = rows;
  const far = most === undefined ? '' : ` Farthest apart is ${shortName(most.behavior)}: said of ${formatPercent(most.stated)}, shown in ${formatPercent(most.shown)}.`; // prettier-ignore
  return `What is said and what is done are ${formatNumber(score, 2)} apart on average (0 the same, 1 the opposite${range}; ${plural(runs, 'run')}).${far}`; // prettier-ignore
}

function textOf(found: Dissociation): string {
  const right = (heading: string): { heading: string; align: 'right' } => ({ heading, align: 'right' });
  const table = textTable(
    [{ heading: 'behavior' }, right('said'), right('shown'), right('shown − said'), right('95% interval'), right('q'), right('runs')], // prettier-ignore
    found.rows.map(({ behavior, stated, shown, difference, interval, q, runs }) => [
      shortName(behavior),
      formatPercent(stated),
      formatPercent(shown),
      formatPoints(difference),
      `${formatPoints(interval[0])} to ${formatPoints(interval[1])}`,
      qText(q),
      formatCount(runs),
    ]),
  );
  return `${finding(found)}\n\n${table}`;
}

function drawn(found: Dissociation): Markup {
  return forest(
    found.rows.slice(0, 20).map(({ behavior, difference, interval, q, runs }) => ({
      label: shortName(behavior),
      difference,
      interval,
      found: q < 0.05,
      note: `n = ${formatCount(runs)}`,
    })),
    {
      title: 'What is done beside what is said',
      description: finding(found),
      sides: ['done less than said', 'done more than said'],
      format: formatPoints,
    },
  );
}
