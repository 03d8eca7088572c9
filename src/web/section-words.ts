/** The sections of a report by their id, as links to them say. */
export const SECTION_WORDS = {
  activity: 'What they do',
  contrast: 'What goes with success',
  models: 'How models differ',
  failing: 'Where runs fail',
  rules: 'Rules',
  handbook: 'Handbook',
  follows: 'What follows what',
  codes: 'What was seen',
  repeats: 'What they repeat',
  method: 'How to read this',
} as const;

/** One of the sections of {@link SECTION_WORDS}. */
export type SectionId = keyof typeof SECTION_WORDS;
