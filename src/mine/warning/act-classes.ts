import { callEffect } from '../../behavior/call/call-effect.ts';
import type { Candidate } from '../candidate.ts';
import type { Corpus } from '../digest/corpus.ts';
import { looksUpPerson, symbolTool, writesSomething } from '../wording/tool-words.ts';

// More tools than this are no sort of act.
const MAX_MEMBERS = 8;
// What is done upon a yes most of the time.
const UPON_YES = 0.5;
const MIN_RUNS = 3;

/**
 * Sets of symbols that may count as one act: alternatives in workflows, commands that check, what is mostly done upon a
 * user's yes, and by their names (where they say so) what changes something and what looks up a person. Each is only a
 * guess that is tested beside its members.
 *
 * @returns ids, at least two in a class
 */
export function actClasses(corpus: Corpus, workflows: readonly Candidate[]): number[][] {
  const { lexicon } = corpus;
  const tools: number[] = [];
  for (let id = 0; id < lexicon.size; id++) if (lexicon.word(id).startsWith('tool:')) tools.push(id);
  const named = (test: (tool: string) => boolean): number[] =>
    tools.filter((id) => {
      const { tool, command } = symbolTool(lexicon.word(id));
      return command === undefined && test(tool);
    });
  const checks = tools.filter((id) => {
    const { command } = symbolTool(lexicon.word(id));
    return command !== undefined && callEffect('bash', JSON.stringify({ command })) === 'check';
  });
  const alternatives = workflows.flatMap(({ phrase }) => phrase?.elements ?? []).map((ids) => [...ids]);
  const guessed = [named(writesSomething), named(looksUpPerson), uponYes(corpus)]
    .flatMap((ids) => ofOneKind(corpus, ids))
    .filter((ids) => ids.length <= MAX_MEMBERS);
  return [checks, ...guessed, ...alternatives].filter((ids) => ids.length > 1);
}

/** Parts of a class whose members are used for the same kind of task: what changes files and what changes orders are two. */
function ofOneKind({ fragments, groups }: Corpus, ids: readonly number[]): number[][] {
  const usedBy = new Map(ids.map((id) => [id, new Set<number>()]));
  for (const [run, { symbols }] of fragments.entries()) for (const id of symbols) usedBy.get(id)?.add(groups[run]!);
  const parts: { readonly ids: number[]; readonly kinds: Set<number> }[] = [];
  for (const [id, kinds] of usedBy) {
    const part = parts.find((other) => !other.kinds.isDisjointFrom(kinds));
    if (part === undefined) parts.push({ ids: [id], kinds });
    else {
      part.ids.push(id);
      for (const kind of kinds) part.kinds.add(kind);
    }
  }
  return parts.map((part) => part.ids);
}

/** Calls that, in most of the runs that make them, come right after the user said yes. */
function uponYes({ fragments, lexicon }: Corpus): number[] {
  const made = new Map<number, number>();
  const upon = new Map<number, number>();
  for (const { symbols } of fragments) {
    const seen = new Set<number>();
    const after = new Set<number>();
    for (const [at, symbol] of symbols.entries()) {
      if (!lexicon.word(symbol).startsWith('tool:')) continue;
      seen.add(symbol);
      if (at > 0 && lexicon.word(symbols[at - 1]!) === 'user:confirm') after.add(symbol);
    }
    for (const symbol of seen) made.set(symbol, (made.get(symbol) ?? 0) + 1);
    for (const symbol of after) upon.set(symbol, (upon.get(symbol) ?? 0) + 1);
  }
  return [...upon]
    .filter(([symbol, n]) => n >= MIN_RUNS && n >= UPON_YES * made.get(symbol)!)
    .map(([symbol]) => symbol)
    .sort((a, b) => a - b);
}
