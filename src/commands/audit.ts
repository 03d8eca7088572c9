import { formatCount, formatNumber, formatUsd, plural } from '../core/format-number.ts';
import type { ModelCallRecord } from '../core/model-call-store.ts';
import { textTable } from '../core/text-table.ts';
import { openStore } from '../store/open-store.ts';
import { textOption, type Command, type CommandContext } from './command.ts';
import { parseTime } from './parse-time.ts';
import { tallyCalls, type CallAudit, type CallTally } from './tally-calls.ts';
import { storeLocation, withStore } from './with-store.ts';

const NOTHING = {
  fits: 'No call fits. ethogram audit adds up all of them.',
  made: 'No calls. Commands that take --model make some; all others work without one.',
};

/** `ethogram audit`: what was asked of models, what became of it and what it cost. */
export const audit: Command = {
  name: 'audit',
  summary: 'what models were asked, and what it cost',
  description: [
    'Every call to a model is written down when it ends, answered or not: when, what for, which model, the key of the question, tokens, cost, how long it took; never what was said. Answers that were stored and used again are no calls. forget deletes answers that tell of a run and leaves this list as it is.',
    'The table adds them up by purpose and model; tokens and costs of calls that broke off are estimated. --jsonl and --csv print every call. With --json: { calls, answered, failures: { STATUS: n }, questions, inputTokens, cachedInputTokens, outputTokens, reasoningTokens, costUsd, unpriced, latencyMs: { median, p95 }, from, to, groups: [the same with purpose and model] }.',
  ].join('\n\n'),
  options: [
    { flags: '--purpose <name>', description: 'only calls for this: judge, solve, reflect…' },
    { flags: '--since <time>', description: 'only calls since a date (2026-01-31) or an age (30d, 12h)' },
  ],
  example: 'ethogram audit',
  async run(context) {
    const rows = { [Symbol.asyncIterator]: () => storedCalls(context) };
    await withStore(context, async () => {});
    if (context.options['jsonl'] === true || context.options['csv'] === true) return { json: {}, rows, text: '' };
    const found = await tallyCalls(rows[Symbol.asyncIterator]());
    const asked = ['purpose', 'since'].some((name) => context.options[name] !== undefined);
    return { json: found, text: found.calls > 0 ? auditText(found) : NOTHING[asked ? 'fits' : 'made'] };
  },
};

/** In the order in which they ended, read as they are asked for. */
async function* storedCalls({ options, now, ...context }: CommandContext): AsyncGenerator<ModelCallRecord> {
  const purpose = textOption(options, 'purpose');
  const age = textOption(options, 'since');
  const since = age === undefined ? undefined : parseTime(age, now());
  const store = await openStore(storeLocation({ options, ...context }));
  try {
    for await (const call of store.modelCalls()) {
      if (purpose !== undefined && call.purpose !== purpose) continue;
      if (since === undefined || call.at >= since) yield call;
    }
  } finally {
    await store.close();
  }
}

function auditText(found: CallAudit): string {
  const right = (heading: string): { heading: string; align: 'right' } => ({ heading, align: 'right' });
  const columns = [
    { heading: 'purpose' },
    { heading: 'model' },
    ...['calls', 'answered', 'tokens in', 'cached', 'out', 'reasoning', 'cost', 'latency', '95%'].map(right),
    { heading: 'failed' },
  ];
  const table = textTable(columns, [
    ...found.groups.map((group) => [group.purpose, group.model, ...cells(group)]),
    ...(found.groups.length > 1 ? [['all', '', ...cells(found)]] : []),
  ]);
  const again = found.calls - found.questions;
  const sentAgain = again === 0 ? '' : `, ${formatCount(again)} of them sent again`;
  const unpriced =
    found.unpriced === 0 ? '' : `\n${plural(found.unpriced, 'answer')} without a known price: --price gives it.`;
  return `${table}\n\n${plural(found.calls, 'call')}${sentAgain}, from ${found.from} to ${found.to}${unpriced}`;
}

function cells(tally: CallTally): string[] {
  const { calls, answered, inputTokens, cachedInputTokens, outputTokens, reasoningTokens, latencyMs } = tally;
  const counts = [calls, answered, inputTokens, cachedInputTokens, outputTokens, reasoningTokens].map(formatCount);
  const cost = answered > 0 && tally.unpriced === answered ? 'unknown' : formatUsd(tally.costUsd);
  const time = (ms = 0): string => (ms < 1000 ? `${ms} ms` : `${formatNumber(ms / 1000, 1)} s`);
  const times = latencyMs === undefined ? ['', ''] : [time(latencyMs.median), time(latencyMs.p95)];
  const failed = Object.entries(tally.failures).map(([status, n]) => `${formatCount(n)} ${status}`);
  return [...counts, cost, ...times, failed.join(', ')];
}
