import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { planImport } from '../plan-import.ts';
import type { FormatSample } from './format-samples.ts';
import { SHARED_DATA } from './shared-data.ts';

const LARGEST_BYTES = 60_000;
const PER_FOLDER = 3;

/** Small files of each folder of the shared data that a format recognises; none where there is no such data. */
export async function dataSamples(): Promise<FormatSample[]> {
  if (!existsSync(SHARED_DATA)) return [];
  const samples: FormatSample[] = [];
  for (const folder of readdirSync(SHARED_DATA).sort()) {
    const place = join(SHARED_DATA, folder);
    if (!statSync(place).isDirectory()) continue;
    const { jobs } = await planImport([place]);
    const small = jobs.filter(({ bytes, format }) => bytes > 0 && bytes <= LARGEST_BYTES && format !== undefined);
    for (const [, same] of Map.groupBy(small, ({ format }) => format!)) {
      for (const { path, format } of same.slice(0, PER_FOLDER)) {
        if (existsSync(path)) samples.push({ name: basename(path), format: format!, bytes: readFileSync(path) });
      }
    }
  }
  return samples;
}
