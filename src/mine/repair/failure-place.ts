import type { Occurrence } from '../candidate.ts';
import type { Call, Fragment } from '../digest/fragment.ts';

/** Where a failed call is told so: its answer, else the call itself. */
export function failurePlace({ steps, parts, starts, ends }: Fragment, { at, result }: Call): Occurrence['at'] {
  if (result !== undefined) return { step: result.step, part: result.part, start: 0, end: result.length };
  return { step: steps[at]!, part: parts[at]!, start: 0, end: ends[at]! - starts[at]! };
}
