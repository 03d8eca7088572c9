/** A change that someone asks for, with a right and a wrong way to make it. */
export interface FixtureTask {
  readonly id: string;
  /** The request, in words of several people. */
  readonly requests: readonly string[];
  /** What to search for in order to find the place. */
  readonly symbol: string;
  readonly file: string;
  readonly before: string;
  readonly right: string;
  /** Does what was asked and breaks something that the project's tests know. */
  readonly wrong: string;
  /** Body of the hidden check, with `same` and `throws` and everything the file exports as `it`. */
  readonly hidden: string;
  /** One line for a commit. */
  readonly subject: string;
}

/** A small repository to work on, as a tree of texts. */
export interface FixtureProject {
  readonly name: string;
  /** Where the session runs. */
  readonly cwd: string;
  readonly branch: string;
  /** The package manager that the people here want used. */
  readonly manager: 'npm' | 'pnpm';
  /** The command that runs the tests without anything else being set up. */
  readonly testCommand: string;
  /** Where the settings are. */
  readonly configFile: string;
  readonly checkScript: string;
  readonly files: Readonly<Record<string, string>>;
  readonly tasks: readonly FixtureTask[];
}
