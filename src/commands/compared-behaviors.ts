import { isBlind, type ComparedBehavior } from '../analysis/agreement/compare-coders.ts';
import type { LabelRow } from '../analysis/agreement/parse-labels.ts';
import type { UnitKind } from '../analysis/agreement/run-units.ts';
import { codeKey, codeSlug } from '../behavior/code-key.ts';
import type { Code, Codebook } from '../behavior/codebook.ts';
import type { EventStore } from '../behavior/event.ts';
import { isHumanCoder } from '../behavior/human-coder.ts';
import { judgesAll } from '../behavior/judge/judge-detector.ts';
import { addToShare, NO_SHARE, type ShareSums } from '../core/clustered-share.ts';
import { EthogramError } from '../core/ethogram-error.ts';
import { closestFirst } from '../trajectory/formats/table/closest-first.ts';

/** How the names in labels are looked up. */
export interface ComparedBehaviorsOptions {
  readonly codebooks: readonly Codebook[];
  /** One of the two coders is what the store's detectors found. */
  readonly isDetectorCompared: boolean;
  /** The detectors are the second coder, whose prevalence is asked for. */
  readonly isDetectorScored: boolean;
  /** Whose events and codings those are, by `name@version`; default: all but people's and those of judges who stand apart. */
  readonly isDetector?: (detector: string) => boolean;
  readonly talk: (line: string) => void;
}

/**
 * The behaviors that labels name, each looked up in the codebooks. Of several codes of one slug, that of the first codebook
 * by name is taken, and said. With detectors, how often they see it over the whole store is read along.
 *
 * @throws EthogramError `bad-labels` when detectors are to be compared on a behavior that neither a codebook nor the store knows
 */
export async function comparedBehaviors(
  labels: readonly LabelRow[],
  store: EventStore,
  {
    codebooks,
    isDetectorCompared,
    isDetectorScored,
    isDetector = (detector) => !isHumanCoder(detector) && !judgesAll(detector),
    talk,
  }: ComparedBehaviorsOptions,
): Promise<Map<string, ComparedBehavior>> {
  const byKey = new Map<string, ComparedBehavior>();
  const compared = new Map<string, ComparedBehavior>();
  let stored: ReadonlyMap<string, ComparedBehavior> | undefined;
  for (const row of labels) {
    const name = row.behavior;
    if (compared.has(name)) continue;
    const found = codesNamed(codebooks, name);
    const [first, second] = found;
    if (first !== undefined && second !== undefined) {
      talk(`${name} is in ${found.map(({ codebook }) => codebook).join(' and ')}: ${first.codebook}/${name} is taken`);
    }
    let behavior: ComparedBehavior | undefined = first;
    if (behavior === undefined && isDetectorCompared) {
      stored ??= await storedSlugs(store);
      behavior = stored.get(name);
      if (behavior === undefined) throw unknownBehavior(row, codebooks);
    } else if (behavior === undefined) {
      talk(`${name} is in no codebook: its units are taken as the labels name them`);
      behavior = { slug: name };
    }
    const key = `${behavior.codebook ?? ''}/${behavior.slug}`;
    const known = byKey.get(key) ?? behavior;
    byKey.set(key, known);
    compared.set(name, known);
  }
  return isDetectorScored ? withPrevalence(compared, store, isDetector) : compared;
}

function codesNamed(
  codebooks: readonly Codebook[],
  name: string,
): { readonly slug: string; readonly codebook: string; readonly code: Code }[] {
  // A codebook of one's own comes after those that ship, and stands for one of the same name.
  const latest = new Map(codebooks.map((book) => [book.name, book]));
  return [...latest.values()]
    .flatMap(({ name: codebook, codes }) => codes.map((code) => ({ slug: code.slug, codebook, code })))
    .filter(({ slug, codebook }) => slug === name || `${codebook}/${slug}` === name)
    .sort((a, b) => (a.codebook < b.codebook ? -1 : 1));
}

// Codes of codebooks that are not at hand, as of an earlier --codebook: by slug, and with their codebook.
async function storedSlugs(store: EventStore): Promise<Map<string, ComparedBehavior>> {
  const slugs = new Map<string, ComparedBehavior>();
  for await (const { codebook: id, observedUnits } of store.codings()) {
    const codebook = codeKey(id);
    for (const slug of Object.keys(observedUnits)) {
      slugs.set(`${codebook}/${slug}`, { slug, codebook });
      if (!slugs.has(slug)) slugs.set(slug, { slug, codebook });
    }
  }
  return slugs;
}

function unknownBehavior({ place, behavior }: LabelRow, codebooks: readonly Codebook[]): EthogramError {
  const slugs = codebooks.flatMap(({ codes }) => codes.map(({ slug }) => slug));
  return new EthogramError('bad-labels', `${place}: behavior: found "${behavior}", expected a code of a codebook`, {
    hint: `${closestFirst([...new Set(slugs)], behavior)[0]} is the nearest; --codebook FILE adds a codebook of your own`,
  });
}

interface Prevalence {
  runs: ShareSums;
  units: ShareSums;
}

async function withPrevalence(
  compared: ReadonlyMap<string, ComparedBehavior>,
  store: EventStore,
  isDetector: (detector: string) => boolean,
): Promise<Map<string, ComparedBehavior>> {
  const counted = new Map<ComparedBehavior, ComparedBehavior>();
  for (const behavior of new Set(compared.values())) {
    const { code, slug, codebook } = behavior;
    const events = new Map<string, number>();
    for await (const event of store.events({ behavior: slug, ...(codebook !== undefined && { codebook }) })) {
      if (event.verdict !== 'present' || !isDetector(event.detector) || codeSlug(event.code) !== slug) continue;
      events.set(event.trajectoryId, (events.get(event.trajectoryId) ?? 0) + 1);
    }
    const sums: Prevalence = { runs: NO_SHARE, units: NO_SHARE };
    for await (const coding of store.codings(codebook === undefined ? {} : { codebook })) {
      const units = coding.observedUnits[slug];
      if (units === undefined || !isDetector(coding.detector) || isBlind(coding, slug)) continue;
      const found = events.get(coding.trajectoryId) ?? 0;
      sums.runs = addToShare(sums.runs, Math.min(1, found), 1);
      if (units > 0) sums.units = addToShare(sums.units, Math.min(found, units), units);
    }
    // Only where the detectors count in the very units that coders are compared in.
    const isSentences = code?.unit === 'reasoning' && code.match.cues !== undefined;
    counted.set(behavior, {
      ...behavior,
      apparent: (kind: UnitKind) =>
        kind === 'run' ? sums.runs : kind === 'sentence' && isSentences ? sums.units : undefined,
    });
  }
  return new Map([...compared].map(([name, behavior]) => [name, counted.get(behavior)!]));
}
