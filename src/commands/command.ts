/** A positional argument: `PATH`, `[ID]` when optional, `PATH...` when repeatable. */
export interface ArgumentSpec {
  readonly name: string;
  readonly description: string;
}

/** An option, in commander's notation (`-k, --count <n>`); the long name in camel case is its key. */
export interface OptionSpec {
  readonly flags: string;
  readonly description: string;
  readonly default?: string | number | boolean;
  /** May be given several times; the value is a list. */
  readonly repeatable?: boolean;
}

/** What a command is run with. Everything outside the process comes in through here. */
export interface CommandContext {
  /** Positional arguments, in order. */
  readonly args: readonly string[];
  readonly options: CommandOptions;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  readonly now: () => Date;
  readonly stdin: NodeJS.ReadableStream;
  /** Writes one line of talk to stderr; silent under `--quiet`. */
  readonly talk: (line: string) => void;
  /** Aborts when the command is asked to end (Ctrl-C); whoever asks for it ends in its own time, unless asked again. */
  readonly untilInterrupted: () => AbortSignal;
  /** Draws or redraws one line of progress, on a terminal only; `''` clears it. */
  readonly progress: (line: string) => void;
}

/** Parsed options by camel-case name. */
export type CommandOptions = Readonly<Record<string, string | boolean | readonly string[] | undefined>>;

/**
 * What a command has to say. `--json` prints `json`, `--jsonl` and `--csv` print `rows` (or `json` as the only row), otherwise
 * `text` is printed.
 */
export interface CommandResult {
  /** What `--json` prints: one object, or a list where CONTRACT says so. */
  readonly json: object;
  readonly rows?: Iterable<object> | AsyncIterable<object>;
  /** A field that `--json` adds to `json`, with `rows` as its list: they are printed one by one, and never held together. */
  readonly listed?: string;
  readonly text: string;
  /** Data that is its own format (an export): printed as it is, whatever was asked. */
  readonly raw?: AsyncIterable<string>;
  /** 0 yes or done (default), 1 the answer is no. */
  readonly exitCode?: 0 | 1;
}

/** A command of the command line; one per file, loaded when called. */
export interface Command {
  readonly name: string;
  /** One line, for the list of commands. */
  readonly summary: string;
  /** More, for `--help` and the reference. */
  readonly description?: string;
  readonly arguments?: readonly ArgumentSpec[];
  readonly options?: readonly OptionSpec[];
  /** A line that runs as it stands. */
  readonly example: string;
  run(context: CommandContext): Promise<CommandResult>;
}

/** The text of an option, or undefined when it was not given. */
export function textOption(options: CommandOptions, name: string): string | undefined {
  const value = options[name];
  return typeof value === 'string' ? value : undefined;
}

/** The values of a repeatable option, in order; empty when it was not given. */
export function listOption(options: CommandOptions, name: string): readonly string[] {
  const value = options[name];
  return Array.isArray(value) ? (value as readonly string[]) : [];
}
