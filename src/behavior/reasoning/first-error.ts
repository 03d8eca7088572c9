import type { Finding, StructureDetector } from '../structure-detector.ts';
import { isSupposed } from './is-supposed.ts';
import { namedValues, type NamedValues } from './named-values.ts';
import { orderings, type OrderingFlaw, type Orderings } from './orderings.ts';
import { readableParts, type ReadablePart } from './readable-parts.ts';
import type { RunCalculations } from './run-calculations.ts';
import { stateListings, type ListingFlaw, type StateListings } from './state-listings.ts';

/** Why a place of a reasoning does not hold. */
export type Flaw = 'calculation' | 'carried-over' | ListingFlaw['flaw'] | OrderingFlaw['flaw'] | 'no-choice-fits';

interface Place {
  readonly start: number;
  readonly end: number;
  readonly flaw: Flaw;
  readonly modifiers: Readonly<Record<string, string>>;
}

// It says itself that what it came to is none of what can be answered: something before is wrong, wherever.
const CHOICES = ['choices', 'options', 'answers'];
const NO_CHOICE =
  /\b(?:none of the (?:\w+ ){0,2}(?:choices|options|answers)|(?:is|are|was|does|do)(?: not|n't) (?:(?:one of|among|in|listed (?:in|among)|match(?:ing)?|exactly match|equal to|available (?:in|among)) )(?:any (?:of )?)?(?:the )?(?:\w+ ){0,2}(?:choices|options))\b/i;

/** What the reasoning has said so far. */
interface Known {
  readonly names: NamedValues;
  readonly listings: StateListings;
  readonly orders: Orderings;
}

// How often each was the first error where it was found, on the labelled solutions of docs/detection.md.
const CONFIDENCE: Readonly<Record<Flaw, number>> = {
  calculation: 0.92,
  'carried-over': 0.9,
  comparison: 0.9,
  contradiction: 0.8,
  'lost-item': 0.8,
  'unexplained-change': 0.7,
  'no-change': 0.7,
  'no-choice-fits': 0.9,
};

/**
 * The first part of a reasoning that does not hold, at most one per run, with the reason as a modifier: a calculation
 * comes to something else; a value was not carried over as it was found. A reasoning in which nothing of the kind is
 * found may still be wrong. Unit: runs whose reasoning or answers can be read.
 */
export const firstError: StructureDetector = {
  reads: ['agent'],
  start() {
    const known: Known = {
      names: namedValues(),
      listings: stateListings(),
      orders: orderings(),
    };
    let done = false;
    let observed = 0;
    let notObservable = 0;
    return {
      step({ step, calculations }) {
        const { parts, hidden } = readableParts(step);
        notObservable += hidden;
        observed += parts.length;
        for (const part of done ? [] : parts) {
          const place = firstFlaw(part, known, calculations);
          if (place === undefined) continue;
          done = true;
          return [finding(part, place)];
        }
        return [];
      },
      end: () => [],
      units: () => ({ observed, notObservable }),
    };
  },
};

function finding({ step, part }: ReadablePart, { start, end, flaw, modifiers }: Place): Finding {
  return {
    steps: [step, step],
    spans: [{ step, part, start, end }],
    confidence: CONFIDENCE[flaw],
    modifiers: { reason: flaw, ...modifiers },
  };
}

function firstFlaw(part: ReadablePart, known: Known, calculations: RunCalculations): Place | undefined {
  const { text } = part;
  const places = [firstCalculation(part, known, calculations)];
  for (const found of [known.listings.read(text), known.orders.read(text)]) {
    if (found !== undefined) places.push({ ...found, modifiers: {} });
  }
  const none = CHOICES.some((word) => text.includes(word)) ? NO_CHOICE.exec(text) : null;
  if (none !== null && !isSupposed(text, none.index, none.index + none[0].length)) {
    const { index: start } = none;
    places.push({ start, end: start + none[0].length, flaw: 'no-choice-fits', modifiers: {} });
  }
  return places.filter((place) => place !== undefined).sort((a, b) => a.start - b.start)[0];
}

function firstCalculation(part: ReadablePart, known: Known, calculations: RunCalculations): Place | undefined {
  for (const { equation, wrong } of calculations.in(part)) {
    const carried = known.names.read(equation, part.text);
    const first = wrong[0] ?? carried;
    if (first === undefined) continue;
    const { start, end, written, computed } = first;
    const flaw = wrong.length === 0 ? 'carried-over' : 'calculation';
    return { start, end, flaw, modifiers: { written, computed } };
  }
  return undefined;
}
