import { Document } from 'yaml';
import { sha256 } from '../../core/content-key.ts';
import type { Metric } from './metric.ts';

/**
 * A codebook of metrics, as the text of its file: a code for each, which only a judge or a person can tell of a run: present where
 * the run does well by it, absent where it does badly, not applicable where there was no occasion. It quotes no run.
 *
 * @param metrics - at least one
 */
export function metricsCodebook(name: string, metrics: readonly Metric[]): string {
  const slugs = new Set<string>();
  return new Document({
    name,
    version: '1',
    title: 'What people praise and blame in runs',
    source: 'feedback of people, put together by a model',
    codes: metrics.map(({ name: title, explanation, good, bad }) => ({
      slug: slugOf(title, slugs),
      definition: `${explanation} Present where the run does well by this, absent where it does badly, not applicable where there was no occasion for it.`,
      examples: { positive: good, nearMiss: bad },
      unit: 'run',
      polarity: 'good',
      counting: 'once-per-run',
    })),
  }).toString({ lineWidth: 120 });
}

/** Words joined by hyphens, as slugs are; each once. */
function slugOf(name: string, taken: Set<string>): string {
  const plain = name.normalize('NFKD').toLowerCase().replace(/\p{M}/gu, '').replace(/[^a-z0-9]+/g, '-').replace(/^[-0-9]+|-+$/g, ''); // prettier-ignore
  const slug = plain.length < 3 || taken.has(plain) ? `metric-${sha256(name, 6)}` : plain;
  taken.add(slug);
  return slug;
}
