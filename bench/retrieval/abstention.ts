import { rateInterval } from '../../src/core/rate-interval.ts';
import { textTable } from '../../src/core/text-table.ts';
import { handbookIndex } from '../../src/handbook/handbook-index.ts';
import type { RetrievalCases } from './retrieval-cases.ts';

const FLOORS = [0, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8];

/**
 * The abstention curve: with nothing served below a score, the share of requests of the handbook's worlds, and of foreign ones,
 * that are served anything; of what is served to the former the share that their runs then showed; and recall@3.
 */
export function abstention({ handbook, requests, known, foreign }: RetrievalCases): string[] {
  const index = handbookIndex(handbook, { requests });
  const servedTo = (text: string): ReturnType<typeof index.retrieve>['behaviors'] =>
    index.retrieve(text, { tokens: 2000 }).behaviors;
  const own = known.map(({ text, relevant }) => ({ relevant, served: servedTo(text) }));
  const others = foreign.map(({ text }) => servedTo(text));
  const rows = FLOORS.map((floor) => {
    const kept = own.map(({ relevant, served }) => ({
      relevant,
      served: served.filter(({ score }) => score >= floor),
    }));
    const all = kept.flatMap(({ relevant, served }) => served.map(({ id }) => relevant.has(id)));
    const right = all.filter(Boolean).length;
    const asked = kept.filter(({ relevant }) => relevant.size > 0);
    const recall = asked.reduce((sum, { relevant, served }) => sum + served.filter(({ id }) => relevant.has(id)).length / Math.min(3, relevant.size), 0); // prettier-ignore
    const strange = others.filter((served) => served.some(({ score }) => score >= floor)).length;
    return [
      floor === 0 ? 'as shipped' : `${floor}`,
      (kept.filter(({ served }) => served.length > 0).length / kept.length).toFixed(2),
      within(strange, others.length),
      within(right, all.length),
      (recall / asked.length).toFixed(2),
    ];
  });
  const headings = ['least score', 'known served', 'foreign served', 'precision', 'recall@3'];
  return [
    ...textTable(headings.map((heading, i) => ({ heading, ...(i > 0 && { align: 'right' as const }) })), rows).split('\n'),
    `n: ${known.length} known and ${foreign.length} foreign requests; 95% intervals in brackets`,
  ]; // prettier-ignore
}

function within(hits: number, of: number): string {
  const [low, high] = rateInterval(hits, of);
  return `${(hits / Math.max(1, of)).toFixed(2)} (${low.toFixed(2)}–${high.toFixed(2)})`;
}
