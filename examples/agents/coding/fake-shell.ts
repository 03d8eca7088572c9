import { sha256 } from '../../../src/core/content-key.ts';
import type { FixtureProject } from './fixture-project.ts';
import { runFixtureTests } from './run-fixture-tests.ts';

/** What a command came to. */
interface ShellResult {
  readonly output: string;
  readonly exitCode: number;
}

/** A repository that is being worked on, and a shell in it. */
export interface FakeShell {
  /** Path (relative to the repository) → text. */
  readonly files: Map<string, string>;
  run(command: string): ShellResult;
}

/**
 * A shell that knows what the coding agent needs: `cat`, `ls`, `grep -rn`, `npm`/`pnpm` scripts (tests really run),
 * `git status|diff|log|add|commit`, `python3`, and `&&`. It has no way out of the tree.
 */
export function fakeShell(project: FixtureProject): FakeShell {
  const files = new Map(Object.entries(project.files));
  let committed = new Map(files);
  const manifest = JSON.parse(project.files['package.json']!) as {
    name: string;
    version: string;
    scripts: Record<string, string>;
  };
  const commits = ['4be1d07 Tidy up the settings', '91c20aa Release preparation', '0d77e3f Add tests'];

  const ok = (output: string): ShellResult => ({ output, exitCode: 0 });
  const fail = (output: string, exitCode = 1): ShellResult => ({ output, exitCode });
  const changed = (): string[] => [...files.keys()].filter((path) => files.get(path) !== committed.get(path)).sort();

  function one(command: string): ShellResult {
    const words = command.match(/"[^"]*"|'[^']*'|\S+/gu)?.map((word) => word.replace(/^(["'])(.*)\1$/u, '$2')) ?? [];
    const [program = '', ...args] = words;
    switch (program) {
      case 'cd':
        return ok('');
      case 'cat':
        return cat(args[0] ?? '');
      case 'ls':
        return list(args.find((arg) => !arg.startsWith('-')) ?? '');
      case 'grep':
        return search(args.filter((arg) => !arg.startsWith('-')));
      case 'npm':
      case 'pnpm':
        return script(program, args);
      case 'git':
        return git(args);
      case 'python3':
        return python(args[0] ?? '');
      default:
        return fail(`/bin/bash: line 1: ${program}: command not found`, 127);
    }
  }

  function cat(path: string): ShellResult {
    const text = files.get(path);
    return text === undefined ? fail(`cat: ${path}: No such file or directory`) : ok(text.trimEnd());
  }

  function list(folder: string): ShellResult {
    const prefix = folder === '' || folder === '.' ? '' : `${folder.replace(/\/$/u, '')}/`;
    const names = new Set(
      [...files.keys()]
        .filter((path) => path.startsWith(prefix))
        .map((path) => path.slice(prefix.length).split('/')[0]!),
    );
    return names.size === 0
      ? fail(`ls: cannot access '${folder}': No such file or directory`, 2)
      : ok([...names].sort().join('\n'));
  }

  function search([pattern = '', folder = '.']: readonly string[]): ShellResult {
    const prefix = folder === '.' ? '' : folder.replace(/\/$/u, '');
    const lines = [...files]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .flatMap(([path, text]) => {
        if (!path.startsWith(prefix)) return [];
        return text.split('\n').flatMap((line, i) => (line.includes(pattern) ? [`${path}:${i + 1}:${line}`] : []));
      });
    return lines.length === 0 ? fail('') : ok(lines.join('\n'));
  }

  function script(program: 'npm' | 'pnpm', args: readonly string[]): ShellResult {
    const [first = '', second = ''] = args;
    if (first === 'install' || first === 'i')
      return ok(program === 'npm' ? 'added 41 packages in 3s' : 'Already up to date\nDone in 0.6s');
    const name = first === 'run' ? second : first;
    const body = manifest.scripts[name];
    if (body === undefined) {
      if (program === 'npm')
        return fail(
          `npm error Missing script: "${name}"\nnpm error\nnpm error To see a list of scripts, run:\nnpm error   npm run`,
        );
      return fail(` ERR_PNPM_NO_SCRIPT  Missing script: ${name}`);
    }
    const banner = `> ${manifest.name}@${manifest.version} ${name}\n> ${body}\n\n`;
    if (body.startsWith('node tools/lint.js')) return lint(banner);
    if (body.includes('with-database'))
      return fail(`${banner}Error: DATABASE_URL is not set\n    at tools/with-database.js:2:37`);
    const { output, failed } = runFixtureTests(files);
    return failed === 0 ? ok(banner + output) : fail(banner + output);
  }

  function lint(banner: string): ShellResult {
    const found = [...files]
      .filter(([path]) => /^(?:src|test)\//u.test(path))
      .flatMap(([path, text]) =>
        text
          .split('\n')
          .flatMap((line, i) =>
            /console\.log|\bvar\b|\s$/u.test(line)
              ? [`${path}:${i + 1}  ${line.includes('console') ? 'no console' : 'style'}`]
              : [],
          ),
      );
    return found.length === 0
      ? ok(`${banner}no problems`)
      : fail(`${banner}${found.join('\n')}\n${found.length} problems`);
  }

  function git(args: readonly string[]): ShellResult {
    const [action = ''] = args;
    if (action === 'status')
      return ok(
        changed()
          .map((path) => ` M ${path}`)
          .join('\n'),
      );
    if (action === 'diff')
      return ok(
        changed()
          .map((path) => difference(path, committed.get(path) ?? '', files.get(path)!))
          .join('\n'),
      );
    if (action === 'log') return ok(commits.slice(0, 5).join('\n'));
    if (action === 'add') return ok('');
    if (action === 'commit') {
      const count = changed().length;
      if (count === 0) return fail('nothing to commit, working tree clean');
      const subject = args[args.indexOf('-m') + 1] ?? 'work';
      committed = new Map(files);
      const id = sha256(`${subject}${[...files.values()].join('')}${commits.length}`, 7);
      commits.unshift(`${id} ${subject}`);
      return ok(`[${project.branch} ${id}] ${subject}\n ${count} file${count === 1 ? '' : 's'} changed`);
    }
    return fail(`git: '${action}' is not a git command. See 'git --help'.`);
  }

  function python(path: string): ShellResult {
    const text = files.get(path);
    if (text === undefined)
      return fail(`python3: can't open file '${project.cwd}/${path}': [Errno 2] No such file or directory`, 2);
    return ok([...text.matchAll(/print\("([^"]*)"\)/gu)].map(([, line]) => line).join('\n'));
  }

  return {
    files,
    run(command) {
      let output = '';
      for (const part of command.split('&&')) {
        const result = one(part.trim());
        output = [output, result.output].filter((text) => text !== '').join('\n');
        if (result.exitCode !== 0) return { output, exitCode: result.exitCode };
      }
      return { output, exitCode: 0 };
    },
  };
}

/** A diff good enough to read: the lines that went and the lines that came. */
function difference(path: string, before: string, after: string): string {
  const old = before.split('\n');
  const now = after.split('\n');
  let start = 0;
  while (old[start] === now[start]) start++;
  let end = 0;
  while (old.at(-1 - end) === now.at(-1 - end)) end++;
  const gone = old.slice(start, old.length - end).map((line) => `-${line}`);
  const come = now.slice(start, now.length - end).map((line) => `+${line}`);
  const head = `diff --git a/${path} b/${path}\n--- a/${path}\n+++ b/${path}\n@@ -${start + 1},${gone.length} +${start + 1},${come.length} @@`;
  return [head, ...gone, ...come].join('\n');
}
