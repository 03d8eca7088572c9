import type { MinedBehavior } from '../../behavior/behavior.ts';
import { formatPercent, formatPoints, plural } from '../../core/format-number.ts';
import type { Edition, EditionItem, TrendItem } from './edition.ts';

/** A behavior's words as an edition shows them; undefined when they are forgotten. */
export type EditionWords = (
  item: EditionItem,
) => Pick<MinedBehavior, 'name' | 'instruction' | 'when' | 'whenNot' | 'kind'> | undefined;

/** One entry of an edition in words: what it is, and why it is here. Plain text, not escaped. */
export interface EditionEntry {
  readonly id: string;
  readonly name: string;
  readonly instruction: string;
  /** One sentence with its numbers; `''` where the heading says it all. */
  readonly why: string;
}

/** A part of an edition, in reading order. */
export interface EditionSection {
  readonly title: string;
  /** What the title means. */
  readonly note: string;
  readonly entries: readonly EditionEntry[];
  /** How many more there are that are not told. */
  readonly more?: number;
}

/** An edition in words. */
export interface EditionText {
  readonly title: string;
  /** What the handbook holds, in one sentence. */
  readonly lead: string;
  /** Those with something in them. */
  readonly sections: readonly EditionSection[];
}

/** Puts an edition into words, for Markdown, pages, feeds and mail alike. */
export function editionText(edition: Edition, words: EditionWords): EditionText {
  const entry = (item: EditionItem, why = ''): EditionEntry => {
    const said = words(item);
    if (said === undefined)
      return { id: item.behavior, name: item.behavior, instruction: 'Forgotten with its runs.', why: '' };
    const conditions = [
      ...(said.when === undefined ? [] : [`when ${said.when}`]),
      ...(said.whenNot === undefined ? [] : [`not when ${said.whenNot}`]),
    ];
    const instruction =
      conditions.length === 0 ? said.instruction : `${said.instruction} (${conditions.join('; ')})`;
    return { id: item.behavior, name: said.name, instruction, why };
  };
  const { counts } = edition;
  const held = counts['held'] ?? 0;
  const waiting = counts['candidate'] ?? 0;
  const sections: EditionSection[] = [
    {
      title: 'Trending',
      note: 'Used more than in the period before, and runs with it succeed more often: change in use × effect.',
      entries: edition.trending.map((item) => entry(item, trendWords(item))),
    },
    {
      title: 'Worth a look',
      note: 'Used more although runs with it fail more often, or less although they succeed more often.',
      entries: edition.watch.map((item) => entry(item, trendWords(item))),
    },
    {
      title: 'Approved',
      note: 'Served from now on.',
      entries: edition.approved.map((item) => entry(item)),
    },
    {
      title: 'New',
      note: 'Found or proposed in this period; served to nobody before somebody approves it.',
      entries: edition.added.map((item) => entry(item)),
    },
    {
      title: 'Retired',
      note: 'Served no more.',
      entries: edition.retired.map((item) => entry(item, item.how === 'stale' ? 'Not seen any more.' : '')),
    },
    ...edition.searches.map(({ name, behaviors }) => ({
      title: `For “${name}”`,
      note: 'A saved search: what this period brought for it.',
      entries: behaviors.map((item) => entry(item)),
    })),
  ];
  return {
    title: `Handbook, ${edition.id}`,
    lead: `${edition.from.slice(0, 10)} to ${edition.to.slice(0, 10)}. ${plural(counts['active'] ?? 0, 'behavior')} active, ${plural(waiting, 'candidate')} waiting for a decision${held === 0 ? '' : `, ${held} of all held back for their words`}.`,
    sections: sections.filter(({ entries }) => entries.length > 0).map(shortened),
  };
} // prettier-ignore

// What is on a front page is read; a list is not.
const MOST_ENTRIES = 12;

function shortened(section: EditionSection): EditionSection {
  const more = section.entries.length - MOST_ENTRIES;
  return more <= 0 ? section : { ...section, entries: section.entries.slice(0, MOST_ENTRIES), more };
}

/** `Served in 12 of 80 sessions, 3 of 75 in the period before (+11 points); runs with it succeed 14 points more often (n = 64; 9 when shrunk).` */
function trendWords({ use, effect }: TrendItem): string {
  const { now, before, change, seen } = use;
  const what = seen === 'served' ? `Served in ${now.uses} of ${plural(now.of, 'session')}` : `Seen in ${now.uses} of ${plural(now.of, 'run')}`;
  const points = (difference: number): string => `${Math.abs(Math.round(100 * difference))}`;
  const direction = effect.measured >= 0 ? 'more' : 'less';
  return `${what} (${formatPercent(now.uses / Math.max(1, now.of))}), ${before.uses} of ${before.of} in the period before (${formatPoints(change)} points); runs with it succeed ${points(effect.measured)} points ${direction} often (n = ${effect.n}; ${points(effect.shrunk)} when shrunk for how little is known).`;
} // prettier-ignore
