import { programOf, shellCommand } from './call-symbol.ts';

/**
 * What a call does to the world, as far as its name and arguments tell: `read` looks, `edit` changes files, `write`
 * changes anything else, `check` runs something that can show whether work is right, `unknown` may do any of these.
 */
export type CallEffect = 'read' | 'edit' | 'write' | 'check' | 'unknown';

const words = (text: string): ReadonlySet<string> => new Set(text.trim().split(/\s+/));

// The first of these words in a tool's name decides.
const READ_WORDS = words(`
  ask browse calculate cat check compare count describe explain fetch find get glob grep inspect list locate look lookup
  ls observe parse poll query read recall retrieve screenshot scroll search select show status summarize think view wait
  webfetch websearch`);
const WRITE_WORDS = words(`
  add apply approve assign block book buy cancel change close create delete deploy disable edit enable exchange grant
  insert install invite issue make modify move open order patch pay place post publish purchase put refund reject remove
  rename replace reserve reset return save schedule send set share submit subscribe toggle transfer unsubscribe update
  upload write`);
const CHECK_WORDS = words('build compile lint pytest test tests typecheck validate verify');
const EDIT_TOOLS = words(`
  applypatch createfile edit editfile fileedit filewrite insert insertline multiedit notebookedit replace replaceinfile
  savefile searchreplace strreplace strreplacebasededittool strreplaceeditor updatefile write writefile`);
// The agent's own notes and plans change nothing outside it.
const NOTES = /todo|plan_?mode|^think|note_?to_?self/i;
// "transfer_to_human": the conversation moves, no record does.
const HAND_OVER = /human|hand_?o(?:ff|ver)|escalat/i;

const READ_PROGRAMS = words(`
  ag awk cat cloc cmp cut date df diff du echo env fd file find grep head hexdump history id jq less ll ls man md5sum more
  printenv printf ps pwd rg sha256sum sort stat tail tree type uname uniq wc whereis which whoami xxd yq`);
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
// `sed -i`, `> file`, `cat <<EOF > file`; not `2>&1` or `> /dev/null`.
const EDITS_FILES = [
  /(?:^|[\s;&|])(?:sed|perl)\s+-[a-z]*i|(?:^|[\s;&|])(?:tee|patch)\s/,
  /(?:^|[^0-9&>=-])>{1,2}\s*(?!&|\/dev\/)[\w./~$"'-]/,
  /<<\s*['"]?\w+['"]?\s*>\s*\S/,
];
const MAX_COMMAND = 4000;

/** Classifies a call; see {@link CallEffect}. The wording of names decides, so a misnamed tool is misread. */
export function callEffect(name: string, argumentsText: string): CallEffect {
  const command = shellCommand(name, argumentsText);
  if (command !== undefined) return shellEffect(command.slice(0, MAX_COMMAND));
  const plain = name.toLowerCase().replace(/[^a-z]/g, '');
  if (EDIT_TOOLS.has(plain)) return /"command"\s*:\s*"view"/.test(argumentsText) ? 'read' : 'edit';
  if (NOTES.test(name)) return 'read';
  if (HAND_OVER.test(name)) return 'unknown';
  const parts = name.replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase();
  for (const word of parts.split(/[^a-z]+/)) {
    if (CHECK_WORDS.has(word)) return 'check';
    if (READ_WORDS.has(word)) return 'read';
    if (WRITE_WORDS.has(word)) return 'write';
  }
  return 'unknown';
}

/** A line of several commands does the most telling thing that any of them does. */
function shellEffect(command: string): CallEffect {
  const unquoted = command.replace(/'[^']*'|"[^"]*"/g, '""');
  if (EDITS_FILES.some((pattern) => pattern.test(unquoted))) return 'edit';
  const effects = new Set(unquoted.split(/&&|\|\|?|;|\n/).map((part) => programEffect(programOf(part))));
  for (const effect of ['check', 'write', 'unknown'] as const) if (effects.has(effect)) return effect;
  return effects.has('read') ? 'read' : 'unknown';
}

function programEffect(name: string | undefined): CallEffect | undefined {
  if (name === undefined) return undefined;
  const [first = '', second = ''] = name.split(' ');
  const program = first.replace(/(?<=[a-z])[\d.]+$/, '');
  const sub = `${program}:${second}`;
  if (PREPARES.has(program)) return undefined;
  if (READ_PROGRAMS.has(program) || READ_SUBCOMMANDS.has(sub)) return 'read';
  if (WRITE_SUBCOMMANDS.has(sub)) return 'write';
  if (CHECK_SUBCOMMAND.test(name) || CHECK_PROGRAMS.has(program) || SCRIPT.test(program)) return 'check';
  return WRITE_PROGRAMS.has(program) ? 'write' : 'unknown';
}

// Said with other commands, these say nothing about the line.
const PREPARES = words('. cd exit export pushd set sleep source true ulimit umask unset');
