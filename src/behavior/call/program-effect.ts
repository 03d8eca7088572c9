const words = (text: string): ReadonlySet<string> => new Set(text.trim().split(/\s+/));

const READ_PROGRAMS = words(`
  ag awk cat cloc cmp cut date df diff du echo egrep env false fd fgrep file find grep head hexdump history id jq less ll ls
  man md5sum more nl printenv printf ps pwd rg sha256sum sleep sort stat tac tail test tr tree true type uname uniq wait wc
  whereis which whoami xxd yq [`);
const READ_SUBCOMMANDS = words(`
  git:blame git:branch git:describe git:diff git:grep git:log git:ls-files git:reflog git:remote git:rev-parse git:show
  git:status npm:info npm:ls npm:outdated npm:view pip:freeze pip:list pip:show docker:images docker:inspect docker:logs
  docker:ps kubectl:describe kubectl:get kubectl:logs`);
const WRITE_PROGRAMS = words(`
  apt apt-get brew chmod chown cp dd docker gh git kill kubectl ln mkdir mv patch pkill rm rmdir tee touch truncate`);
const WRITE_SUBCOMMANDS = words(`
  bun:add bun:install bun:remove npm:add npm:ci npm:i npm:install npm:publish npm:uninstall pip:install pip:uninstall
  pnpm:add pnpm:install pnpm:remove yarn:add yarn:install yarn:remove`);
const CHECK_PROGRAMS = words(`
  ava bun clang curl deno eslint flake8 g++ gcc go java javac jest make mocha mypy node nox npx oxlint perl php phpunit
  pyright pytest python rspec ruby ruff rustc tap tox ts-node tsc tsx uv vitest`);
const CHECK_SUBCOMMAND =
  /\b(?:bench|build|check|clippy|compile|lint|run|spec|start|test|tests|tsc|typecheck|verify|vet)\b/;
const SCRIPT = /\.(?:sh|py|js|ts|mjs|rb)$/;
// They make the place ready or steer the line; said with other commands, they say nothing about it.
const PREPARES = words(
  '. break cd continue exit export local popd pushd read return set shopt source trap ulimit umask unset',
);
const SAYS = words('[ date echo false mkdir printf sleep test true wait yes');

/**
 * What a program does, as far as its name and sub-command (`git commit`) tell; see `call-effect.ts`.
 *
 * @returns undefined of what only prepares: `cd`, `export`
 */
export function programEffect(name: string): 'read' | 'write' | 'check' | 'unknown' | undefined {
  const [first = '', second = ''] = name.split(' ');
  const program = first.replace(/(?<=[a-z])[\d.]+$/, '');
  const sub = `${program}:${second}`;
  if (PREPARES.has(program)) return undefined;
  if (READ_PROGRAMS.has(program) || READ_SUBCOMMANDS.has(sub)) return 'read';
  if (WRITE_SUBCOMMANDS.has(sub)) return 'write';
  if (CHECK_SUBCOMMAND.test(name) || CHECK_PROGRAMS.has(program) || SCRIPT.test(program)) return 'check';
  return WRITE_PROGRAMS.has(program) ? 'write' : 'unknown';
}

/** Whether a program only looks: `cat`, `grep`. Of those with sub-commands none does. */
export function looksOnly(program: string): boolean {
  return READ_PROGRAMS.has(program);
}

/** Whether a program only says something, waits, decides or makes the place ready for others: `echo`, `cd`, `mkdir`. */
export function preparesOnly(program: string): boolean {
  return PREPARES.has(program) || SAYS.has(program);
}
