const AT_ONCE = 32;

/** Work that may be left and taken up again: it yields where it may rest, and returns what it made. */
export type Steps<T> = Generator<undefined, T, undefined>;

/** Makes something of each item, in order, with a rest after every few. */
export function* mapInSteps<A, B>(items: readonly A[], make: (item: A, index: number) => B): Steps<B[]> {
  const made: B[] = [];
  for (const [i, item] of items.entries()) {
    made.push(make(item, i));
    if (i % AT_ONCE === AT_ONCE - 1) yield;
  }
  return made;
}

/** Does all of it without a rest. */
export function finishSteps<T>(steps: Steps<T>): T {
  for (;;) {
    const { done, value } = steps.next();
    if (done === true) return value;
  }
}
