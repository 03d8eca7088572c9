import type { SequenceSet } from '../../analysis/sequence/behavior-sequence.ts';
import type { SliceMeasure } from '../../analysis/slices/slice-measure.ts';
import { EthogramError } from '../../core/ethogram-error.ts';
import { closestFirst } from '../../trajectory/formats/table/closest-first.ts';
import { shortName } from './short-name.ts';

/** What slices are compared on, with the words for it. */
export interface AskedMeasure extends SliceMeasure {
  readonly name: string;
  /** Between “Runs … ” and the number. */
  readonly verb: string;
  /** The feature that says the same. */
  readonly not: (kind: string, value: string) => boolean;
}

/**
 * The measure that `--measure` names.
 *
 * @throws EthogramError `bad-argument`
 */
export function measureAsked({ alphabet, sequences }: SequenceSet, asked: string): AskedMeasure {
  const taskOf = new Map<string, number>();
  const clusters = Int32Array.from(sequences, ({ task }) => {
    const known = taskOf.get(task) ?? taskOf.size;
    taskOf.set(task, known);
    return known;
  });
  if (asked === 'success') {
    const values = Float64Array.from(sequences, ({ success }) => (success === undefined ? NaN : Number(success)));
    return { name: asked, verb: 'succeed in', values, isShare: true, clusters, not: () => false };
  }
  if (asked === 'tokens' || asked === 'steps') {
    const values = Float64Array.from(sequences, (run) => run[asked]);
    return { name: asked, verb: `take ${asked}:`, values, isShare: false, clusters, not: (kind) => kind === 'length' };
  }
  const found = alphabet.filter((name) => name === asked || name.endsWith(`/${asked}`));
  if (found.length !== 1) {
    const names = found.length > 1 ? found : closestFirst([...alphabet], asked).slice(0, 5);
    throw new EthogramError('bad-argument', `--measure: found "${asked}", expected success, tokens, steps or a behavior: ${names.join(', ')}`); // prettier-ignore
  }
  const place = alphabet.indexOf(found[0]!);
  const values = Float64Array.from(sequences, ({ codes, observed }) =>
    observed?.[place] === 0 ? NaN : Number(codes.includes(place)),
  );
  const not = (kind: string, value: string): boolean => (kind === 'behavior' || kind === 'tool') && value === found[0];
  return { name: found[0]!, verb: `show ${shortName(found[0]!)} in`, values, isShare: true, clusters, not };
}
