import type { Random } from '../../../src/core/random.ts';
import {
  TRIALS,
  type ExampleAgent,
  type ExampleRun,
  type ExampleRunOptions,
  type ExampleSubAgent,
} from '../example-agent.ts';
import { evenlyChosen, randomFor, randomText, randomUuid } from '../random-for.ts';
import { runClock } from '../run-clock.ts';
import { speaker } from '../speaker.ts';
import { ACME_REPORTS_PROJECT } from './acme-reports-project.ts';
import { ACME_SHOP_PROJECT } from './acme-shop-project.ts';
import { claudeCodeLog, type LoggedResult } from './claude-code-log.ts';
import { codeSession, hearBack, type CodingDesk, type CodingHabits } from './code-session.ts';
import { codingTools } from './coding-tools.ts';
import { CODING_WORDS } from './coding-words.ts';
import { fakeShell } from './fake-shell.ts';
import type { FixtureProject, FixtureTask } from './fixture-project.ts';
import { holdsInFixture, runFixtureTests } from './run-fixture-tests.ts';

/**
 * How often a session shows each habit (0–1). A first edit that is wrong is caught by the tests; skipping them leaves it
 * in, so skipping costs success with probability `firstEditWrong`.
 */
export const CODING_RATES = {
  skipsTests: 0.3,
  firstEditWrong: 0.5,
  editsUnread: 0.3,
  looksUpScripts: 0.85,
  looksUpConfig: 0.4,
  guessesTests: 0.7,
  misnamesTests: 0.18,
  retriesUnchanged: 0.25,
  runsScript: 0.4,
  lints: 0.35,
  commits: 0.5,
  looksTwice: 0.15,
  delegates: 0.15,
} as const;

const TASKS: readonly (readonly [FixtureProject, FixtureTask])[] = [ACME_SHOP_PROJECT, ACME_REPORTS_PROJECT].flatMap(
  (project) => project.tasks.map((task) => [project, task] as const),
);
// Tasks of both projects take turns, the way they come in real life.
const ORDER = [0, 1, 10, 2, 3, 11, 4, 5, 12, 6, 7, 13, 8, 9, 14] as const;

/**
 * Changes small repositories, in sessions that know nothing of each other. Writes Claude Code's session logs, one file
 * per session and one per sub-agent. The log format has no place for the verdict of the hidden check: it is in the truth.
 */
export const codingAgent: ExampleAgent = { name: 'coding', format: 'claude-code', run };

function run({ seed, index, startMs }: ExampleRunOptions): ExampleRun {
  const round = Math.floor(index / TRIALS);
  const [project, task] = TASKS[ORDER[round % ORDER.length]!]!;
  const trial = (index % TRIALS) + TRIALS * Math.floor(round / ORDER.length);
  const random = randomFor(seed, 'coding', index);
  const voice = speaker(random);
  const clock = runClock(startMs, random);
  const sessionId = randomUuid(random);
  const session = { sessionId, cwd: project.cwd, gitBranch: project.branch, model: 'example-coder-1' };
  const shell = fakeShell(project);
  const subAgents: ExampleSubAgent[] = [];
  const log = claudeCodeLog(session, { random, clock });
  const desk: CodingDesk = {
    log,
    tools: codingTools(shell, project.cwd),
    voice,
    random,
    delegate(prompt) {
      const agentId = randomText(random, 7);
      const startedMs = clock.nowMs();
      const inner = claudeCodeLog({ ...session, model: 'example-coder-mini', agentId }, { random, clock });
      const report = exploreForParent(prompt, project, task, {
        ...desk,
        log: inner,
        tools: codingTools(shell, project.cwd),
      });
      subAgents.push({ agentId, trajectoryId: `claude-code:${sessionId}/${agentId}`, records: inner.records });
      return reported(agentId, prompt, report, { durationMs: clock.nowMs() - startedMs, records: inner.records });
    },
  };
  const draw = (habit: keyof typeof CODING_RATES): boolean =>
    evenlyChosen(
      CODING_RATES[habit],
      { trial: index % TRIALS, trials: TRIALS },
      randomFor(seed, 'coding-habit', round, habit),
    );
  const habits = drawHabits(draw, random, index);
  const work = codeSession(project, task, habits, desk);
  const tests = runFixtureTests(shell.files);
  const success = tests.failed === 0 && holdsInFixture(shell.files, task.file, task.hidden);
  hearBack(success, tests.failures[0] ?? '', desk);
  return {
    id: sessionId,
    trajectoryId: `claude-code:${sessionId}`,
    task: { id: task.id, trial, text: firstUserText(log.records) },
    success,
    records: log.records,
    subAgents,
    truth: { nearMisses: [], ...work },
  };
}

function drawHabits(draw: (habit: keyof typeof CODING_RATES) => boolean, random: Random, index: number): CodingHabits {
  return {
    skipsTests: draw('skipsTests'),
    firstEditWrong: draw('firstEditWrong'),
    editsUnread: draw('editsUnread'),
    looksUpScripts: draw('looksUpScripts'),
    looksUpConfig: draw('looksUpConfig'),
    guessesTests: draw('guessesTests'),
    misnamesTests: draw('misnamesTests'),
    retriesUnchanged: draw('retriesUnchanged'),
    runsScript: draw('runsScript'),
    lints: draw('lints'),
    commits: draw('commits'),
    looksTwice: draw('looksTwice'),
    delegates: draw('delegates'),
    compacts: index % 20 === 9,
    thinks: random.pick([0, 0.5, 0.9]),
  };
}

/** The sub-agent's run: it searches, reads, and reports. */
function exploreForParent(
  prompt: string,
  project: FixtureProject,
  task: FixtureTask,
  { log, tools, voice, random }: CodingDesk,
): string {
  const call = (name: string, input: Readonly<Record<string, string>>): void => {
    const [id] = log.respond([{ call: { name, input } }]);
    log.result(id!, tools.call(name, input));
  };
  log.user(prompt);
  call('Grep', { pattern: task.symbol, path: project.cwd, output_mode: 'content' });
  call('Read', { file_path: `${project.cwd}/${task.file}` });
  call('Bash', { command: 'cat package.json', description: 'Show file' });
  if (random.chance(0.5)) call('Bash', { command: `cat ${project.configFile}`, description: 'Show file' });
  const report = voice.say(CODING_WORDS.report, {
    symbol: task.symbol,
    file: task.file,
    test: project.testCommand,
    config: project.configFile,
  });
  log.respond([{ text: report }]);
  return report;
}

function reported(
  agentId: string,
  prompt: string,
  report: string,
  { durationMs, records }: { durationMs: number; records: readonly string[] },
): LoggedResult {
  const content = [{ type: 'text', text: report }];
  const toolUses = records.filter((record) => record.includes('"type":"tool_use"')).length;
  const totalTokens = Math.ceil(records.join('').length / 16);
  const trailer = `agentId: ${agentId} (give this id to go on with the same sub-agent)`;
  return {
    text: [...content, { type: 'text', text: trailer }],
    isError: false,
    result: {
      status: 'completed',
      prompt,
      agentId,
      content,
      totalDurationMs: durationMs,
      totalTokens,
      totalToolUseCount: toolUses,
    },
  };
}

function firstUserText(records: readonly string[]): string {
  const line = records.find((record) => record.includes('"type":"user"'))!;
  return (JSON.parse(line) as { message: { content: string } }).message.content;
}
