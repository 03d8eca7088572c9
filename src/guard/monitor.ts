import { evaluateFormula, type TraceEvent } from './evaluate-formula.ts';
import { atomsOf, type Formula } from './formula.ts';
import { normalise, testEvent, type NormalForm } from './normal-form.ts';
import { progression, TooManyClauses, type Memory, type Progression } from './progression.ts';

/**
 * What can be said of a run that may go on: `satisfied` and `violated` are final, the others are what it would be if the
 * run ended here.
 *
 * @see Bauer, Leucker & Schallhart 2010, RV-LTL; Maggi et al. 2011 for finite traces
 */
export type Verdict = 'satisfied' | 'violated' | 'satisfied-so-far' | 'violated-so-far';

/** A formula made ready to be watched on any number of runs. */
export interface Monitor {
  readonly formula: Formula;
  /** `automaton`: final verdicts come as early as possible. `progression`: too big for that; final ones may come late. */
  readonly how: 'automaton' | 'progression';
  /** States of the automaton; 0 without one. */
  readonly states: number;
  start(): MonitorRun;
}

/** A monitor at work on one run. */
export interface MonitorRun {
  /** The verdict after the events so far. */
  readonly verdict: Verdict;
  /** Takes the next event. @returns the verdict after it; once final it stays */
  next(event: TraceEvent): Verdict;
  /** The verdict that an event would give, without taking it: what a guard asks before an action. */
  peek(event: TraceEvent): Verdict;
}

const MAX_TESTS = 10;
const MAX_STATES = 2000;
// Transitions worked out while compiling: 2,000 states of 1,024 letters would take minutes.
const MAX_TRANSITIONS = 60_000;
// Up to this many atoms the combinations of tests that can occur are worked out; beyond, all are assumed to.
const MAX_ATOMS = 14;

/**
 * Compiles a formula to an automaton, by progression through every combination of its tests that an event can have, and
 * colours each state by what is still reachable: with no rejecting state ahead the verdict is `satisfied` for good, with
 * no accepting one `violated`. Formulas with more than 10 different tests, or more than 2,000 states, are progressed while
 * watching instead, and final verdicts then come when the residual is plainly true or false.
 */
export function compileMonitor(formula: Formula): Monitor {
  const form = normalise(formula);
  const steps = progression(form);
  const letters = form.tests.length <= MAX_TESTS ? possibleLetters(form) : undefined;
  const width = 1 << form.tests.length;
  const automaton = letters === undefined ? undefined : buildAutomaton(steps, letters, width);
  const before: Verdict = evaluateFormula(formula, []) ? 'satisfied-so-far' : 'violated-so-far';
  if (automaton === undefined) return watchResiduals(formula, form, steps, before);

  const { targets, colours } = automaton;
  const letterOf = (event: TraceEvent): number => {
    const holds = (atom: string): boolean => event.has(atom);
    let letter = 0;
    for (const [index, test] of form.tests.entries()) if (testEvent(test, holds)) letter |= 1 << index;
    return letter;
  };
  return {
    formula,
    how: 'automaton',
    states: colours.length,
    start() {
      let state = 0;
      // The first state stands before any event, where only what holds for every run is final.
      let verdict: Verdict = colours[0] === 'satisfied' || colours[0] === 'violated' ? colours[0] : before;
      const target = (event: TraceEvent): number => targets[state * width + letterOf(event)]!;
      return {
        get verdict() {
          return verdict;
        },
        next(event) {
          state = target(event);
          return (verdict = colours[state]!);
        },
        peek: (event) => colours[target(event)]!,
      };
    },
  };
}

/** The combinations of passed tests that some event has, as bit masks. */
function possibleLetters({ tests }: NormalForm): number[] {
  const atoms = [...new Set(tests.flatMap(atomsOf))];
  if (atoms.length > MAX_ATOMS) return Array.from({ length: 1 << tests.length }, (_, letter) => letter);
  const letters = new Set<number>();
  for (let mask = 0; mask < 1 << atoms.length; mask++) {
    const holds = (atom: string): boolean => ((mask >> atoms.indexOf(atom)) & 1) === 1;
    let letter = 0;
    for (const [index, test] of tests.entries()) if (testEvent(test, holds)) letter |= 1 << index;
    letters.add(letter);
  }
  return [...letters];
}

interface Automaton {
  /** `targets[state * width + letter]`; −1 for letters that no event has. */
  readonly targets: Int32Array;
  readonly colours: readonly Verdict[];
}

function buildAutomaton(steps: Progression, letters: readonly number[], width: number): Automaton | undefined {
  const index = new Map([[steps.start.key, 0]]);
  const memories: Memory[] = [steps.start];
  const edges: (readonly number[])[] = [];
  try {
    for (let state = 0; state < memories.length; state++) {
      const row: number[] = [];
      for (const letter of letters) {
        const memory = steps.next(memories[state]!, (test) => ((letter >> test) & 1) === 1);
        let target = index.get(memory.key);
        if (target === undefined) {
          index.set(memory.key, (target = memories.push(memory) - 1));
          if (memories.length > MAX_STATES || memories.length * letters.length > MAX_TRANSITIONS) return undefined;
        }
        row.push(target);
      }
      edges.push(row);
    }
  } catch (error) {
    if (error instanceof TooManyClauses) return undefined;
    throw error;
  }
  const targets = new Int32Array(memories.length * width).fill(-1);
  for (const [state, row] of edges.entries()) {
    for (const [i, target] of row.entries()) targets[state * width + letters[i]!] = target;
  }
  return { targets, colours: colour(edges, memories.map(steps.accepts)) };
}

/** Colours states by acceptance and by what can still be reached. */
function colour(edges: readonly (readonly number[])[], accepts: readonly boolean[]): Verdict[] {
  const into: number[][] = edges.map(() => []);
  for (const [state, row] of edges.entries()) for (const target of new Set(row)) into[target]!.push(state);
  const canReach = (goal: boolean): Set<number> => {
    const reached = new Set(accepts.flatMap((value, state) => (value === goal ? [state] : [])));
    for (const state of reached) for (const source of into[state]!) reached.add(source);
    return reached;
  };
  const toAccept = canReach(true);
  const toReject = canReach(false);
  return accepts.map((value, state) => {
    if (!toReject.has(state)) return 'satisfied';
    if (!toAccept.has(state)) return 'violated';
    return value ? 'satisfied-so-far' : 'violated-so-far';
  });
}

/** Without an automaton: progress while watching; if even that grows too big, keep the trace and evaluate it anew. */
function watchResiduals(formula: Formula, form: NormalForm, steps: Progression, before: Verdict): Monitor {
  const verdictOf = (memory: Memory): Verdict => {
    if (memory.main.length === 0) return 'violated';
    if (memory.main[0]!.length === 0) return 'satisfied';
    return steps.accepts(memory) ? 'satisfied-so-far' : 'violated-so-far';
  };
  return {
    formula,
    how: 'progression',
    states: 0,
    start() {
      const trace: TraceEvent[] = [];
      let memory: Memory | undefined = steps.start;
      let verdict = before;
      const after = (event: TraceEvent): { readonly memory: Memory | undefined; readonly verdict: Verdict } => {
        if (memory !== undefined) {
          try {
            const next = steps.next(memory, (test) => testEvent(form.tests[test]!, (atom) => event.has(atom)));
            return { memory: next, verdict: verdictOf(next) };
          } catch (error) {
            if (!(error instanceof TooManyClauses)) throw error;
          }
        }
        const holds = evaluateFormula(formula, [...trace, event]);
        return { memory: undefined, verdict: holds ? 'satisfied-so-far' : 'violated-so-far' };
      };
      const isFinal = (): boolean => verdict === 'satisfied' || verdict === 'violated';
      return {
        get verdict() {
          return verdict;
        },
        next(event) {
          if (isFinal()) return verdict;
          ({ memory, verdict } = after(event));
          trace.push(event);
          return verdict;
        },
        peek: (event) => (isFinal() ? verdict : after(event).verdict),
      };
    },
  };
}
