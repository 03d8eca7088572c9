/** What `ethogram handbook` changes behaviors by. */
export const HANDBOOK_CHANGES = [
  'approve',
  'try',
  'retire',
  'pin',
  'unpin',
  'edit',
  'merge',
  'split',
  'derive',
  'age',
  'undo',
] as const;
/** One of {@link HANDBOOK_CHANGES}. */
export type HandbookChange = (typeof HANDBOOK_CHANGES)[number];
