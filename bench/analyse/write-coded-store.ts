import type { Coding, Event } from '../../src/behavior/event.ts';
import { seededRandom, type Random } from '../../src/core/random.ts';
import { openStore } from '../../src/store/open-store.ts';
import { sampleTrajectory } from '../../src/store/testing/sample-trajectory.ts';
import type { Step, Trajectory } from '../../src/trajectory/trajectory.ts';

/** What {@link writeCodedStore} writes. */
interface CodedCorpus {
  readonly runs: number;
  /** Of each run. */
  readonly steps: number;
  /** In two codebooks. */
  readonly behaviors: number;
}

const BATCH = 1000;
const HASH = '0123456789ab';
const TRIALS = 5;
const MODELS = ['small', 'large', 'tuned', 'older'];
const TOOLS = ['search', 'read', 'write', 'run', 'ask', 'book', 'cancel', 'pay'];
const START_MS = Date.UTC(2026, 0, 1);
const STEP_MS = 20_000;
// Of so many runs one has two agents that see each other.
const PAIRED = 20;

/**
 * A store of made-up runs that were examined for all behaviors, one event per step: five trials of each task by four models over a year; what a run
 * shows follows what it showed before, within one of three moods, and how it ends depends on both. No two runs are alike.
 *
 * @returns events written
 */
export async function writeCodedStore(location: string, { runs, steps, behaviors }: CodedCorpus): Promise<number> {
  const random = seededRandom(1);
  const store = await openStore(location);
  const slugs = Array.from({ length: behaviors }, (_, place) => `behavior-${String(place).padStart(2, '0')}`);
  const bookOf = (place: number): string => (place % 2 === 0 ? 'even' : 'odd');
  let written = 0;
  for (let start = 0; start < runs; start += BATCH) {
    const batch = Array.from({ length: Math.min(BATCH, runs - start) }, (_, i) => madeRun(start + i, steps, random));
    await store.put(batch.map((trajectory) => ({ trajectory })));
    await store.putCodings(
      batch.flatMap((run) => {
        const shown = madeCodes(run, behaviors, random);
        written += shown.length;
        return [0, 1].map((book) => ({
          coding: codingOf(run, {
            codebook: `${bookOf(book)}@${HASH}`,
            slugs: slugs.filter((_, place) => place % 2 === book),
          }),
          events: shown.flatMap((place, step) =>
            place % 2 === book
              ? [eventOf(run, { step, place, code: `${bookOf(place)}/${slugs[place]!}@${HASH}` })]
              : [],
          ),
        }));
      }),
    );
  }
  await store.close();
  return written;
}

function madeRun(number: number, count: number, random: Random): Trajectory {
  const isPaired = number % PAIRED === 0;
  const began = START_MS + Math.floor((number * 365 * 86_400_000) / 100_000);
  let callId = '';
  const steps = Array.from({ length: count }, (_, index): Step => {
    const at = new Date(began + index * STEP_MS).toISOString();
    const words = `${number} ${index} ${random.below(1000)}`;
    if (index === 0) return { index, actor: 'user', at, parts: [{ kind: 'text', text: `Please do ${words}` }] };
    const name = isPaired ? (index % 4 < 2 ? 'planner' : 'worker') : undefined;
    const agent = { index, actor: 'agent' as const, at, ...(name !== undefined && { name }) };
    if (index === count - 1) return { ...agent, parts: [{ kind: 'text', text: `Done with ${words}` }] };
    if (index % 2 === 0) {
      const failed = random.chance(0.1);
      return {
        index,
        actor: 'tool',
        at,
        parts: [{ kind: 'tool-result', callId, text: `${failed ? 'Error: ' : ''}found ${words}`, isError: failed }],
      };
    }
    callId = `call-${index}`;
    return {
      ...agent,
      parts: [
        { kind: 'text', text: `Looking at ${words}` },
        { kind: 'tool-call', callId, name: random.pick(TOOLS), argumentsText: `{"query":"${words}"}` },
      ],
    };
  });
  const model = MODELS[number % MODELS.length]!;
  return sampleTrajectory(`run-${String(number).padStart(7, '0')}`, [], {
    steps,
    source: { format: 'openai-chat', uri: `part-${Math.floor(number / 10_000)}.jsonl`, line: 1 + (number % 10_000) },
    task: { id: `task-${Math.floor(number / TRIALS)}`, trial: String(number % TRIALS), tags: [`kind=${number % 7}`] },
    agent: { model, version: number % 3 === 0 ? '2' : '1' },
    project: `project-${number % 11}`,
    startedAt: new Date(began).toISOString(),
    endedAt: new Date(began + count * STEP_MS).toISOString(),
    outcomes: [{ name: 'success', value: random.chance(model === 'tuned' ? 0.7 : 0.5), by: 'verifier' }],
  });
}

/** Per step a behavior: of its mood the common ones come more often, and what was shown tends to be followed by the next. */
function madeCodes({ steps, outcomes }: Trajectory, behaviors: number, random: Random): number[] {
  const mood = random.below(3);
  const changesAt = outcomes[0]!.value === true ? steps.length : random.below(steps.length);
  let last = random.below(behaviors);
  return steps.map((_, step) => {
    const now = step >= changesAt ? 2 : mood;
    last = random.chance(0.4)
      ? (last + 1) % behaviors
      : (now * 17 + Math.floor(behaviors * random.next() ** 3)) % behaviors;
    return last;
  });
}

function codingOf(
  run: Trajectory,
  { codebook, slugs }: { readonly codebook: string; readonly slugs: readonly string[] },
): Coding {
  const observedUnits = Object.fromEntries(slugs.map((slug) => [slug, run.steps.length]));
  return {
    trajectoryId: run.id,
    revision: 1,
    codebook,
    detector: 'bench@1',
    observedUnits,
    notObservable: {},
    observedTokens: 30 * run.steps.length,
  };
}

function eventOf(run: Trajectory, { step, place, code }: { readonly step: number; readonly place: number; readonly code: string }): Event {
  const text = run.steps[step]!.parts[0]!;
  const quote = text.kind === 'text' ? text.text.slice(0, 7) : '';
  return {
    id: `${run.id}-${step}-${place}`,
    trajectoryId: run.id,
    revision: 1,
    code,
    kind: 'point',
    unit: 'step',
    actor: run.steps[step]!.actor,
    steps: [step, step],
    spans: quote === '' ? [] : [{ step, part: 0, start: 0, end: quote.length, quote }],
    verdict: 'present',
    tier: 'cue',
    detector: 'bench@1',
    confidence: 1,
  };
} // prettier-ignore
