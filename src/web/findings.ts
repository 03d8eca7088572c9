import { markup, type Markup } from '../chart/markup.ts';
import { shorten } from '../chart/visible-text.ts';
import { ACTIVITY_WORDS } from './activity-words.ts';
import { isContrast } from './contrast-report.ts';
import { contrastSentence } from './contrast-section.ts';
import { sliceSentence, toolSentence } from './failure-section.ts';
import { followsSentence } from './follows-section.ts';
import { modelSentence } from './model-section.ts';
import { formatCount, formatEstimate, formatPercent, plural } from '../core/format-number.ts';
import type { AgentReport, ReportData } from './report-data.ts';
import type { SectionId } from './section-words.ts';

/** One sentence, and the section that shows it. */
export interface Finding {
  readonly section: SectionId;
  readonly words: Markup;
}

/** How many findings a report is summed up in. */
const MOST = 7;
/** How many agents are spoken of. */
const AGENTS = 3;
/** Fewer runs of names tell nothing of others. */
const FEWEST_NAMED = 5;
/** Below this share of calls, asking again within a run does not stand out. */
const NOTABLE_REPEATS = 0.01;
/** Of fewer calls that fail than this share, no tool stands out. */
const NOTABLE_FAILING = 0.2;

/** What stands out in a report, one sentence each, what matters most first, and only what the data have. */
export function findings(data: ReportData): Finding[] {
  const { contrast, failure, models } = data;
  const surest = contrast.rows.find(isContrast);
  const [tool] = contrast.tools;
  const failing = failure.tools.find(
    ({ calls, failed, interval: [low] }) => failed / calls >= NOTABLE_FAILING && low >= NOTABLE_FAILING / 2,
  );
  const [follows] = contrast.follows;
  return [
    told('failing', tasksFinding(data)),
    told('contrast', surest !== undefined ? contrastSentence(surest, false) : tool && contrastSentence(tool, true)),
    told('models', models.pairs[0] && modelSentence(models.pairs[0])),
    told('failing', failure.slices[0] && sliceSentence(failure.slices[0])),
    told('rules', brokenRule(data)),
    told('failing', failing && toolSentence(failing)),
    told('codes', commonestFault(data)),
    told('follows', follows && followsSentence(follows, contrast.followsOf)),
    told('repeats', askedAgain(data) ?? lookedUpAnew(data)),
    told('activity', agentsFinding(data.agents)),
  ]
    .filter((finding) => finding !== undefined)
    .slice(0, MOST);
}

function told(section: SectionId, words: Markup | undefined): Finding | undefined {
  return words === undefined ? undefined : { section, words };
}

function tasksFinding({ failure: { tasks }, success }: ReportData): Markup | undefined {
  const { always, sometimes, never } = tasks;
  const tried = always + sometimes + never;
  // Where all runs fail, or all succeed, that is said already.
  if (tried < 2 || sometimes + never === 0 || success.successes === 0) return undefined;
  const parts = [
    ...(always > 0 ? [`${formatCount(always)} solved every time`] : []),
    ...(sometimes > 0 ? [`${formatCount(sometimes)} sometimes`] : []),
    ...(never > 0 ? [`${formatCount(never)} never`] : []),
  ];
  const list = parts.length === 1 ? parts[0]! : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)!}`;
  return markup`${plural(tried, 'task')} were tried more than once: ${list}.`;
}

function agentsFinding(agents: readonly AgentReport[]): Markup | undefined {
  const several = agents.length > 1;
  const shown = agents.filter(({ runs, named }) => named === undefined || runs >= FEWEST_NAMED).slice(0, AGENTS);
  const spoken = shown.flatMap(({ name, budget, named }) => {
    const whose = several ? ` of ${shorten(name, 60)}` : '';
    if (named !== undefined) return namedWords(named, whose);
    const [most] = budget.rows.toSorted((a, b) => b.share.tokens.share - a.share.tokens.share);
    if (most === undefined || budget.rows.length < 2) return [];
    return [{ what: ACTIVITY_WORDS[most.activity].share, share: `${formatPercent(most.share.tokens.share)} of the tokens${whose}` }];
  });
  if (spoken.length === 0) return undefined;
  const each = [...Map.groupBy(spoken, ({ what }) => what)].map(
    ([what, own], i) => markup`${i === 0 ? '' : '; '}<strong>${what}</strong> (${own.map(({ share }) => share).join(', ')})`,
  );
  return markup`Most goes to ${each}.`;
} // prettier-ignore

function namedWords({ rows }: NonNullable<AgentReport['named']>, whose: string): { what: string; share: string }[] {
  const [most] = rows;
  if (most === undefined) return [];
  const share = most.share.seconds === null ? `${formatPercent(most.share.steps)} of the steps` : `${formatPercent(most.share.seconds)} of the time`;
  return [{ what: shorten(most.behavior, 60), share: `${share}${whose}, in ${formatCount(most.runs)} of ${plural(most.n, 'run')}` }];
} // prettier-ignore

function askedAgain({ repeated: { within } }: ReportData): Markup | undefined {
  if (within.share < NOTABLE_REPEATS) return undefined;
  const cost = `${plural(within.calls, 'call')}, ${formatEstimate(within.tokens)} tokens`;
  return markup`
    ${formatPercent(within.share)} of calls ask again what the same run had asked before, with nothing changed in
    between: ${cost}.
  `;
}

function lookedUpAnew({ repeated: { across } }: ReportData): Markup | undefined {
  if (across.distinct === 0) return undefined;
  const questions = `${plural(across.distinct, 'question')} ${across.distinct === 1 ? 'was' : 'were'}`;
  return markup`
    ${questions} asked anew in three or more runs and answered the same: ${formatEstimate(across.tokens)} tokens that
    knowing the answer would save.
  `;
}

function commonestFault({ codes }: ReportData): Markup | undefined {
  const [fault] = codes
    .filter(({ polarity, runs, judged }) => polarity === 'bad' && runs > 1 && judged?.calibrated !== false)
    .sort((a, b) => b.runs - a.runs);
  if (fault === undefined) return undefined;
  const name = shorten(fault.behavior, 60).replaceAll('-', ' ');
  const runs = `${plural(fault.runs, 'run')} of ${formatCount(fault.n)}`;
  return markup`${runs} show a fault: <strong>${name}</strong>.`;
}

function brokenRule({ rules }: ReportData): Markup | undefined {
  const [broken] = rules.filter((rule) => rule.violated > 0).sort((a, b) => b.violated - a.violated);
  if (broken === undefined) return undefined;
  const runs = `${plural(broken.violated, 'run')} of ${formatCount(broken.violated + broken.satisfied)}`;
  const verb = broken.violated === 1 ? 'breaks' : 'break';
  const name = shorten(broken.description ?? broken.id, 200);
  return markup`${runs} to which it applies ${verb} the rule <strong>${name}</strong>.`;
}
