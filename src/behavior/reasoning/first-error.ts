import type { Finding, StructureDetector } from '../structure-detector.ts';
import type { Equation } from './find-equations.ts';
import { givenTexts, type GivenTexts } from './given-texts.ts';
import { namedValues, type NamedValues } from './named-values.ts';
import { orderings, type OrderingFlaw, type Orderings } from './orderings.ts';
import { readableParts, type ReadablePart } from './readable-parts.ts';
import { stateListings, type ListingFlaw, type StateListings } from './state-listings.ts';
import { wrongLinks } from './wrong-links.ts';

/** Why a place of a reasoning does not hold. */
export type Flaw = 'calculation' | 'carried-over' | ListingFlaw['flaw'] | OrderingFlaw['flaw'];

interface Place {
  readonly start: number;
  readonly end: number;
  readonly flaw: Flaw;
  readonly modifiers: Readonly<Record<string, string>>;
}

/** What the reasoning has said so far. */
interface Known {
  readonly given: GivenTexts;
  readonly names: NamedValues;
  readonly rounded: Set<string>;
  readonly listings: StateListings;
  readonly orders: Orderings;
}

// How often each was the first error where it was found, on the labelled solutions of docs/detection.md.
const CONFIDENCE: Readonly<Record<Flaw, number>> = {
  calculation: 0.95,
  'carried-over': 0.9,
  comparison: 0.9,
  contradiction: 0.8,
  'lost-item': 0.8,
  'unexplained-change': 0.7,
  'no-change': 0.7,
};

/**
 * The first part of a reasoning that does not hold, at most one per run, with the reason as a modifier: a calculation
 * comes to something else; a value was not carried over as it was found. A reasoning in which nothing of the kind is
 * found may still be wrong. Unit: runs whose reasoning or answers can be read.
 */
export const firstError: StructureDetector = {
  start() {
    const known: Known = {
      given: givenTexts(),
      names: namedValues(),
      rounded: new Set(),
      listings: stateListings(),
      orders: orderings(),
    };
    let done = false;
    let observed = 0;
    let notObservable = 0;
    return {
      step({ step }) {
        known.given.add(step);
        const { parts, hidden } = readableParts(step);
        notObservable += hidden;
        observed += parts.length;
        for (const part of done ? [] : parts) {
          const place = firstFlaw(part, known);
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

function firstFlaw({ text, equations }: ReadablePart, known: Known): Place | undefined {
  const places = [firstCalculation(text, equations(), known)];
  for (const found of [known.listings.read(text), known.orders.read(text)]) {
    if (found !== undefined) places.push({ ...found, modifiers: {} });
  }
  return places.filter((place) => place !== undefined).sort((a, b) => a.start - b.start)[0];
}

function firstCalculation(text: string, equations: readonly Equation[], known: Known): Place | undefined {
  for (const equation of equations) {
    const { wrong } = wrongLinks(equation, text, { rounded: known.rounded });
    const slip = wrong.find(({ start, end }) => !known.given.has(text.slice(start, end)));
    const carried = known.names.read(equation, text);
    const first = slip ?? carried;
    if (first === undefined) continue;
    const { start, end, written, computed } = first;
    return { start, end, flaw: slip === undefined ? 'carried-over' : 'calculation', modifiers: { written, computed } };
  }
  return undefined;
}
