import { callEffect } from '../../behavior/call/call-effect.ts';
import { anyOf, looksAround, symbolTool } from '../wording/tool-words.ts';

/** An act of a sequence, as something to do. */
export interface SaidAct {
  readonly symbols: readonly string[];
  /** `look up the order with `get_order``. */
  readonly clause: string;
}

/** What is to be done, act by act; commands one after the other are run in one clause. */
export function actClauses(acts: readonly SaidAct[]): string[] {
  const clauses: string[] = [];
  let commands: string[] = [];
  for (const act of acts) {
    if (!isRun(act)) {
      clauses.push(act.clause);
      commands = [];
      continue;
    }
    if (commands.length > 0) clauses.pop();
    commands.push(`\`${symbolTool(act.symbols[0]!).command}\``);
    clauses.push(`run ${anyOf(commands, 'and')}`);
  }
  return clauses;
}

/** What follows an edit, if only looking goes before it: that what is edited is read first goes without saying. */
export function afterEdit<Act extends SaidAct>(acts: readonly Act[]): readonly Act[] {
  const edited = acts.findIndex(({ symbols }) => symbols.every(edits));
  return acts.slice(0, edited).every(({ symbols }) => symbols.every(looksAround)) ? acts.slice(edited + 1) : acts;
}

/** Whether it is to run one certain command. */
export function isRun({ symbols }: SaidAct): boolean {
  return symbols.length === 1 && symbolTool(symbols[0]!).command !== undefined;
}

/** Whether a symbol is a call that changes files. */
export function edits(symbol: string): boolean {
  return callEffect(symbolTool(symbol).tool, '{}') === 'edit';
}

/** Whether it is a command of version control: `git commit`. */
export function keepsVersions(symbol: string): boolean {
  return /^(?:git|jj|hg|svn) /.test(symbolTool(symbol).command ?? '');
}
