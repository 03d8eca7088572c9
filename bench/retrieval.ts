import { abstention } from './retrieval/abstention.ts';
import { byExample } from './retrieval/by-example.ts';
import { indexSpeed } from './retrieval/index-speed.ts';
import { midRun } from './retrieval/mid-run.ts';
import { recallAtThree } from './retrieval/recall-at-three.ts';
import { retrievalCases } from './retrieval/retrieval-cases.ts';

/**
 * Retrieval: speed over 10,000 behaviors, recall@3 on held-out requests beside BM25 alone and vectors alone, the abstention
 * curve, and search by example. `speed` leaves out the rest.
 */
export async function retrieval(args: readonly string[]): Promise<string[]> {
  const lines = await indexSpeed();
  if (args.includes('speed')) return lines;
  const cases = await retrievalCases();
  return [
    ...lines,
    '',
    ...recallAtThree(cases),
    '',
    ...abstention(cases),
    '',
    ...midRun(cases),
    '',
    ...(await byExample()),
  ];
}
