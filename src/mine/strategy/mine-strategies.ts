import { estimateTokens } from '../../core/estimate-tokens.ts';
import type { Candidate, Occurrence } from '../candidate.ts';
import type { Corpus } from '../digest/corpus.ts';
import { SPEAKERS } from '../digest/run-sentences.ts';
import { outcomeDifference } from '../outcome-difference.ts';
import { chooseMoves, type Move } from './choose-moves.ts';
import { collectRemarks, type Remarks } from './collect-remarks.ts';
import { readConsequences, type ConsequenceReader } from './consequences.ts';
import { actingWords, type Act } from './imperative-of.ts';
import type { Meaning } from './embed-remarks.ts';
import { linkByMeaning } from './link-by-meaning.ts';
import { embeddedSpace, lexicalSpace, type MeaningSpace } from './meaning-space.ts';
import { moveCues } from './move-cues.ts';
import { announcesTool, isSymptom, isWorthwhile, sharesTerms, toolVocabulary } from './move-worth.ts';
import { speakForMove, type SpokenWording } from './speak-for-move.ts';
import { asSentence, saysTheSame, wordStrategy } from './word-strategy.ts';

// Below this mean similarity, sentences have hardly a telling word in common.
const LEAST_SIMILAR = 0.05;
const MAX_STRATEGIES = 40;
const MAX_SPOKEN = 80;
// What speaks for a move: how many tasks say it, how like the rest it is, how many of the sentences say something to do (fewer,
// and the move is a report or a feeling).
const NEXT_STEP = { tasks: 1, central: 0.1, acting: 0.06 };
const OUTCOME = { tasks: 1, central: 0.1, acting: 0.25 };
const UNTESTED = { tasks: 2, central: 0.4, acting: 0.06 };
const WARNING = { tasks: 2, central: 0.3, acting: 0.5 };
// A move of which more wordings than this only announce a call is that call.
const MAX_ANNOUNCING = 0.6;
const MAX_COMPARED = 200;
const MAX_WARNING_Q = 0.01;
const AGENT = SPEAKERS.indexOf('agent');

/**
 * Strategies: moves in reasoning and messages that recur and have a consequence. Sentences that mean the same are one move; a move counts
 * when its runs succeed more often than others of the same task, are shorter, or when the agent's next step is another
 * than elsewhere (Benjamini–Hochberg q ≤ 0.05 over everything tried). Where success is not known, plans that say what for
 * or take care count as well. Moves that go with failure are warnings.
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
  const { sure, others } = chooseMoves(linkage, { space, reader });
  const verbs = actingWords(spokenWordings(remarks, wordings));
  const tools = toolVocabulary(corpus.lexicon);
  const aloud = spokenAloud(corpus);
  const drafts: { move: Move; acts: readonly [Act, ...Act[]] }[] = [];
  const consider = (move: Move, accept: (act: Act) => boolean, least: typeof OUTCOME): void => {
    if (drafts.length >= MAX_STRATEGIES) return;
    const spoken = spokenOf(move, { remarks, space, reader, aloud }).filter(
      ({ tasks, central }) => tasks >= least.tasks && central >= least.central,
    );
    const { acts, share } = speakForMove(spoken, { wordings, verbs, topics: remarks.topics });
    if (share < least.acting || acts.filter((act) => announcesTool(act, tools)).length > MAX_ANNOUNCING * acts.length)
      return;
    const [best, ...rest] = acts.filter(accept);
    if (best === undefined) return;
    if (drafts.some(({ acts: [known] }) => saysTheSame(asSentence(known.act), asSentence(best.act)))) return;
    if (move.grounds.length === 0 && drafts.some(({ acts: [known] }) => sharesTerms(known, best))) return;
    drafts.push({ move, acts: [best, ...rest] });
  };
  for (const move of sure) {
    const [ground] = move.grounds;
    if (ground === undefined) continue;
    const lowers = ground.z < 0;
    if (lowers && ground.q > MAX_WARNING_Q) continue;
    if (lowers) consider(move, (act) => !announcesTool(act, tools) && !isSymptom(act), WARNING);
    else consider(move, (act) => !announcesTool(act, tools), ground.ground === 'next-step' ? NEXT_STEP : OUTCOME);
  }
  if (!reader.judged) for (const move of others) consider(move, (act) => isWorthwhile(act, tools), UNTESTED);
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

function spaceOf(remarks: Remarks, wordings: Corpus['wordings'], meaning: Meaning | undefined): MeaningSpace {
  const vectors = remarks.wordings.map(([first]) => meaning?.get(wordings.word(first!)));
  const known = vectors.filter((vector) => vector !== undefined);
  return known.length === vectors.length ? embeddedSpace(known) : lexicalSpace(remarks.terms, remarks.remarksWith);
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
    ...(avoid && { instruction: `Do not ${words.instruction.charAt(0).toLowerCase()}${words.instruction.slice(1)}` }),
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
