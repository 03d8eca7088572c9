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
  if (!CHECKS.test(command) || OCCASION.test(command) || command.split(' ').length > MAX_WORDS) return undefined;
  if (places.length < MIN_WORKING * (places.length + failures)) return undefined;
  return { purpose: purposeOf(command), command, ...(folder !== undefined && { folder }) };
}

function purposeOf(command: string): string {
  if (/lint|clippy|credo/i.test(command)) return 'lint';
  if (/typecheck|tsc/i.test(command)) return 'check the types';
  if (/fmt|format/i.test(command)) return 'format';
  if (/build|compile/i.test(command)) return 'build';
  return /check/i.test(command) ? 'check your work' : 'run the tests';
}
