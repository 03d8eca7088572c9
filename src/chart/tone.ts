/**
 * The colours of every picture, by name. They are Okabe and Ito's, which people with any common colour vision tell
 * apart.
 *
 * @see Okabe & Ito 2008, Color Universal Design
 */
export const TONES = ['grey', 'sky', 'blue', 'green', 'orange', 'vermillion', 'purple'] as const;
/** One of {@link TONES}. */
export type Tone = (typeof TONES)[number];
