import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { seededRandom, type Random } from '../src/core/random.ts';

type Turn =
  | { readonly user: string }
  | { readonly tool: string; readonly input: object; readonly answer: string; readonly failed?: boolean };

const ASKS = [
  'The timetable shows the wrong harbour',
  'Add a field for the berth number',
  'The ferry list is slow when it is long',
  'Write tests for the tariff table',
  'Move the mailer into a module of its own',
  'Why is the cache never emptied? Fix that',
  'Rename the booking form',
  'Dates are shown in the wrong order',
];

/**
 * Writes sessions of Claude Code in two projects, `quayside` and `tariffs`, as they lie in `~/.claude/projects`: in both, files
 * are read, edited and committed; `quayside` is checked in one line of several commands and its tests need a database
 * that somebody must start; users of `tariffs` do not want npm.
 */
export function writeOwnSessions(folder: string, { sessions, seed }: { sessions: number; seed: number }): void {
  const random = seededRandom(seed);
  for (let k = 0; k < sessions; k++) {
    const project = k % 2 === 0 ? 'quayside' : 'tariffs';
    const directory = join(folder, `-srv-${project}`);
    mkdirSync(directory, { recursive: true });
    const ask = `${ASKS[(k >> 1) % ASKS.length]!} (number ${k}).`;
    const turns = [{ user: ask }, ...(k % 2 === 0 ? quayside(random) : tariffs(random))];
    writeFileSync(join(directory, `session-${k}.jsonl`), turns.flatMap((turn, i) => linesOf(turn, { k, i, project })).join(''));
  } // prettier-ignore
}

function quayside(random: Random): Turn[] {
  const file = `/srv/quayside/src/${random.pick(['berth', 'ferry', 'mailer', 'cache'])}.go`;
  const passed = `ok  quayside/src  0.${random.below(900)}s`;
  const repair = [
    bash('cd /srv/quayside && go test ./... 2>&1 | tail -20', 'Error: connect ECONNREFUSED 127.0.0.1:6100', true),
    bash('docker compose up -d tides', 'Container quayside-tides-1  Started'),
    bash(random.pick(['go test ./...', 'cd /srv/quayside && go test ./...']), passed),
  ];
  return [
    ...looking(random, file),
    edit(random, file),
    ...(random.chance(0.6) ? repair : []),
    bash(random.pick(['gofmt -w . && go vet ./... && go test ./... | tail -5', 'gofmt -w .; go vet ./...; go test ./...']), passed), // prettier-ignore
    bash(`git add -A && git commit -m "Mend ${random.below(100)}"`, `[main ${random.below(1e6)}] Mend`),
  ];
}

function tariffs(random: Random): Turn[] {
  const file = `/srv/tariffs/src/${random.pick(['table', 'zone', 'rebate'])}.ts`;
  const library = random.pick(['zod', 'nanoid', 'clsx']);
  const wish = [
    bash(`npm install ${library}`, 'added 1 package'),
    { user: random.pick(['No, use pnpm here, not npm.', 'Please use pnpm instead of npm.']) },
    bash(`pnpm add ${library}`, 'Done in 2s'),
  ];
  return [
    ...looking(random, file),
    edit(random, file),
    ...(random.chance(0.5) ? wish : []),
    bash(random.pick(['pnpm lint', 'cd /srv/tariffs && pnpm lint 2>&1 | tail -3']), `${random.below(9)} warnings`),
    bash(random.pick(['pnpm test', 'pnpm test 2>&1 | tail -5']), `${random.below(90)} tests passed`),
  ];
}

function looking(random: Random, file: string): Turn[] {
  const word = random.pick(['berth', 'zone', 'rebate', 'queue', 'locale']);
  const looks = [
    bash(`grep -rn ${word} src | head -${random.below(20)}`, `${file}:${random.below(90)}: ${word}`),
    bash('git log --oneline -3', `${random.below(1e6)} ${word}`),
    bash('ls src', `${word}\nmain`),
  ];
  return [...looks.filter(() => random.chance(0.5)), { tool: 'Read', input: { file_path: file }, answer: `let ${word} = ${random.below(1e6)}` }]; // prettier-ignore
}

function edit(random: Random, file: string): Turn {
  const input = { file_path: file, old_string: `let a${random.below(1e6)}`, new_string: `let b${random.below(1e6)}` };
  return { tool: 'Edit', input, answer: `The file ${file} has been updated.` };
}

function bash(command: string, answer: string, failed = false): Turn {
  return { tool: 'Bash', input: { command }, answer: failed ? `Exit code 1\n${answer}` : answer, failed };
}

function linesOf(turn: Turn, { k, i, project }: { k: number; i: number; project: string }): string[] {
  const id = `toolu_${k}_${i}`;
  const said = (type: 'user' | 'assistant', content: unknown, after: number): string => {
    const timestamp = new Date(Date.UTC(2026, 4, 1 + k, 9, i, after)).toISOString();
    const message = { role: type, content, ...(type === 'assistant' && { model: 'claude-sonnet-4-5' }) };
    return `${JSON.stringify({ type, message, uuid: `${id}-${after}`, timestamp, sessionId: `session-${k}`, cwd: `/srv/${project}` })}\n`;
  };
  if ('user' in turn) return [said('user', turn.user, 0)];
  const result = { type: 'tool_result', tool_use_id: id, content: turn.answer, is_error: turn.failed === true };
  return [
    said('assistant', [{ type: 'tool_use', id, name: turn.tool, input: turn.input }], 0),
    said('user', [result], 1),
  ];
}
