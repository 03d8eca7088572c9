import { estimateTokens } from '../../core/estimate-tokens.ts';
import type { Candidate, Occurrence } from '../candidate.ts';
import type { Corpus } from '../digest/corpus.ts';
import { SPEAKERS } from '../digest/run-sentences.ts';
import { outcomeDifference } from '../outcome-difference.ts';
import type { Lexicon } from '../digest/lexicon.ts';
import { callPhrase } from '../wording/tool-words.ts';
import { lowerFirst } from '../wording/upper-first.ts';
import { chooseMoves, type Move } from './choose-moves.ts';
import { collectRemarks, type Remarks } from './collect-remarks.ts';
import { readConsequences, type ConsequenceReader, type Said } from './read-consequences.ts';
import { actingWords, type Act } from './imperative-of.ts';
import type { Meaning } from './embed-remarks.ts';
import { linkByMeaning } from './link-by-meaning.ts';
import { embeddedSpace, lexicalSpace, type MeaningSpace } from './meaning-space.ts';
import { moveCues } from './move-cues.ts';
import { announcesTool, isSymptom, isWorthwhile, sharesTerms, takesCare, toolVocabulary } from './is-worthwhile.ts';
import { recurringMoves } from './recurring-moves.ts';
import { sentenceTerms } from './sentence-terms.ts';
import { actOf, speakForMove, type SpokenWording } from './speak-for-move.ts';
import { unrefutedMoves } from './unrefuted-moves.ts';
import { asSentence, saysTheSame, wordStrategy } from './word-strategy.ts';

// Below this mean similarity, sentences have hardly a telling word in common.
const LEAST_SIMILAR = 0.05;
const MAX_STRATEGIES = 40;
const MAX_SPOKEN = 80;
// What speaks for a move: how many tasks say it, how like the rest it is, how many of the sentences say something to do (fewer,
// and the move is a report or a feeling).
const NEXT_STEP = { tasks: 1, central: 0.1, acting: 0.06 };
const OUTCOME = { tasks: 1, central: 0.1, acting: 0.25 };
const RECURRING = { tasks: 1, central: 0.1, acting: 0.3 };
const WARNING = { tasks: 2, central: 0.3, acting: 0.5 };
// A move of which more wordings than this only announce a call is that call.
const MAX_ANNOUNCING = 0.6;
const MAX_COMPARED = 200;
const MAX_WARNING_Q = 0.01;
// A move that cannot be turned into an instruction is quoted when it is this sure.
const MAX_QUOTED_Q = 0.01;
// Moves that go with failure by chance are one in a hundred.
const WORSE_P = 0.01;
// What nearly every run says anyway need not be said.
const MAX_RUN_SHARE = 0.8;
// A next step that follows most times, and so much more often than elsewhere, is a reason by itself.
const SURE_STEP = { least: 2, share: 0.5, ratio: 4, turns: 15 };
const MAX_RECURRING = 12;
const MIN_TASKS = 3;
// A sentence that has this much of what an instruction says, says it.
const SAYS_IT = 0.6;
// What so few of a move's runs say does not speak for the others, however differently they put it.
const MIN_SAYING = 0.11;
const AGENT = SPEAKERS.indexOf('agent');

/**
 * Strategies: moves in reasoning and messages that recur and have a consequence. Sentences that mean the same are one move; a move counts
 * when its runs succeed more often than others of the same task, are shorter, or, if it says what for or takes care, when the agent's next
 * step is another than elsewhere (Benjamini–Hochberg q ≤ 0.05 over everything tried). Moves that say what for or take care are tried once
 * more among themselves; where too little is known of success to tell, they count when they recur. Moves that go with failure are warnings.
 * A move that surely counts, but that cannot be put as an instruction, is quoted (`Think: “…”, then …`).
 *
 * @param options.meaning - vectors of remarks, from `embedRemarks`; without them sentences are compared by their terms
 * @returns strategies, surest first, then warnings
 */
export function mineStrategies(corpus: Corpus, { meaning }: { meaning?: Meaning | undefined } = {}): Candidate[] {
  const remarks = collectRemarks(corpus);
  const { wordings } = corpus;
  if (remarks.count === 0) return [];
  const space = spaceOf(remarks, wordings, meaning);
  const linkage = linkByMeaning(space, { least: LEAST_SIMILAR });
  const reader = readConsequences(corpus, remarks);
  const verbs = actingWords(spokenWordings(remarks, wordings));
  const tools = toolVocabulary(corpus.lexicon);
  const aloud = spokenAloud(corpus);
  const drafts: { move: Move; acts: readonly [Act, ...Act[]] }[] = [];
  const consider = (move: Move, accept: (act: Act) => boolean, least: typeof OUTCOME): void => {
    if (drafts.length >= MAX_STRATEGIES) return;
    const spoken = spokenOf(move, { remarks, space, reader, aloud }).filter(
      ({ id, tasks, central }) =>
        tasks >= least.tasks && central >= least.central && (move.grounds.length > 0 || isWhole(wordings.word(id))),
    );
    const { acts, share, quoted } = speakForMove(spoken, { wordings, verbs, topics: remarks.topics });
    const announcing = (list: readonly Act[]): boolean =>
      list.filter((act) => announcesTool(act, tools)).length > MAX_ANNOUNCING * list.length;
    if (announcing(acts)) return;
    const accepted = share < least.acting ? [] : acts.filter(accept);
    const spokenFor =
      move.grounds.length > 0 ? { move, act: accepted[0] } : mostSaid(move, accepted, { remarks, wordings, reader });
    const [ground] = move.grounds;
    const asSaid =
      ground !== undefined && isSure(ground) && !announcing(quoted)
        ? quotedAct(
            quoted.find((act) => !announcesTool(act, tools)),
            ground,
            corpus.lexicon,
          )
        : undefined;
    const best = spokenFor?.act ?? asSaid;
    if (spokenFor === undefined || best === undefined) return;
    if ((move.grounds[0]?.z ?? 0) >= 0 && isWorse(corpus, spokenFor.move)) return;
    if (drafts.some(({ acts: [known] }) => saysTheSame(asSentence(known.act), asSentence(best.act)))) return;
    if (move.grounds.length === 0 && drafts.some(({ acts: [known] }) => sharesTerms(known, best))) return;
    drafts.push({ move: spokenFor.move, acts: [best, ...accepted.filter((act) => act !== best)] });
  };
  const { moves, atoms } = chooseMoves(linkage, { space, reader });
  for (const move of moves) {
    const [ground] = move.grounds;
    if (ground === undefined) continue;
    if (ground.z < 0) {
      if (ground.q <= MAX_WARNING_Q) consider(move, (act) => !announcesTool(act, tools) && !isSymptom(act), WARNING);
    } else if (ground.next !== undefined) {
      const { times, expected, symbol } = ground.next;
      if (times < SURE_STEP.least * expected || corpus.lexicon.word(symbol).startsWith('error')) continue;
      const clear = isSure(ground);
      const accept = (act: Act): boolean =>
        !announcesTool(act, tools) &&
        (clear || takesCare(act)) &&
        reader.said(sayingIt(move, act, { remarks, wordings })).runs.length >= MIN_SAYING * move.said.runs.length;
      consider(move, accept, NEXT_STEP);
    } else if (ground.ground === 'length') {
      consider(move, (act) => !announcesTool(act, tools) && takesCare(act), OUTCOME);
    } else consider(move, (act) => !announcesTool(act, tools), OUTCOME);
  }
  const taken = new Set(drafts.flatMap(({ move }) => move.remarks));
  const pool = Array.from({ length: remarks.count }, (_, remark) => remark).filter(
    (remark) => !taken.has(remark) && worthSaying(remark, { remarks, wordings, verbs, tools, aloud }),
  );
  const recurring = recurringMoves(pool, {
    space: spaceOf(remarks, wordings, meaning, pool),
    reader,
    tasks: new Set(corpus.tasks).size,
  });
  const most = drafts.length + MAX_RECURRING;
  const common = reader.judged ? MAX_RUN_SHARE * corpus.fragments.length : Infinity;
  for (const move of unrefutedMoves(
    recurring.filter(({ said }) => said.runs.length <= common),
    { reader, space, atoms, taken },
  ))
    if (drafts.length < most) consider(move, (act) => isWorthwhile(act, tools), RECURRING);
  const cues = moveCues(
    drafts.map(({ move }) => wordingsOf(move, remarks)),
    { wordings, said: remarks.said },
  );
  return drafts
    .flatMap(({ move, acts }, i): Candidate[] => {
      const matcher = cues[i]!.cues.length === 0 ? undefined : { cues: cues[i]!.cues };
      return matcher === undefined ? [] : [candidateOf(corpus, move, acts, remarks, matcher)];
    })
    .sort((a, b) => Number(a.polarity === 'avoid') - Number(b.polarity === 'avoid'));
}

/** Whether a consequence is enough to tell a move in the words it was said in, where they cannot be turned into an instruction. */
function isSure({ ground, z, q, next }: Move['grounds'][number]): boolean {
  if (next === undefined) return ground === 'success' && z > 0 && q <= MAX_QUOTED_Q;
  const { turns, times, expected } = next;
  return turns >= SURE_STEP.turns && times >= SURE_STEP.share * turns && times >= SURE_STEP.ratio * expected;
}

/** A sentence as it was said, with the call that follows. */
function quotedAct(act: Act | undefined, { next }: Move['grounds'][number], lexicon: Lexicon): Act | undefined {
  const symbol = next === undefined ? '' : lexicon.word(next.symbol);
  return act === undefined || !symbol.startsWith('tool:') ? act : { act: `${act.act}, then ${callPhrase([symbol])}` };
}

/** Whether runs with a move succeed less often than others of their tasks, by more than chance would have it. */
function isWorse(corpus: Corpus, { said }: Move): boolean {
  const found = outcomeDifference(corpus, new Set(said.runs));
  return found !== undefined && found.difference < 0 && (found.p < WORSE_P || found.interval[1] < 0);
}

/**
 * Of some acts the one that the most tasks' sentences say, and the move: where it is known what else means the same, with that, else
 * without what says something else.
 */
function mostSaid(
  move: Move,
  acts: readonly Act[],
  { remarks, wordings, reader }: { remarks: Remarks; wordings: Corpus['wordings']; reader: ConsequenceReader },
): { move: Move; act: Act } | undefined {
  let best: { said: Said; saying: readonly number[]; act: Act } | undefined;
  for (const act of acts) {
    const saying = sayingIt(move, act, { remarks, wordings });
    const said = reader.said(saying);
    if (said.tasks >= MIN_TASKS && said.tasks > (best?.said.tasks ?? 0)) best = { said, saying, act };
  }
  if (best === undefined) return undefined;
  const { act, saying } = best;
  const kept = move.whole ?? saying;
  return { move: { remarks: kept, said: reader.said(kept), grounds: [] }, act };
}

/** The remarks of a move that say most of what an act says. */
function sayingIt(
  move: Move,
  { act }: Act,
  { remarks, wordings }: { remarks: Remarks; wordings: Corpus['wordings'] },
): number[] {
  const own = sentenceTerms(act);
  return move.remarks.filter((remark) => {
    const terms = new Set(sentenceTerms(wordings.word(remarks.wordings[remark]![0]!)));
    return own.filter((term) => terms.has(term)).length >= SAYS_IT * own.length;
  });
}

/** Whether a wording is a whole sentence, not cut off. */
function isWhole(wording: string): boolean {
  return /[.!?:。！？][\s"”)*]*$/u.test(wording);
}

/** Whether one of the commonest wordings of a remark is something worth doing by itself. */
function worthSaying(
  remark: number,
  {
    remarks,
    wordings,
    verbs,
    tools,
    aloud,
  }: {
    remarks: Remarks;
    wordings: Corpus['wordings'];
    verbs: ReadonlySet<string>;
    tools: readonly ReadonlySet<string>[];
    aloud: Int32Array;
  },
): boolean {
  return remarks.wordings[remark]!.slice(0, 2).some((id) => {
    if (!isWhole(wordings.word(id))) return false;
    const act = actOf(wordings.word(id), { toUser: 2 * aloud[id]! > remarks.said[id]!, verbs, topics: remarks.topics });
    return act !== undefined && isWorthwhile(act, tools);
  });
}

function spaceOf(
  remarks: Remarks,
  wordings: Corpus['wordings'],
  meaning: Meaning | undefined,
  pool: readonly number[] = Array.from({ length: remarks.count }, (_, remark) => remark),
): MeaningSpace {
  const vectors = pool.map((remark) => meaning?.get(wordings.word(remarks.wordings[remark]![0]!)));
  const known = vectors.filter((vector) => vector !== undefined);
  if (known.length === vectors.length && pool.length > 0) return embeddedSpace(known);
  const remarksWith = new Int32Array(remarks.remarksWith.length);
  const terms = pool.map((remark) => remarks.terms[remark]!);
  for (const list of terms) for (const term of list) remarksWith[term]!++;
  return lexicalSpace(terms, remarksWith);
}

function* spokenWordings({ said }: Remarks, wordings: Corpus['wordings']): Generator<string> {
  for (let id = 0; id < wordings.size; id++) if (said[id]! > 0) yield wordings.word(id);
}

/** How often agents say each wording to somebody, not in reasoning. */
function spokenAloud({ fragments, wordings }: Corpus): Int32Array {
  const aloud = new Int32Array(wordings.size);
  for (const { sentences } of fragments)
    for (const [i, wording] of sentences.wordings.entries()) if (sentences.speakers[i] === AGENT) aloud[wording]!++;
  return aloud;
}

function wordingsOf(move: Move, { wordings, said }: Remarks): number[] {
  return move.remarks.flatMap((remark) => wordings[remark]!).sort((a, b) => said[b]! - said[a]! || a - b);
}

function spokenOf(
  move: Move,
  {
    remarks,
    space,
    reader,
    aloud,
  }: { remarks: Remarks; space: MeaningSpace; reader: ConsequenceReader; aloud: Int32Array },
): SpokenWording[] {
  const often = (remark: number): number => remarks.offsets[remark + 1]! - remarks.offsets[remark]!;
  const known = move.remarks.toSorted((a, b) => often(b) - often(a) || a - b).slice(0, MAX_COMPARED);
  const similarity = space.similarityTo(known);
  return known.slice(0, MAX_SPOKEN).flatMap((remark) => {
    const central = known.length === 1 ? 1 : Math.max(0, similarity([remark]));
    const { tasks } = reader.said([remark]);
    return remarks.wordings[remark]!.slice(0, 3).map((id) => ({
      tasks,
      id,
      said: remarks.said[id]!,
      toUser: 2 * aloud[id]! > remarks.said[id]!,
      central,
    }));
  });
}

function candidateOf(
  corpus: Corpus,
  move: Move,
  acts: readonly [Act, ...Act[]],
  remarks: Remarks,
  matcher: NonNullable<Candidate['matcher']>,
): Candidate {
  const ground = move.grounds.find((known) => known.ground === 'success');
  const runs = new Set(move.said.runs);
  const found = ground === undefined ? undefined : outcomeDifference(corpus, runs);
  const avoid = move.grounds[0] === ground && ground !== undefined && ground.z < 0;
  const words = wordStrategy(acts);
  const occurrences = occurrencesOf(corpus, move, remarks);
  return {
    kind: avoid ? 'warning' : 'strategy',
    polarity: avoid ? 'avoid' : 'do',
    ...words,
    ...(avoid && { instruction: `Do not ${lowerFirst(words.instruction)}` }),
    scope: {},
    matcher,
    occurrences,
    ...(found !== undefined && {
      outcome: { difference: found.difference, interval: found.interval, n: found.n, q: ground!.q },
    }),
  };
}

function occurrencesOf({ fragments, wordings }: Corpus, { remarks: own }: Move, remarks: Remarks): Occurrence[] {
  const places: { run: number; sentence: number }[] = [];
  for (const remark of own)
    for (let k = remarks.offsets[remark]!; k < remarks.offsets[remark + 1]!; k++)
      places.push({ run: remarks.runs[k]!, sentence: remarks.sentences[k]! });
  places.sort((a, b) => a.run - b.run || a.sentence - b.sentence);
  return places.map(({ run, sentence }) => {
    const { steps, parts, starts, ends, wordings: said } = fragments[run]!.sentences;
    const at = { step: steps[sentence]!, part: parts[sentence]!, start: starts[sentence]!, end: ends[sentence]! };
    return { run, steps: [at.step], at, tokens: estimateTokens(wordings.word(said[sentence]!)) };
  });
}
