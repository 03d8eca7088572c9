/** A small valid file of a format, in our own words. */
export interface FuzzSample {
  readonly name: string;
  readonly format: string;
  readonly bytes: Buffer;
}

/** A small valid file of every format. */
export function formatSamples(): FuzzSample[] {
  return [];
}
