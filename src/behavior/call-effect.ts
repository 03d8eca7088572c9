import { programOf, shellCommand } from './call-symbol.ts';

/**
 * What a call does to the world, as far as its name and arguments tell: `read` looks, `edit` changes files, `write`
 * changes anything else, `check` runs something that can show whether work is right, `unknown` may do any of these.
 */
export type CallEffect = 'read' | 'edit' | 'write' | 'check' | 'unknown';

const READ_WORDS = new Set(
  ('get list search find read view show fetch lookup look query grep glob cat ls browse retrieve describe count think calculate ' +
    'compare select scroll screenshot observe inspect check explain parse summarize recall locate ask status wait poll websearch webfetch')
    .split(' '),
);
const WRITE_WORDS = new Set(
  ('write create update delete remove cancel book send add set insert modify change edit replace apply move rename put post submit ' +
    'return exchange refund transfer pay buy order purchase reserve schedule invite share upload save patch close open reset ' +
    'enable disable toggle grant assign publish deploy install issue approve reject subscribe unsubscribe place make block').split(' '),
);
const EDIT_TOOL = /^(?:edit|multi_?edit|write|write_?file|create_?file|edit_?file|notebook_?edit|apply_?patch|str_replace(?:_editor|_based_edit_tool)?|replace(?:_in_file)?|insert(?:_line)?|update_?file|save_?file|search_replace|file_?edit|file_?write)$/i;
// The agent's own notes and plans change nothing outside it.
const NOTES = /todo|plan_?mode|^think|note_?to_?self/i;
// "transfer_to_human": the conversation moves, no record does.
const HAND_OVER = /human|hand_?o(?:ff|ver)|escalat/i;
const CHECK_WORDS = new Set('test tests lint typecheck verify validate build compile pytest'.split(' '));
const READ_PROGRAM = /^(?:cat|head|tail|less|more|ls|ll|tree|find|fd|grep|rg|ag|wc|stat|file|pwd|which|whereis|type|echo|printf|date|env|printenv|du|df|ps|id|whoami|uname|sort|uniq|cut|awk|jq|yq|diff|cmp|xxd|hexdump|md5sum|sha256sum|man|history|tokei|cloc|git (?:status|log|diff|show|branch|blame|remote|rev-parse|ls-files|describe|grep|reflog)|gh (?:pr|issue|run|repo) (?:view|list|diff|checks)|npm (?:ls|view|outdated|info)|pip3? (?:list|show|freeze)|docker (?:ps|logs|images|inspect)|kubectl (?:get|describe|logs))$/;
const CHECK_PROGRAM = /(?:\b(?:test|tests|spec|lint|check|typecheck|tsc|build|compile|verify|vet|clippy|ruff|eslint|oxlint|mypy|pyright|flake8|jest|vitest|mocha|ava|tap|pytest|unittest|tox|nox|phpunit|rspec|ctest|cargo (?:run|bench)|go run|npm (?:start|run)|make)\b)|^(?:node|deno|bun|python[\d.]*|ruby|php|perl|java|go|npx|uv|tsx|ts-node|\.?[\w.-]+\.(?:sh|py|js|ts|mjs|rb)|gcc|g\+\+|clang|javac|rustc|curl)\b/;
const WRITE_PROGRAM = /^(?:rm|mv|cp|mkdir|rmdir|touch|tee|ln|chmod|chown|dd|truncate|patch|kill|pkill|git (?:add|commit|push|pull|fetch|merge|rebase|reset|checkout|switch|stash|restore|clone|tag|cherry-pick|revert|rm|mv|init|apply)|gh |npm (?:install|i|ci|add|uninstall|publish)|(?:pnpm|yarn|bun) (?:install|add|remove)|pip3? (?:install|uninstall)|apt(?:-get)? |brew |docker |kubectl )/;
const EDITING_SHELL = /(?:^|[\s;&|])(?:sed\s+-[a-z]*i|perl\s+-[a-z]*i|tee\s|patch\s|ex\s|ed\s)|(?:^|[^0-9&>=-])>{1,2}\s*(?!&|\/dev\/)[\w./~$"'-]|<<\s*['"]?\w+['"]?\s*>\s*\S/;

/** Classifies a call; see {@link CallEffect}. The wording of names decides, so a misnamed tool is misread. */
export function callEffect(name: string, argumentsText: string): CallEffect {
  const command = shellCommand(name, argumentsText);
  if (command !== undefined) return shellEffect(command);
  if (/str_replace|edit_tool/i.test(name) && /"command"\s*:\s*"view"/.test(argumentsText)) return 'read';
  if (EDIT_TOOL.test(name)) return 'edit';
  if (NOTES.test(name)) return 'read';
  if (HAND_OVER.test(name)) return 'unknown';
  const words = name
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z]+/)
    .filter((word) => word !== '');
  for (const word of words) {
    if (CHECK_WORDS.has(word)) return 'check';
    if (READ_WORDS.has(word)) return 'read';
    if (WRITE_WORDS.has(word)) return 'write';
  }
  return 'unknown';
}

function shellEffect(command: string): CallEffect {
  const text = command.slice(0, 4000);
  if (EDITING_SHELL.test(text.replace(/'[^']*'|"[^"]*"/g, '""'))) return 'edit';
  const program = programOf(text);
  if (program === undefined) return 'unknown';
  if (READ_PROGRAM.test(program)) return /&&|;|\n/.test(text) ? laterEffect(text) : 'read';
  if (WRITE_PROGRAM.test(`${program} `)) return 'write';
  return CHECK_PROGRAM.test(program) ? 'check' : 'unknown';
}

/** A line of several commands that begins with a look may still end in a test or a change. */
function laterEffect(text: string): CallEffect {
  const effects = text.split(/&&|;|\n/).map((part) => {
    const program = programOf(part);
    if (program === undefined || READ_PROGRAM.test(program)) return 'read';
    if (WRITE_PROGRAM.test(`${program} `)) return 'write';
    return CHECK_PROGRAM.test(program) ? 'check' : 'unknown';
  });
  return effects.find((effect) => effect === 'check') ?? effects.find((effect) => effect !== 'read') ?? 'read';
}
