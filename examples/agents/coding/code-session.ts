import type { Json } from '../../../src/core/json.ts';
import type { Random } from '../../../src/core/random.ts';
import type { PlantedEvent } from '../example-agent.ts';
import type { Slots, Speaker } from '../speaker.ts';
import type { ClaudeCodeLog, LoggedResult, ResponseBlock } from './claude-code-log.ts';
import type { CodingTools } from './coding-tools.ts';
import { CODING_WORDS as WORDS } from './coding-words.ts';
import type { FixtureProject, FixtureTask } from './fixture-project.ts';

/** What this session's agent does well or badly; drawn once per session. */
export interface CodingHabits {
  /** Finishes without running the tests after its edit. */
  readonly skipsTests: boolean;
  /** Its first edit breaks something that the tests know. */
  readonly firstEditWrong: boolean;
  readonly editsUnread: boolean;
  readonly looksUpScripts: boolean;
  readonly looksUpConfig: boolean;
  /** Runs the obvious test command first, whatever the project says. */
  readonly guessesTests: boolean;
  /** Misremembers the name of the test script. */
  readonly misnamesTests: boolean;
  /** Tries a failed command again as it was. */
  readonly retriesUnchanged: boolean;
  readonly runsScript: boolean;
  readonly lints: boolean;
  readonly commits: boolean;
  /** Looks at the working tree twice in a row. */
  readonly looksTwice: boolean;
  readonly delegates: boolean;
  readonly compacts: boolean;
  /** How often it thinks before it acts (0–1). */
  readonly thinks: number;
}

/** What the session showed, for the planted truth. */
export interface CodingWork {
  readonly events: readonly PlantedEvent[];
  readonly workflows: readonly string[];
  readonly repairs: readonly string[];
  readonly facts: readonly string[];
  readonly preferences: readonly string[];
  readonly slips: readonly string[];
}

/** What the agent has at hand. `delegate` runs a sub-agent and gives what it reported. */
export interface CodingDesk {
  readonly log: ClaudeCodeLog;
  readonly tools: CodingTools;
  readonly voice: Speaker;
  readonly random: Random;
  delegate(prompt: string): LoggedResult;
}

/** Plays one session on `task`, from the request to the last edit and check. The tree changes as it goes. */
export function codeSession(
  project: FixtureProject,
  task: FixtureTask,
  habits: CodingHabits,
  desk: CodingDesk,
): CodingWork {
  const { log, tools, voice, random } = desk;
  const work = {
    events: [] as PlantedEvent[],
    workflows: [] as string[],
    repairs: [] as string[],
    facts: [] as string[],
    preferences: [] as string[],
    slips: [] as string[],
  };
  const slots: Slots = {
    symbol: task.symbol,
    file: task.file,
    test: project.testCommand,
    config: project.configFile,
    manager: project.manager,
    subject: task.subject,
  };
  const path = `${project.cwd}/${task.file}`;
  const testFile = `${project.cwd}/test/${task.file.replace(/^src\//u, '').replace(/\.js$/u, '.test.js')}`;
  let failure = '';

  log.user(random.pick(task.requests));
  explore();
  edit(habits.firstEditWrong ? task.wrong : task.right);
  if (habits.skipsTests) work.slips.push('skips-tests');
  else test();
  afterwards();
  return work;

  function words(templates: readonly string[] | undefined): string {
    return templates === undefined ? '' : voice.say(templates, { ...slots, failure });
  }

  /** One response with its calls, then their results; gives the last result and whether any failed. */
  function act(
    calls: readonly { name: string; input: Readonly<Record<string, Json>> }[],
    think?: readonly string[],
    say?: readonly string[],
  ): LoggedResult {
    const blocks: ResponseBlock[] = [];
    if (think !== undefined && random.chance(habits.thinks)) blocks.push({ thinking: words(think) });
    if (say !== undefined && random.chance(0.55)) blocks.push({ text: words(say) });
    const ids = log.respond([...blocks, ...calls.map((call) => ({ call }))]);
    let last: LoggedResult | undefined;
    for (const [i, { name, input }] of calls.entries()) {
      last = tools.call(name, input);
      log.result(ids[i]!, last);
    }
    return last!;
  }

  function bash(command: string, think?: readonly string[], say?: readonly string[]): LoggedResult {
    return act([shell(command)], think, say);
  }

  function shell(command: string): { name: string; input: Readonly<Record<string, Json>> } {
    return { name: 'Bash', input: { command, description: describe(command) } };
  }

  /** Writes down that the last call showed `code`. */
  function note(code: string, callsBack = 1): void {
    work.events.push({ code: `agent-runs/${code}`, step: log.steps() - 1 - callsBack });
  }

  function explore(): void {
    const read = { name: 'Read', input: { file_path: path } };
    const grep = { name: 'Grep', input: { pattern: task.symbol, path: project.cwd, output_mode: 'content' } };
    const manifest = random.chance(0.75)
      ? shell('cat package.json')
      : { name: 'Read', input: { file_path: `${project.cwd}/package.json` } };
    if (habits.delegates) {
      const prompt = words(WORDS.delegatePrompt);
      const [id] = log.respond([
        { text: words(WORDS.delegate) },
        { call: { name: 'Task', input: { description: `Find ${task.symbol}`, prompt, subagent_type: 'Explore' } } },
      ]);
      log.result(id!, desk.delegate(prompt));
    } else {
      if (random.chance(0.5))
        bash(random.pick(['ls', 'ls src', 'git log --oneline -5']), WORDS.thinkStart, WORDS.start);
      if (random.chance(0.6)) act([grep], WORDS.thinkStart, WORDS.start);
      else bash(`grep -rn "${task.symbol}" src`, WORDS.thinkStart, WORDS.start);
    }
    if (habits.looksUpScripts) {
      act([manifest], WORDS.thinkScripts, WORDS.sayScripts);
      work.facts.push(`test-command:${project.name}`);
    }
    if (habits.looksUpConfig) {
      bash(`cat ${project.configFile}`, WORDS.thinkConfig);
      work.facts.push(`config-file:${project.name}`);
    }
    if (habits.compacts) log.compact(words(WORDS.compaction));
    if (habits.editsUnread) return;
    if (random.chance(0.3)) act([read, { name: 'Read', input: { file_path: testFile } }], undefined, WORDS.sayRead);
    else act([read], undefined, WORDS.sayRead);
    work.workflows.push('search-read-edit');
  }

  function edit(replacement: string, before = task.before): void {
    const change = { name: 'Edit', input: { file_path: path, old_string: before, new_string: replacement } };
    const first = act(
      [change],
      before === task.before ? WORDS.thinkEdit : WORDS.thinkFailure,
      before === task.before ? WORDS.sayEdit : WORDS.sayFailure,
    );
    if (!first.isError) return;
    note('action-before-precondition');
    act([{ name: 'Read', input: { file_path: path } }], WORDS.mustRead);
    act([change]);
    note('error-recovery');
    work.repairs.push('edit-before-read');
  }

  function test(): void {
    let passed = runTests();
    if (!passed) {
      edit(task.right, task.wrong);
      passed = !bash(project.testCommand, undefined, WORDS.sayTests).isError;
      note('error-recovery');
    }
    work.workflows.push('edit-then-test');
  }

  /** Runs the tests by the command the agent thinks of, and by others until one runs. */
  function runTests(): boolean {
    const { manager, testCommand } = project;
    if (habits.misnamesTests) {
      bash(`${manager === 'npm' || habits.guessesTests ? 'npm' : 'pnpm'} run tests`, undefined, WORDS.sayTests);
      const right = bash(testCommand, WORDS.thinkMissing, WORDS.sayUnit);
      note('error-recovery');
      work.repairs.push('misnamed-script');
      return judge(right);
    }
    if (!habits.guessesTests) return judge(bash(testCommand, undefined, WORDS.sayTests));
    const guessed = bash('npm test', undefined, WORDS.sayTests);
    if (manager === 'pnpm') {
      log.user(words(WORDS.usePnpm));
      work.preferences.push(`pnpm:${project.name}`);
      return judge(bash(testCommand, undefined, WORDS.sorryPnpm));
    }
    if (guessed.isError && habits.retriesUnchanged) {
      bash('npm test');
      note('retry-without-change');
    }
    const unit = bash(testCommand, WORDS.thinkDatabase, WORDS.sayUnit);
    note('error-recovery');
    work.repairs.push('database-url');
    return judge(unit);
  }

  function judge({ text, isError }: LoggedResult): boolean {
    failure = /FAIL +(.+)/u.exec(String(text))?.[1] ?? '';
    return !isError;
  }

  function afterwards(): void {
    const { checkScript } = project;
    // A script or the linter would be a check of sorts: sessions that skip checks skip these too.
    if (habits.runsScript && !habits.skipsTests) {
      bash(`python ${checkScript}`, undefined, WORDS.sayCheck);
      bash(`python3 ${checkScript}`, WORDS.thinkPython);
      note('error-recovery');
      work.repairs.push('python3');
    }
    if (habits.lints && !habits.skipsTests) bash(`${project.manager} run lint`, undefined, WORDS.sayLint);
    if (habits.looksTwice) {
      bash('git status --short', undefined, WORDS.sayStatus);
      bash('git status --short');
      note('repeated-call');
    }
    if (habits.commits) {
      if (!habits.looksTwice && random.chance(0.5)) bash('git diff', undefined, WORDS.sayStatus);
      bash(`git add -A && git commit -m "${task.subject}"`, undefined, WORDS.sayCommit);
    }
    log.respond([{ text: words(habits.skipsTests ? WORDS.doneUntested : WORDS.doneTested) }]);
    if (habits.skipsTests) note('finish-without-check', 0);
  }
}

/** What the user says when they have seen the result, and what the agent answers. */
export function hearBack(success: boolean, failure: string, { log, voice, random }: CodingDesk): void {
  if (success && random.chance(0.4)) log.user(voice.say(WORDS.thanks));
  if (!success && random.chance(0.7)) {
    log.user(voice.say(WORDS.ciRed, { failure }));
    log.respond([{ text: voice.say(WORDS.sorryCi) }]);
  }
  log.endTurn();
}

function describe(command: string): string {
  if (/test/u.test(command)) return 'Run tests';
  if (command.startsWith('git add')) return 'Commit the change';
  if (command.startsWith('git')) return 'Look at the repository state';
  if (command.startsWith('python')) return 'Run the script';
  if (command.includes('lint')) return 'Run the linter';
  if (command.startsWith('grep')) return 'Search the sources';
  return command.startsWith('ls') ? 'List files' : 'Show file';
}
