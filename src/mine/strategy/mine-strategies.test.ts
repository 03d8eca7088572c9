import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seededRandom, type Random } from '../../core/random.ts';
import type { Part, Step, Trajectory } from '../../trajectory/trajectory.ts';
import type { Candidate } from '../candidate.ts';
import { corpusOf } from '../digest/corpus-of.ts';
import type { Corpus } from '../digest/corpus.ts';
import { fragmentOf } from '../digest/fragment.ts';
import { createLexicon } from '../digest/lexicon.ts';
import { embedRemarks } from './embed-remarks.ts';
import { mineStrategies } from './mine-strategies.ts';

const MOVE = [
  'Let me taste the sauce before I add more salt.',
  'Before adding any salt I taste the sauce.',
  'Tasting the sauce first, then the salt.',
  'The sauce should be tasted before more salt goes in.',
  'Has the sauce been tasted yet? No salt until then.',
  'I want to taste this sauce before the salt.',
];
const FILLERS = [
  'Okay, on to the next pan.',
  'The kitchen is rather warm today.',
  'Let me carry on with the onions before it gets late.',
  'So far the evening goes well.',
  'I need to check the clock first to see how late it is.',
];
const GERMAN = [
  'Ich koste zuerst die Suppe, bevor ich sie mit Salz würze.',
  'Bevor ich mit Salz würze, wird die Suppe erst gekostet.',
  'Die Suppe kosten und dann erst mit Salz würzen, nicht umgekehrt.',
];

test('paraphrases of a move that goes with success are one strategy, all its places named; fillers are none', () => {
  const { corpus, said } = kitchen({ seed: 1, move: MOVE, lift: 0.35 });
  const found = mineStrategies(corpus);
  assert.deepEqual(
    found.map(({ kind, polarity, instruction }) => ({ kind, polarity, instruction })),
    [{ kind: 'strategy', polarity: 'do', instruction: 'Taste the sauce before you add more salt.' }],
  );
  const places = placesOf(found[0]!);
  assert.ok(jaccard(places, said) >= 0.8, `${jaccard(places, said)}`);
  const { outcome } = found[0]!;
  assert.ok(outcome !== undefined && outcome.q <= 0.05 && outcome.interval[0] > 0);
});

test('a move after which the agent does something else is a strategy, and is named without outcomes', () => {
  const { corpus, said } = kitchen({ seed: 2, move: MOVE, lift: 0, next: 'stir_pot', outcomes: false });
  const [first] = mineStrategies(corpus);
  assert.equal(first?.instruction, 'Taste the sauce before you add more salt.');
  assert.ok(jaccard(placesOf(first), said) >= 0.5);
});

test('a move that says nothing to do is quoted, with the call it leads to', () => {
  const wonder = ['Hm, the sauce seems rather pale tonight.'];
  const { corpus, said } = kitchen({ seed: 7, move: wonder, lift: 0, next: 'add_saffron' });
  const [found, ...others] = mineStrategies(corpus);
  assert.equal(
    found?.instruction,
    'Think: “Hm, the sauce seems rather pale tonight”, then add the saffron with `add_saffron`.',
  );
  assert.deepEqual(placesOf(found).toSorted(), said.toSorted());
  assert.deepEqual(others, []);
});

test('sentences without a word in common that lead to the same call are one move', () => {
  const apart = ['Hm, the sauce seems rather pale tonight.', 'Colour matters to these guests.'];
  const { corpus, said } = kitchen({ seed: 8, move: apart, lift: 0, next: 'add_saffron' });
  const found = mineStrategies(corpus);
  assert.equal(found.length, 1);
  assert.ok(jaccard(placesOf(found[0]!), said) >= 0.9);
});

test('a careful move is named by its support where nobody says what succeeded', () => {
  const { corpus, said } = kitchen({ seed: 6, move: MOVE.slice(0, 2), lift: 0, outcomes: false });
  const found = mineStrategies(corpus).find(
    ({ instruction }) => instruction === 'Taste the sauce before you add more salt.',
  );
  assert.equal(found?.outcome, undefined);
  assert.ok(jaccard(placesOf(found!), said) >= 0.9);
});

test('sentences at random give nothing', () => {
  let wrong = 0;
  for (let seed = 1; seed <= 20; seed++)
    wrong += Number(mineStrategies(kitchen({ seed, move: MOVE, lift: 0 }).corpus).length > 0);
  assert.ok(wrong <= 2, `${wrong} of 20`);
});

test('a move in another language keeps its own words', () => {
  const { corpus } = kitchen({ seed: 3, move: GERMAN, lift: 0.4 });
  const [found] = mineStrategies(corpus);
  assert.ok(
    GERMAN.map((sentence) => sentence.replace(/\.$/, '')).includes(found!.instruction.replace(/\.$/, '')),
    found!.instruction,
  );
  assert.ok(found!.matcher!.cues!.every(({ language }) => language === 'de'));
});

test('the cues of a strategy find its places again', () => {
  const { corpus } = kitchen({ seed: 4, move: MOVE, lift: 0.35 });
  const [found] = mineStrategies(corpus);
  const cues = found!.matcher!.cues!.map(({ pattern }) => new RegExp(pattern, 'iu'));
  const own = new Set(placesOf(found!));
  const refound = new Set<string>();
  for (const [run, { sentences }] of corpus.fragments.entries())
    for (const [i, wording] of sentences.wordings.entries())
      if (cues.some((cue) => cue.test(corpus.wordings.word(wording)))) refound.add(`${run} ${sentences.steps[i]}`);
  assert.ok(jaccard([...refound], [...own]) >= 0.9);
});

test('vectors of a model join what has no word in common', async () => {
  const apart = [
    'Let me taste the sauce first.',
    'Trying a spoonful of the gravy before all else.',
    'I sample some broth early.',
  ];
  const { corpus, said } = kitchen({ seed: 5, move: apart, lift: 0.4 });
  const embed = (texts: readonly string[]): Promise<Float32Array[]> =>
    Promise.resolve(
      texts.map((text) =>
        Float32Array.from([
          Number(/sauce|gravy|broth/.test(text)),
          ...FILLERS.map((filler) => Number(filler.startsWith(text.slice(0, 12)))),
        ]),
      ),
    );
  const [found] = mineStrategies(corpus, { meaning: await embedRemarks(corpus, embed) });
  assert.ok(jaccard(placesOf(found!), said) >= 0.9);
});

interface Kitchen {
  readonly corpus: Corpus;
  /** Run and step of every sentence of the move. */
  readonly said: readonly string[];
}

/** Runs of a cook, half of which make a move; with it they succeed more often, or go on with another call. */
function kitchen({
  seed,
  move,
  lift,
  next,
  outcomes = true,
}: {
  seed: number;
  move: readonly string[];
  lift: number;
  next?: string;
  outcomes?: boolean;
}): Kitchen {
  const random = seededRandom(seed);
  const [symbols, wordings] = [createLexicon(), createLexicon()];
  const said: string[] = [];
  const fragments = Array.from({ length: 240 }, (_, run) => {
    const makes = random.chance(0.5);
    const at = random.below(6);
    const steps = Array.from({ length: 6 }, (_step, index): Step => {
      const moves = makes && index === at;
      if (moves) said.push(`${run} ${index}`);
      const text = [random.pick(FILLERS), ...(moves ? [random.pick(move)] : [])].join(' ');
      const tool = moves && next !== undefined ? next : random.pick(['stir_pot', 'heat_pan', 'cut_leek', 'wash_rice']);
      return { index, actor: 'agent', parts: [{ kind: 'reasoning', visibility: 'raw', text }, call(tool, random)] };
    });
    const value = random.chance(0.4 + (makes ? lift : 0));
    return fragmentOf(trajectory(run, steps, outcomes ? value : undefined), symbols, wordings);
  });
  return { corpus: corpusOf(fragments, { symbols, wordings, heldOut: 0, seed: 1 }), said };
}

function call(name: string, random: Random): Part {
  return { kind: 'tool-call', callId: `${random.next()}`, name, argumentsText: '{}' };
}

function trajectory(run: number, steps: Step[], success: boolean | undefined): Trajectory {
  const id = `run-${String(run).padStart(3, '0')}`;
  return {
    id,
    contentHash: id,
    revision: 1,
    source: { format: 'openai-chat', uri: 'planted' },
    task: { id: `task-${run % 40}`, tags: [] },
    agent: {},
    outcomes: success === undefined ? [] : [{ name: 'success', value: success, by: 'verifier' }],
    steps,
    extra: {},
  };
}

function placesOf({ occurrences }: Candidate): string[] {
  return [...new Set(occurrences.flatMap(({ run, steps }) => steps.map((step) => `${run} ${step}`)))];
}

function jaccard(a: readonly string[], b: readonly string[]): number {
  const known = new Set(b);
  const both = a.filter((item) => known.has(item)).length;
  return both / (a.length + b.length - both);
}
