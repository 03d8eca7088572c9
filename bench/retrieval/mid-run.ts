import { handbookIndex } from '../../src/handbook/handbook-index.ts';
import type { RetrievalCases } from './retrieval-cases.ts';

/** Of failures that a known repair then mended, in how many it is served when the failure is told, and by the request alone. */
export function midRun({ handbook, requests, known }: RetrievalCases): string[] {
  const index = handbookIndex(handbook, { requests });
  const failures = known.flatMap(({ text, mended }) => mended.map(({ behavior, run }) => ({ text, behavior, run })));
  const served = (withRun: boolean): string => {
    const hits = failures.filter(({ text, behavior, run }) =>
      index.retrieve(text, withRun ? { run } : {}).behaviors.some(({ id }) => id === behavior),
    );
    return (hits.length / Math.max(1, failures.length)).toFixed(2);
  };
  return [
    `failures that a known repair mended: served at the failure ${served(true)}, by the request alone ${served(false)} (n = ${failures.length} in held-out runs)`,
  ];
}
