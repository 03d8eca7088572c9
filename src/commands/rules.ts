import { shorten } from '../chart/visible-text.ts';
import { createInterface } from 'node:readline';
import { EthogramError } from '../core/ethogram-error.ts';
import { checkRules, type RuleResult } from '../guard/check-rules.ts';
import { judgeTrace } from '../guard/judge-trace.ts';
import { loadRules, ruleFileNames } from '../guard/load-rules.ts';
import { compileMonitor, type Monitor } from '../guard/monitor.ts';
import { parseFormula } from '../guard/parse-formula.ts';
import { isBlocking } from '../guard/rule.ts';
import { noTrajectory } from './no-trajectory.ts';
import { codebooksOf } from './codebooks-of.ts';
import { textOption, type Command, type CommandContext, type CommandResult } from './command.ts';
import { withStore } from './with-store.ts';

const VIOLATIONS_SHOWN = 5;

/** `ethogram rules`: checks temporal rules over runs. */
export const rules: Command = {
  name: 'rules',
  summary: 'check temporal rules over runs',
  description: `check FILE: every run against the rules of a file, or of one that ships (${ruleFileNames().join(', ')}); exit 1 if a rule at block or above is violated. eval FORMULA: traces from stdin, one JSON array of events per line, an event an array of atom names; prints one JSON object per line. Formulas are made of ! & | -> <->, X WX F G U R W, past Y O H S, last, true, false, and atoms such as tool:search or behavior:verification.`,
  arguments: [
    { name: 'ACTION', description: 'check | eval' },
    { name: 'WHAT', description: 'a file of rules, or a formula' },
  ],
  options: [{ flags: '--trajectory <id>', description: 'check: only this run' }],
  example: 'ethogram rules check general',
  async run(context) {
    const [action, what] = context.args as [string, string];
    if (action === 'check') return check(what, context);
    if (action === 'eval') return evaluate(what, context);
    throw new EthogramError('bad-argument', `rules: found "${action}", expected check or eval`);
  },
};

async function check(file: string, context: CommandContext): Promise<CommandResult> {
  const loaded = loadRules(file);
  const id = textOption(context.options, 'trajectory');
  const results = await withStore(context, async (store) => {
    if (id !== undefined && (await store.get(id)) === undefined) throw noTrajectory(id);
    return checkRules(loaded, store.read(id === undefined ? {} : { ids: [id] }), { codebooks: codebooksOf(context) });
  });
  const blocked = results.some(({ posture, violated }) => isBlocking(posture) && violated > 0);
  return {
    json: { rules: results },
    rows: results,
    text: results.map(ruleText).join('\n\n'),
    exitCode: blocked ? 1 : 0,
  };
}

function ruleText({ id, posture, description, formula, satisfied, violated, vacuous, violations }: RuleResult): string {
  return [
    `${id} (${posture})${description === undefined ? '' : `: ${description}`}`,
    `  ${formula}`,
    `  kept in ${satisfied} runs, broken in ${violated}, not called for in ${vacuous}`,
    ...violations
      .slice(0, VIOLATIONS_SHOWN)
      .map(({ trajectory, step, explanation }) => `  ${trajectory} step ${step}: ${shorten(explanation, 160)}`),
    ...(violations.length > VIOLATIONS_SHOWN
      ? [`  … ${violations.length - VIOLATIONS_SHOWN} more; --json lists all`]
      : []),
  ].join('\n');
}

function evaluate(formula: string, { stdin }: CommandContext): CommandResult {
  const monitor = compileMonitor(parseFormula(formula));
  return { json: {}, text: '', raw: judgements(monitor, stdin) };
}

/** A line of JSON per trace, as soon as it is read. */
async function* judgements(monitor: Monitor, stdin: NodeJS.ReadableStream): AsyncGenerator<string> {
  let line = 0;
  for await (const text of createInterface({ input: stdin, crlfDelay: Infinity })) {
    line++;
    if (text.trim() !== '') yield `${JSON.stringify(judgeTrace(monitor, parseTrace(text, line)))}\n`;
  }
}

function parseTrace(text: string, line: number): string[][] {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    value = undefined;
  }
  const fits =
    Array.isArray(value) &&
    value.every((event) => Array.isArray(event) && event.every((atom) => typeof atom === 'string'));
  if (!fits) {
    throw new EthogramError(
      'bad-argument',
      `stdin:${line}: found ${shorten(text, 60)}, expected an array of events, each an array of atom names`,
      {
        hint: `echo '[["tool:search"],["tool:buy"]]' | ethogram rules eval 'F tool:buy'`,
      },
    );
  }
  return value as string[][];
}
