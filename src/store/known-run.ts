/** A run that is in the store. */
export interface KnownRun {
  readonly key: number;
  readonly id: string;
  readonly suffix: string | null;
  revision: number;
  contentHash: string;
  steps: number;
  tokens: number;
  outcomes: Uint8Array;
  /** Place of its lines in the store. */
  pack: number;
  line: number;
}

/** The columns of `trajectories as t` that {@link knownRun} reads. */
export const KNOWN_COLUMNS = [
  't.key',
  't.id',
  't.origin',
  't.suffix',
  't.revision',
  't.content_hash',
  't.steps',
  't.tokens',
  't.outcomes',
  't.pack',
  't.line',
] as const;

/** A row of {@link KNOWN_COLUMNS} (without `origin`) as a {@link KnownRun}. */
export function knownRun({
  content_hash,
  ...row
}: Omit<KnownRun, 'contentHash'> & { readonly content_hash: Uint8Array }): KnownRun {
  return { ...row, contentHash: Buffer.from(content_hash).toString('hex') };
}
