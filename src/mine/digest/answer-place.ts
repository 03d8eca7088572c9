interface Place {
  readonly step: number;
  readonly part: number;
}

/** A part's place in its run as one number, in order of step, then part. */
export function answerPlace({ step, part }: Place): number {
  return step * 4096 + Math.min(part, 4095);
}

/** Whether an answer is the first or the last one before a call that held an argument's value (see `value-origins.ts`). */
export function answerHolds(
  answer: Place | undefined,
  { heldFirst, heldLast }: { readonly heldFirst?: number; readonly heldLast?: number },
): boolean {
  if (answer === undefined) return false;
  const place = answerPlace(answer);
  return place === heldFirst || place === heldLast;
}
