import type { RunFeature } from '../../analysis/slices/run-features.ts';
import { shortName } from './short-name.ts';

/** What runs of a slice have in common, as the end of a sentence that begins with “runs”. */
export function sliceWords(features: readonly RunFeature[]): string {
  return features.map(({ words, kind, value }) => (kind === 'behavior' ? `that show ${shortName(value)}` : words)).join(' and '); // prettier-ignore
}
