import { shorten } from '../chart/visible-text.ts';
import type { MinedBehavior } from '../behavior/behavior.ts';
import type { AgentReport, ReportData } from '../web/report-data.ts';
import { ACTIVITY_WORDS } from '../web/activity-words.ts';
import {
  formatCount,
  formatEstimate,
  formatInterval,
  formatPercent,
  formatUsd,
  plural,
} from '../core/format-number.ts';
import { successWords } from '../web/headline-section.ts';
import type { TruthRow } from './compare-with-truth.ts';
import { behaviorText } from './behavior-text.ts';

const ACTIVITIES_SHOWN = 4;
const CALLS_SHOWN = 3;
const BEHAVIORS_SHOWN = 5;
const CALL_LENGTH = 60;

/** What the demo has to tell. */
export interface DemoStory {
  readonly data: ReportData;
  /** Best first. */
  readonly behaviors: readonly MinedBehavior[];
  readonly truth: readonly TruthRow[];
  /** Lines that say what to do next. */
  readonly next: readonly string[];
}

/** The demo's findings as a person would want to read them. */
export function demoText({ data, behaviors, truth, next }: DemoStory): string {
  return [
    `Ethogram read ${plural(data.runs, 'run')} of three example agents (${plural(data.steps, 'step')}, about ${formatEstimate(data.cost.textTokens)} tokens). No key, no network, no model.`,
    section('What the agents do all day', data.agents.map(agentText)),
    section('What they repeat', repeatedText(data)),
    section('What it cost', costText(data)),
    section(
      'Five behaviors worth keeping',
      fiveOf(behaviors).map((behavior, i) => `${i + 1}. ${behaviorText(behavior)}`),
    ),
    section('Two rules, checked', data.rules.map(ruleText)),
    section(
      'Found against planted (the agents are ours, so the truth is known; your own data decide how good this is)',
      truth.map(truthText),
    ),
    section('Next', next),
  ].join('\n\n');
}

function section(title: string, lines: readonly string[]): string {
  return [title, ...lines.map((line) => line.replace(/^/gm, '  '))].join('\n');
}

function agentText({ name, runs, success, budget }: AgentReport): string {
  const most = [...budget.rows].sort((a, b) => b.share.tokens.share - a.share.tokens.share).slice(0, ACTIVITIES_SHOWN);
  const parts = most.map(
    ({ activity, share }) => `${ACTIVITY_WORDS[activity].share} ${formatPercent(share.tokens.share)}`,
  );
  const outcome = successWords(success);
  return `${shorten(name, 40)}: ${plural(runs, 'run')}${outcome === undefined ? '' : `, success ${outcome}`}\n  tokens: ${parts.join(', ')}`;
}

function repeatedText({ repeated: { within, across } }: ReportData): string[] {
  return [
    `${plural(within.calls, 'call')} (${formatPercent(within.share)} of all, 95% ${formatInterval(within.interval)}) asked again what the same run had already been told: about ${formatEstimate(within.tokens)} tokens`,
    `${plural(across.distinct, 'question')} asked anew, run after run, and answered the same: about ${formatEstimate(across.tokens)} tokens`,
    ...across.top
      .slice(0, CALLS_SHOWN)
      .map(
        ({ tool, argumentsText, runs }) =>
          `  ${shorten(`${tool} ${argumentsText}`, CALL_LENGTH)} in ${plural(runs, 'run')}`,
      ),
  ];
}

function costText({ cost }: ReportData): string[] {
  const lines = [`about ${formatEstimate(cost.textTokens)} tokens of text, each counted once`];
  if (cost.counted !== undefined) {
    const { runs, inputTokens, cachedInputTokens, outputTokens } = cost.counted;
    lines.push(
      `as counted by ${plural(runs, 'run')}: ${formatEstimate(inputTokens)} tokens in (${formatEstimate(cachedInputTokens)} of them cached), ${formatEstimate(outputTokens)} out`,
    );
  }
  if (cost.usd !== undefined)
    lines.push(`${formatUsd(cost.usd.total)} in ${plural(cost.usd.runs, 'run')} that name a price`);
  return lines;
}

/** The best of each kind first, then the next best, so that five behaviors show what there is. */
function fiveOf(behaviors: readonly MinedBehavior[]): MinedBehavior[] {
  const firstOfKind = behaviors.filter(
    (behavior, i) => behaviors.findIndex(({ kind }) => kind === behavior.kind) === i,
  );
  return [...firstOfKind, ...behaviors.filter((behavior) => !firstOfKind.includes(behavior))].slice(0, BEHAVIORS_SHOWN);
}

function ruleText({ id, description, satisfied, violated, vacuous, violations }: ReportData['rules'][number]): string {
  const lines = [
    `${id}: ${description ?? ''}`,
    `  kept in ${plural(satisfied, 'run')}, broken in ${formatCount(violated)}, not called for in ${formatCount(vacuous)}`,
  ];
  const [first] = violations;
  if (first !== undefined) lines.push(`  e.g. ${shorten(first.explanation, 160)}`);
  return lines.join('\n');
}

function truthText({ what, planted, found, both }: TruthRow): string {
  return `${what}: ${formatCount(planted)} planted, ${formatCount(found)} found, ${formatCount(both)} of them right`;
}
