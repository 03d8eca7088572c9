import { readFileSync, writeFileSync } from 'node:fs';
import { sampleSegments } from '../bench/detection/sample-segments.ts';

// Draws sentences of visible reasoning for somebody to code, with what stands around them, as JSON lines.
//
//     node scripts/sample-segments.ts SEED OUT [CODED…]
//
// CODED are label files (CSV, run id first): no sentence is drawn from their runs.

const [seed, out, ...coded] = process.argv.slice(2);
if (seed === undefined || out === undefined) throw new Error('expected SEED OUT [CODED…]');
const without = new Set(
  coded.flatMap((file) =>
    readFileSync(file, 'utf8')
      .split('\n')
      .slice(1)
      .map((row) => row.split(',')[0]!),
  ),
);
const segments = await sampleSegments('../shared/data', Number(seed), { without });
writeFileSync(out, segments.map((segment) => `${JSON.stringify(segment)}\n`).join(''));
console.log(`${segments.length} segments`);
