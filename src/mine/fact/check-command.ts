import type { Corpus } from '../digest/corpus.ts';
import { projectName } from '../digest/run-head.ts';
import { plainCommand } from './plain-command.ts';
import type { LookUp } from './look-ups.ts';

const CHECKS =
  /(?:^|[\s:/-])(?:tests?|spec|pytest|vitest|jest|mocha|rspec|lint|check|typecheck|tsc|clippy|credo|build|compile|fmt|format)(?:$|[\s:/.-])/i;
// A command that names a file or redirects is about one occasion; the bare command is how it is done here.
const OCCASION = /[/\\'"$<>|&;*{}=]|\b\w+\.\w{1,5}\b/;
// A command that fails more often than not is not how it is done here.
const MIN_WORKING = 0.5;
const MAX_WORDS = 6;

/** How something is checked in a project. */
export interface CheckCommand {
  /** `run the tests`. */
  readonly purpose: string;
  readonly command: string;
  readonly folder?: string;
}

/** What a look-up says of how things are checked: a bare command that runs tests, a build or the like, and mostly works. */
export function checkCommand({ command: plain, places, failures }: LookUp): CheckCommand | undefined {
  if (plain === undefined) return undefined;
  const { command, folder } = plain;
  if (!isCheck(command)) return undefined;
  if (places.length < MIN_WORKING * (places.length + failures)) return undefined;
  return { purpose: purposeOf(command), command, ...(folder !== undefined && { folder }) };
}

function isCheck(command: string): boolean {
  // `./gradlew test`, `scripts/test.sh`, `go test ./...`: where the program is, and everything, are of no one occasion.
  const bare = command.replace(/^(?:\S*\/)?([\w-]+)(?:\.\w+)?(?=\s|$)/, '$1').replaceAll('./...', '');
  return CHECKS.test(bare) && !OCCASION.test(bare) && command.split(' ').length <= MAX_WORDS;
}

function purposeOf(command: string): string {
  if (/lint|clippy|credo|ruff check/i.test(command)) return 'lint';
  if (/typecheck|tsc/i.test(command)) return 'check the types';
  if (/fmt|format/i.test(command)) return 'format';
  if (/build|compile/i.test(command)) return 'build';
  return /check/i.test(command) ? 'check your work' : 'run the tests';
}

// Commands that differ in one word are about something else each time, unless most calls use the one.
const MOST = 0.7;
// What is built or tested by name in so few tasks may be what they were about.
const MIN_TASKS_OF_NAMED = 5;

/**
 * A test for commands of a project: whether what stands in them is the same each time. `build planner`, `build ledger` and
 * `build mailer` are three commands of one family; how it is built here is none of them.
 */
export function oneOfItsKind({ fragments, tasks }: Corpus): (lookUp: LookUp) => boolean {
  const families = new Map<string, { readonly variants: Map<string, number>; calls: number }>();
  for (const fragment of fragments) {
    for (const call of fragment.calls) {
      const line = call.command === undefined ? undefined : plainCommand(call.command, fragment.project)?.command;
      if (line === undefined || !isCheck(line)) continue;
      for (const key of familiesOf(line, projectName(fragment))) {
        const family = families.get(key) ?? { variants: new Map<string, number>(), calls: 0 };
        families.set(key, family);
        family.calls++;
        if (family.variants.size < MAX_VARIANTS || family.variants.has(line))
          family.variants.set(line, (family.variants.get(line) ?? 0) + 1);
      }
    }
  }
  return ({ command, project, places }) => {
    const keys = familiesOf(command?.command ?? '', project);
    if (keys.length > 0 && new Set(places.map(({ run }) => tasks[run])).size < MIN_TASKS_OF_NAMED) return false;
    return keys.every((key) => {
      const family = families.get(key);
      return family === undefined || (family.variants.get(command!.command) ?? 0) >= MOST * family.calls;
    });
  };
}

const MAX_VARIANTS = 50;
// Not the name of something that is checked.
const OF_EVERYTHING = /^(?:run|all|check|\.|\.\/\.\.\.)$/;

/** The command with one of the words after the one that names the check left open, each in turn; options stay. */
function familiesOf(command: string, project = ''): string[] {
  const words = command.split(/\s+/);
  const named = words.findIndex((word) => CHECKS.test(word));
  return words.flatMap((word, i) =>
    named < 0 || i <= named || word.startsWith('-') || OF_EVERYTHING.test(word)
      ? []
      : [[project, ...words.slice(0, i), '*', ...words.slice(i + 1)].join(' ')],
  );
}
