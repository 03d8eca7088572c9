import { EthogramError } from '../core/ethogram-error.ts';
import type { Step, Trajectory, TrajectoryHead } from '../trajectory/trajectory.ts';
import { addressees } from './addressees.ts';
import { callEffect } from './call/call-effect.ts';
import { stepRecorder } from './call/call-record.ts';
import { codeId } from './code-key.ts';
import type { Code, Codebook } from './codebook.ts';
import { cueDetector, type CueDetector } from './cue/cue-detector.ts';
import type { Coding, Event } from './event.ts';
import { exclusionsOf, type Exclusions } from './exclusions-of.ts';
import { failedResult } from './call/failed-result.ts';
import { foundEvent, partTextAt, type Found } from './found-event.ts';
import { eitherDetector } from './learned/either-detector.ts';
import { learnedDetector } from './learned/learned-detector.ts';
import { symbolsOf, type RunSymbol } from './call/run-symbols.ts';
import { sequenceMatcher, type SequenceMatcher } from './call/sequence-matcher.ts';
import { stepWindow, type StepWindow } from './step-window.ts';
import {
  leadingSpan,
  SIGHTS,
  sightsOf,
  wholeRun,
  type Finding,
  type StructureDetector,
  type StructureRun,
  type UnitCount,
} from './structure-detector.ts';
import { callMade } from './structure/call-made.ts';
import { omission } from './structure/omission.ts';
import { STRUCTURES } from './structure/structures.ts';
import { tokenCounter, tokenReads, type TokenReads } from './token-counter.ts';

/** Name and version of everything that codes without a model; a change of what is found changes the version. */
export const DETECTOR = 'cues-and-structure@3';
// A sequence says exactly what it looks for; what is left to doubt is whether its moves were recognised.
const SEQUENCE_CONFIDENCE = 0.9;
// Places at least that are known when a code counts once per step; findings of one step come close together.
const MAX_REMEMBERED = 10_000;
const NOTHING: readonly never[] = [];

/** What examining a run gave: the events, and the record per codebook of what could be seen. */
export interface Detected {
  /** In order of first step, place, code. */
  readonly events: readonly Event[];
  readonly codings: readonly Coding[];
}

/** Detection at work on one run, fed step by step. */
export interface RunDetection {
  /** Takes the next step; steps must come in order. @returns the events it completes */
  step(step: Step): Event[];
  /** Ends the run. @returns events that only the end shows, and the codings */
  end(): { readonly events: readonly Event[]; readonly codings: readonly Coding[] };
}

/** Codebooks compiled for detection: makes one {@link RunDetection} after another, and holds nothing of any run. */
export interface RunDetector {
  /** Codes a whole run. */
  detect(trajectory: Trajectory): Detected;
  /**
   * Starts coding a run that is still going on: the same object that `detect` uses.
   *
   * @param options.thinksAloud - whether the agent's text stands in for reasoning; default: as long as none has come
   */
  start(head: TrajectoryHead, options?: { readonly thinksAloud?: boolean }): RunDetection;
}

interface CodeOf {
  readonly codebook: Codebook;
  readonly code: Code;
}
interface Plan {
  /** Codebooks with their codes that can be seen without a judge, the index in `counted` of what counts their units, and a count of zero for each. */
  readonly examined: readonly {
    readonly codebook: Codebook;
    readonly codes: readonly { readonly slug: string; readonly counted: number }[];
    readonly none: Readonly<Record<string, number>>;
  }[];
  /** Codes of which no two have the same units, each with the index of the structure that counts them (−1: none). */
  readonly counted: readonly { readonly code: Code; readonly structure: number }[];
  /** The ids of codes (`codeId`), by codebook: these can have codes in common. */
  readonly ids: ReadonlyMap<Codebook, ReadonlyMap<Code, string>>;
  readonly cues: CueDetector;
  /** Each detector once, with the codes that it finds. */
  readonly structural: readonly { readonly detector: StructureDetector; readonly of: readonly CodeOf[] }[];
  /** Which of them look at steps with these sights (see `sightsOf`), by index. */
  readonly shown: readonly (readonly number[])[];
  readonly sequential: readonly CodeOf[];
  /** Per codebook, what it reads: the denominators of rates per token. */
  readonly reads: readonly TokenReads[];
  readonly exclusions: Exclusions;
}

/**
 * Compiles codebooks to a detector. Their cues are read together, in one pass over each text.
 *
 * @throws EthogramError `bad-codebook` when a codebook names a structure that does not exist or a pattern that is refused
 */
export function runDetector(codebooks: readonly Codebook[]): RunDetector {
  const plan = compilePlan(codebooks);
  return {
    detect(trajectory) {
      const hasReasoning = trajectory.steps.some(
        ({ copied, parts }) => !copied && parts.some(({ kind }) => kind === 'reasoning'),
      );
      const run = startRun(plan, trajectory, { thinksAloud: !hasReasoning });
      const events = trajectory.steps.flatMap((step) => run.step(step));
      const { events: last, codings } = run.end();
      return { events: [...events, ...last].sort(byPlace), codings };
    },
    start: (head, options) => startRun(plan, head, options),
  };
}

function compilePlan(codebooks: readonly Codebook[]): Plan {
  const all = codebooks.flatMap((codebook) => codebook.codes.map((code) => ({ codebook, code })));
  const structural = new Map<StructureDetector, CodeOf[]>();
  for (const { codebook, code } of all) {
    const { structure, omission: left, call, learned } = code.match;
    const named = structure === undefined ? [] : [structureNamed(structure, `${codebook.name}/${code.slug}`)];
    const made = [
      ...(learned === undefined ? named : [eitherDetector([...named, learnedDetector(learned, code)])]),
      ...(left === undefined ? [] : [omission(left)]),
      ...(call === undefined ? [] : [callMade(call)]),
    ];
    for (const detector of made) structural.set(detector, [...(structural.get(detector) ?? []), { codebook, code }]);
  }
  const detectors = [...structural];
  const cues = cueDetector(codebooks);
  const counted = new Map<string, Plan['counted'][number] & { readonly index: number }>();
  const countedAt = (code: Code): number => {
    // Of a code with several detectors the first counts the units.
    const structure = detectors.findIndex(([, of]) => of.some((one) => one.code === code));
    const key = structure < 0 ? `${code.match.cues === undefined} ${cues.unitsKey(code)}` : `${structure} ${code.unit}`;
    if (!counted.has(key)) counted.set(key, { code, structure, index: counted.size });
    return counted.get(key)!.index;
  };
  return {
    examined: codebooks.map((codebook) => {
      // A code without a matcher is a judge's to see.
      const codes = codebook.codes
        .filter(({ match }) => Object.keys(match).length > 0)
        .map((code) => ({ slug: code.slug, counted: countedAt(code) }));
      // Copies of what JSON gave are filled in half the time.
      const none = Object.fromEntries(codes.map(({ slug }) => [slug, 0]));
      return { codebook, codes, none: JSON.parse(JSON.stringify(none)) as typeof none };
    }),
    counted: [...counted.values()],
    ids: new Map(codebooks.map((one) => [one, new Map(one.codes.map((code) => [code, codeId(one, code)]))])),
    cues,
    structural: detectors.map(([detector, of]) => ({ detector, of })),
    shown: Array.from({ length: 1 << SIGHTS.length }, (_, sights) =>
      detectors.flatMap(([{ reads }], index) =>
        reads?.some((sight) => ((sights >> SIGHTS.indexOf(sight)) & 1) === 1) === false ? [] : [index],
      ),
    ),
    sequential: all.filter(({ code }) => code.match.sequence !== undefined),
    reads: codebooks.map(tokenReads),
    exclusions: exclusionsOf(codebooks),
  };
}

function structureNamed(name: string, code: string): StructureDetector {
  const detector = STRUCTURES.get(name);
  if (detector === undefined) {
    throw new EthogramError(
      'bad-codebook',
      `${code}: match.structure: found ${name}, expected one of ${[...STRUCTURES.keys()].join(', ')}`,
      { hint: 'ethogram codebook lint FILE names the line' },
    );
  }
  return detector;
}

function startRun(
  plan: Plan,
  head: TrajectoryHead,
  { thinksAloud }: { readonly thinksAloud?: boolean } = {},
): RunDetection {
  const cues = plan.cues.start(thinksAloud);
  const structures = plan.structural.map(({ detector }) => detector.start(head));
  const sequences = plan.sequential.map((entry) => ({
    ...entry,
    matcher: sequenceMatcher(entry.code.match.sequence!),
  }));
  const record = stepRecorder();
  const symbolise = symbolsOf();
  const steps = stepWindow();
  // Of codes that count once: where they were found.
  const once = new Set<string>();
  let recently = new Map<string, Set<number>>();
  let before: typeof recently = new Map();
  let remembered = 0;
  const stepsBy = new Map<string, number>();
  // Sequences whose last call must succeed, until it is answered.
  let unanswered: { readonly symbol: RunSymbol; readonly entry: Found; readonly matcher: SequenceMatcher }[] = [];
  const tokens = tokenCounter(plan.reads, thinksAloud);
  const talk = addressees();

  const toEvents = (found: readonly Found[]): Event[] => {
    const events: Event[] = [];
    if (found.length === 0) return events;
    for (const entry of plan.exclusions.apply(found)) {
      const { code, codebook, finding } = entry;
      const id = plan.ids.get(codebook)!.get(code)!;
      if (code.counting !== 'each' && isAgain(code.counting, id, finding.steps[0])) continue;
      events.push(foundEvent(head, entry, { id, detector: DETECTOR, steps, addressee: talk.of(finding.steps[0]) }));
    }
    return events;
  };

  return {
    step(step) {
      steps.add(step);
      if (step.copied) {
        record(step);
        symbolise(step);
        return [];
      }
      stepsBy.set(step.actor, (stepsBy.get(step.actor) ?? 0) + 1);
      talk.add(step);
      tokens.add(step);
      const found = cues.step(step);
      if (structures.length > 0) {
        const recorded = record(step);
        const shown = plan.shown[sightsOf(recorded)]!;
        for (let k = 0; k < shown.length; k++) {
          const index = shown[k]!;
          const findings = structures[index]!.step(recorded);
          for (let n = 0; n < findings.length; n++) addMeant(found, plan.structural[index]!.of, findings[n]!);
        }
      }
      for (const symbol of sequences.length > 0 ? symbolise(step) : NOTHING) {
        for (const { codebook, code, matcher } of sequences) {
          const finding = sequenceFinding(matcher, symbol, steps);
          if (finding === undefined) continue;
          const entry: Found = { codebook, code, finding, tier: 'structure' };
          if (mustSucceed(code) && symbol.callId !== undefined) unanswered.push({ symbol, entry, matcher });
          else found.push(entry);
        }
      }
      if (unanswered.length > 0) found.push(...answeredIn(step));
      return toEvents(found);
    },
    end() {
      const found: Found[] = [];
      for (const [index, { of }] of plan.structural.entries())
        for (const finding of structures[index]!.end()) addMeant(found, of, finding);
      found.push(...unanswered.map(({ entry }) => entry));
      const units = plan.counted.map(({ code, structure }) => unitsOf(code, structures[structure]));
      const codings = plan.examined.map(({ codebook, codes, none }, index) => {
        // Copies of one object: setting many fields of a new one takes ten times as long. Mostly all is observable.
        const observedUnits: Record<string, number> = { ...none };
        let notObservable: Record<string, number> | undefined;
        for (const { slug, counted } of codes) {
          const { observed, notObservable: hidden } = units[counted]!;
          if (observed > 0) observedUnits[slug] = observed;
          if (hidden > 0) (notObservable ??= { ...none })[slug] = hidden;
        }
        return {
          trajectoryId: head.id,
          revision: head.revision,
          codebook: `${codebook.name}@${codebook.hash}`,
          detector: DETECTOR,
          observedUnits,
          notObservable: notObservable ?? none,
          observedTokens: tokens.of(index),
        };
      });
      return { events: toEvents(found), codings };
    },
  };

  function isAgain(counting: Code['counting'], id: string, step: number): boolean {
    if (counting === 'once-per-run') return once.size === once.add(id).size;
    if (recently.get(id)?.has(step) === true || before.get(id)?.has(step) === true) return true;
    if (remembered++ >= MAX_REMEMBERED) [before, recently, remembered] = [recently, new Map(), 1];
    const places = recently.get(id);
    if (places === undefined) recently.set(id, new Set([step]));
    else places.add(step);
    return false;
  }

  /** What was waiting for the answers in this step, without what failed. */
  function answeredIn({ parts }: Step): Found[] {
    const settled: Found[] = [];
    for (const part of parts) {
      if (part.kind !== 'tool-result') continue;
      const failed = failedResult(part);
      for (const { symbol, entry, matcher } of unanswered) {
        if (symbol.callId === part.callId && (!failed || (isCheck(symbol) && !matcher.opens(part.text))))
          settled.push(entry);
      }
      unanswered = unanswered.filter(({ symbol }) => symbol.callId !== part.callId);
    }
    return settled;
  }

  function unitsOf(code: Code, structure: StructureRun | undefined): UnitCount {
    if (structure !== undefined) return code.unit === 'run' ? wholeRun(structure.units()) : structure.units();
    if (code.match.cues !== undefined) return cues.units(code);
    if (code.unit === 'step') {
      return { observed: code.actors.reduce((sum, actor) => sum + (stepsBy.get(actor) ?? 0), 0), notObservable: 0 };
    }
    return { observed: 1, notObservable: 0 };
  }
}

function sequenceFinding(matcher: SequenceMatcher, symbol: RunSymbol, steps: StepWindow): Finding | undefined {
  const matched = matcher.next(symbol, () => partTextAt(steps, symbol));
  if (matched === undefined) return undefined;
  const spans = matched.map(({ step, part, start, end, name }) =>
    name === undefined ? { step, part, start, end } : leadingSpan({ step, part }, partTextAt(steps, { step, part })),
  );
  return { steps: [matched[0]!.step, matched.at(-1)!.step], spans, confidence: SEQUENCE_CONFIDENCE };
}

function byPlace(a: Event, b: Event): number {
  const [spanA, spanB] = [a.spans[0], b.spans[0]];
  return (
    a.steps[0] - b.steps[0] ||
    (spanA?.part ?? 0) - (spanB?.part ?? 0) ||
    (spanA?.start ?? 0) - (spanB?.start ?? 0) ||
    (a.code < b.code ? -1 : a.code > b.code ? 1 : a.steps[1] - b.steps[1])
  );
}

function mustSucceed({ match: { sequence } }: Code): boolean {
  return sequence?.where?.some(({ succeeds }) => succeeds === true) === true;
}

/** A shell command that checks something has done so even if what it finds is bad. */
function isCheck({ name, command }: RunSymbol): boolean {
  return (
    name !== undefined &&
    command !== undefined &&
    callEffect(name, JSON.stringify({ command: command.text })) === 'check'
  );
}

function addMeant(found: Found[], codes: readonly CodeOf[], finding: Finding): void {
  for (const { codebook, code } of codes) {
    if (isMeant(code, finding)) found.push({ codebook, code, finding, tier: 'structure' });
  }
}

/** Whether a finding is at a call of the matcher's tools, and not one that it leaves out. */
function isMeant({ match: { tools, except } }: Code, { modifiers, key = '' }: Finding): boolean {
  const named = tools === undefined || tools.includes(String(modifiers?.['tool'])) || tools.includes(key);
  return named && except?.includes(key) !== true;
}
