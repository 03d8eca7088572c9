import type { Code, Exclusion } from '../../codebook.ts';

/** What tests say of a code: the rest is that of something an agent says once per step. */
export type TestCode = Pick<Code, 'slug' | 'definition'> & Partial<Code>;

/** The agent ends without having done what was asked: a code of the whole run. */
export const UNFINISHED: TestCode = {
  slug: 'unfinished',
  definition: 'The agent ends without having done what was asked.',
  unit: 'run',
  kind: 'state',
  polarity: 'bad',
  counting: 'once-per-run',
  examples: { positive: ['It never cancels the order.'], nearMiss: ['It refuses.'] },
};

/** The file of a codebook with these codes. */
export function codebookText(
  about: { readonly name: string; readonly title: string; readonly exclusions?: readonly Exclusion[] },
  codes: readonly TestCode[],
): string {
  const rest = { include: [], exclude: [], unit: 'step', kind: 'point', polarity: 'neutral', actors: ['agent'], counting: 'once-per-step' }; // prettier-ignore
  return JSON.stringify({ ...about, version: '1', source: 'our own', codes: codes.map((code) => ({ ...rest, ...code })) }, null, 1); // prettier-ignore
}
