import { archetypes as findArchetypes, type Archetype, type Archetypes } from '../../analysis/archetypes/archetypes.ts';
import { formatCount, formatInterval, formatNumber, formatPercent, plural } from '../../core/format-number.ts';
import { EthogramError } from '../../core/ethogram-error.ts';
import { textTable } from '../../core/text-table.ts';
import { heatMap, type HeatCell } from '../../chart/heat-map.ts';
import type { Markup } from '../../chart/markup.ts';
import { textOption } from '../command.ts';
import { numberOption } from '../number-option.ts';
import { NOTHING_CODED, sequencesAsked, writeSvg, type Analysis } from './analysis.ts';
import { foldedAsked } from './folded-asked.ts';
import { qText, shortName } from './short-name.ts';

const MOST_MARKS = 3;

/** `ethogram analyse archetypes`. */
export const archetypes: Analysis = async (store, context) => {
  const { options } = context;
  const isFolded = textOption(options, 'fold') !== undefined;
  const other = ['of', 'codebook', 'actor'].find((name) => isFolded && options[name] !== undefined);
  if (other !== undefined) throw new EthogramError('bad-argument', `--${other}: found with --fold, which takes calls`);
  const folded = isFolded ? await foldedAsked(store, context) : undefined;
  const set = folded ?? (await sequencesAsked(store, context));
  const count = numberOption(options, 'groups', { low: 2, high: 20, whole: true });
  const seed = numberOption(options, 'seed', { whole: true }) ?? 1;
  const found = findArchetypes(set, { seed, ...(count !== undefined && { count }) });
  if (found === undefined) {
    const few = `Fewer than ten ${folded === undefined ? 'runs show any of the behaviors' : 'strands'}: too few to make kinds of.`;
    return { json: { runs: 0, list: [] }, rows: [], text: set.sequences.length === 0 ? NOTHING_CODED : few };
  }
  writeSvg(context, () => drawn(found, folded === undefined ? 'run' : 'strand'));
  return { json: { ...found }, rows: found.list, text: textOf(found, folded === undefined ? 'run' : 'strand') };
};

function textOf({ list, silhouette, stability, p, runs }: Archetypes, noun: string): string {
  const right = (heading: string): { heading: string; align: 'right' } => ({ heading, align: 'right' });
  const table = textTable(
    [right(`${noun}s`), right('share'), { heading: '95% interval' }, right('succeed'), { heading: '95% interval' }, { heading: 'more than others' }, { heading: `typical ${noun}` }], // prettier-ignore
    list.map(({ runs: n, share, interval, success, marks, typical }) => [
      formatCount(n),
      formatPercent(share),
      formatInterval(interval),
      success === undefined ? '–' : formatPercent(success.share),
      success === undefined ? '–' : formatInterval(success.interval),
      marksOf(marks),
      typical,
    ]),
  );
  const [first] = list;
  const doubt =
    p > 0.05
      ? ` Shuffled events make groups as tight (p ${qText(p)}): there may be one kind of ${noun} only.`
      : stability < 0.6
        ? ` Other halves of the ${noun}s make other groups: take them as a sketch.`
        : '';
  const head = `${plural(runs, noun)} that show anything fall into ${formatCount(list.length)} kinds; the largest, ${formatPercent(first!.share)}, ${first!.marks.length === 0 ? 'is like all' : `has more ${marksOf(first!.marks)}`}.${doubt}`; // prettier-ignore
  const note = `Silhouette ${formatNumber(silhouette, 2)} (1: far apart), stability ${formatNumber(stability, 2)} (1: either half of the ${noun}s makes the same groups), p ${qText(p)}. Shares are of a ${noun}'s events, in brackets of all ${noun}s'.`; // prettier-ignore
  return `${head}\n\n${table}\n\n${note}`;
}

function marksOf(marks: Archetype['marks']): string {
  if (marks.length === 0) return '–';
  return marks.slice(0, MOST_MARKS).map(({ behavior, share, overall }) => `${shortName(behavior)} ${formatPercent(share)} (${formatPercent(overall)})`).join(', '); // prettier-ignore
}

function drawn({ list }: Archetypes, noun: string): Markup {
  const behaviors = [...new Set(list.flatMap(({ marks }) => marks.slice(0, 4).map(({ behavior }) => behavior)))];
  return heatMap(
    list.map(({ runs, success }) => `${plural(runs, noun)}${success === undefined ? '' : `, ${formatPercent(success.share)} succeed`}`), // prettier-ignore
    behaviors.map(shortName),
    list.map(({ marks, runs }) =>
      behaviors.map((behavior): HeatCell => {
        const mark = marks.find((own) => own.behavior === behavior);
        if (mark === undefined) return { strength: 0, text: '', label: `${shortName(behavior)}: no more than others` };
        const label = `${shortName(behavior)}: ${formatPercent(mark.share)} of what these ${plural(runs, noun)} show, of all ${noun}s ${formatPercent(mark.overall)}`; // prettier-ignore
        return { strength: mark.share, text: formatPercent(mark.share), label };
      }),
    ),
    {
      title: `Kinds of ${noun}s`,
      description: `Each row is a kind; a cell is the share that a behavior has of what these ${noun}s show, where it has more than in all ${noun}s.`,
      axes: ['this kind', 'has so much of this'],
      sides: ['less', `more of it than all ${noun}s`],
    },
  );
} // prettier-ignore
