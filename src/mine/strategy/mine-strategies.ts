import type { Candidate, Occurrence } from '../candidate.ts';
import { supportOf, type Corpus } from '../digest/corpus.ts';
import { SPEAKERS } from '../digest/run-sentences.ts';
import { delexicalise } from '../digest/delexicalise.ts';
import { groupNearDuplicates } from './group-near-duplicates.ts';
import { plannedAct } from './planned-act.ts';
import { symbolTool, toolWords } from '../wording/tool-words.ts';
import { saysTheSame, splitWording, wordStrategy } from './word-strategy.ts';
import { wordingCue } from './wording-cue.ts';

/** Where an act was planned. */
interface ActPlace {
  readonly run: number;
  readonly step: number;
  readonly part: number;
  readonly start: number;
  readonly end: number;
  readonly tokens: number;
}

const MIN_WORDS = 4;
const MAX_WORDS = 28;
const MAX_PLACES = 400;
const MIN_CONTENT_WORDS = 3;
const MIN_SHARE = 0.01;
// In a store of many sources the share of all runs says little.
const MAX_MIN_RUNS = 4;
// A move worth repeating says what for, or under which condition, or takes care.
const PURPOSE =
  /\b(?:before|after|until|unless|if|whether|because|so that|in order to|to (?:see|find|make sure|ensure|avoid|check|verify|confirm|understand|determine|decide|get|reach|reduce|keep)|instead|rather than|without|first|in case|at a time|step by step|backwards?)\b/i;
const CARE =
  /^(?:double[- ]?check|re-?check|verify|validate|confirm|compare|make sure|ensure|test|rule out|estimate|work backwards?|simplify|split|break|count|undo|revert|backtrack)\b/i;
const POINTING =
  /\b(?:these|this|that|those|following|above|it|here|them)\b(?! (?:is|are|works?|fails?|holds?|way)\b)/i;
const STOP_WORDS = new Set(
  'a an and any are as at be been before by can do for from has have if in into is it its of on or out so that the their them then there these they this those to up was we what when which will with you your user using based given provided current all each more some again now first also whether'.split(
    ' ',
  ),
);

/** Planned acts ("let me check …", "I need to …") in reasoning and agents' words: wording → places, in order of run. */
function plannedActs({ fragments, wordings }: Corpus): Map<string, ActPlace[]> {
  const places = new Map<string, ActPlace[]>();
  const known = new Map<number, string | undefined>();
  for (const [run, { sentences }] of fragments.entries()) {
    const { speakers, steps, parts, starts, ends } = sentences;
    for (const [i, id] of sentences.wordings.entries()) {
      if (speakers[i] === SPEAKERS.indexOf('user')) continue;
      const key = 2 * id + speakers[i]!;
      if (!known.has(key)) known.set(key, wordingOf(wordings.word(id), speakers[i] === SPEAKERS.indexOf('agent')));
      const wording = known.get(key);
      if (wording === undefined) continue;
      const [step, part, start, end] = [steps[i]!, parts[i]!, starts[i]!, ends[i]!];
      const found = places.get(wording) ?? [];
      places.set(wording, found);
      if (found.length < MAX_PLACES) found.push({ run, step, part, start, end, tokens: Math.ceil((end - start) / 4) });
    }
  }
  return places;
}

/** A planned act without what belongs to one occasion: `when …, act`; undefined when it is not worth repeating. */
function wordingOf(sentence: string, toUser: boolean): string | undefined {
  const planned = plannedAct(sentence, { toUser });
  if (planned === undefined) return undefined;
  const act = withoutValues(delexicalise(planned.act));
  if (POINTING.test(act)) return undefined;
  if (planned.when === undefined) return worthSaying(act) && (PURPOSE.test(act) || CARE.test(act)) ? act : undefined;
  const wording = `when ${withoutValues(delexicalise(planned.when))
    .trim()
    .replace(/^\p{Lu}(?=\p{Ll})/u, (letter) => letter.toLowerCase())}, ${act}`;
  return worthSaying(wording) ? wording : undefined;
}

/** Without the values a sentence was about ("go back to 6 and 7 and try …"), and without a list or a sum after a colon. */
function withoutValues(words: string): string {
  return words
    .replace(/\s*:(?=.*⟨).*$/u, '')
    .replace(/(⟨(?:n|id)⟩),? (?:and )?(?:that|which) .*$/u, '$1')
    .replace(/\s+(?:to|from|with|of|at|for|on|by)\s+⟨(?:n|id)⟩(?=$|[\s,;])/gu, '')
    .replace(/\s+⟨(?:n|id)⟩$/u, '');
}

function worthSaying(wording: string): boolean {
  const words = wording.split(' ');
  if (words.length < MIN_WORDS || words.length > MAX_WORDS) return false;
  const slots = wording.match(/⟨/g)?.length ?? 0;
  return slots <= 1 && !wording.includes('⟨secret⟩') && contentWords(wording).length >= MIN_CONTENT_WORDS;
}

function contentWords(wording: string): string[] {
  const words =
    wording
      .replace(/⟨\w+⟩/g, ' ')
      .toLowerCase()
      .match(/\p{L}[\p{L}'-]+/gu) ?? [];
  return words.filter((word) => !STOP_WORDS.has(word) && !word.includes("'"));
}

/**
 * Strategies: what agents again and again say they will do, in their own words made imperative. Wordings that nearly
 * agree are one strategy, named after the most common of them. Said in at least two runs of two tasks.
 *
 * @returns in order of the number of tasks, most first
 */
export function mineStrategies(corpus: Corpus): Candidate[] {
  const { fragments, tasks, lexicon } = corpus;
  const places = plannedActs(corpus);
  const toolVocabulary = wordsOfTools(lexicon);
  const wordings = [...places.keys()].sort();
  const roots = groupNearDuplicates(wordings);
  const groups = new Map<number, string[]>();
  const same = sameActs(wordings, roots);
  for (const [i, root] of roots.entries()) groups.set(same(root), [...(groups.get(same(root)) ?? []), wordings[i]!]);
  const minRuns = Math.min(MAX_MIN_RUNS, Math.max(2, Math.ceil(MIN_SHARE * fragments.length)));
  const candidates: { candidate: Candidate; tasks: number }[] = [];
  for (const members of groups.values()) {
    const occurrences = members
      .flatMap((wording) => places.get(wording)!.map(occurrenceOf))
      .sort((a, b) => a.run - b.run || a.at.step - b.at.step || a.at.part - b.at.part || a.at.start - b.at.start);
    const support = supportOf(
      occurrences.map(({ run }) => run),
      tasks,
    );
    if (support.runs < minRuns || support.tasks < 2) continue;
    const tasksOf = (wording: string): number =>
      new Set(places.get(wording)!.map(({ run }) => tasks[run])).size;
    if (members.every((wording) => restatesTool(wording, toolVocabulary))) continue;
    const candidate = strategyOf(
      members.toSorted((a, b) => tasksOf(b) - tasksOf(a) || a.length - b.length || (a < b ? -1 : 1)),
      occurrences,
    );
    if (candidate !== undefined) candidates.push({ candidate, tasks: support.tasks });
  }
  const kept: Candidate[] = [];
  for (const { candidate } of candidates.sort(
    (a, b) => b.tasks - a.tasks || (a.candidate.name < b.candidate.name ? -1 : 1),
  )) {
    if (!kept.some((other) => saysTheSame(other.instruction, candidate.instruction))) kept.push(candidate);
  }
  return kept;
}

/**
 * Joins groups that do the same under different conditions ("go back", "go back and try something else"): what the one does
 * begins with the other.
 */
function sameActs(wordings: readonly string[], roots: readonly number[]): (root: number) => number {
  const joined = new Map<string, number>();
  const acts = [...new Set(roots)]
    .map((root) => ({ root, ...splitWording(wordings[root]!) }))
    .filter(({ when }) => when !== undefined)
    .sort((a, b) => a.act.length - b.act.length || a.root - b.root);
  const target = new Map<number, number>();
  for (const { root, act } of acts) {
    const words = act.split(' ');
    const shorter = words.map((_, n) => words.slice(0, n + 1).join(' ')).find((prefix) => joined.has(prefix));
    if (shorter === undefined && words.length >= 2) joined.set(act, root);
    target.set(root, shorter === undefined ? root : joined.get(shorter)!);
  }
  return (root) => target.get(root) ?? root;
}

function wordsOfTools({ size, word }: Corpus['lexicon']): Set<string> {
  const words = new Set<string>();
  for (let id = 0; id < size; id++) {
    if (!word(id).includes('tool:')) continue;
    const { verb, object } = toolWords(symbolTool(word(id)).tool);
    for (const part of [verb, ...object.split(' ')]) words.add(stem(part));
  }
  return words;
}

// "Look up the reservation details" says no more than the call of `get_reservation_details` that follows.
const RESTATED = 0.6;
const LOOKING =
  /^(?:retriev|fetch|obtain|access|gather|look|find|search|check|verif|review|get|list|read|call|use|execut|run|proceed|user|the|first|available|information|details?|data|item|tool|function)/;

function restatesTool(wording: string, tools: ReadonlySet<string>): boolean {
  const content = contentWords(wording);
  const restated = content.filter((word) => tools.has(stem(word)) || LOOKING.test(word));
  return restated.length > RESTATED * content.length;
}

function stem(word: string): string {
  return word.replace(/'s$/, '').replace(/(?:ing|ed|es|s|e)$/, '');
}

function occurrenceOf({ run, step, part, start, end, tokens }: ActPlace): Occurrence {
  return { run, steps: [step], at: { step, part, start, end }, tokens };
}

const MAX_CUES = 12;

/** A strategy from its wordings, most common first; the cue of the first is what it is known by. */
function strategyOf(wordings: readonly string[], occurrences: readonly Occurrence[]): Candidate | undefined {
  const cues = [...new Set(wordings.slice(0, MAX_CUES).flatMap((wording) => wordingCue(wording) ?? []))];
  if (cues.length === 0) return undefined;
  return {
    kind: 'strategy',
    polarity: 'do',
    ...wordStrategy(wordings),
    scope: {},
    matcher: { cues: cues.map((pattern) => ({ pattern })) },
    occurrences,
  };
}
