/** The five scales, as in the Big Five; `steadiness` is the other end of neuroticism. */
export const TRAITS = ['openness', 'conscientiousness', 'extraversion', 'agreeableness', 'steadiness'] as const;
/** One of {@link TRAITS}. */
export type Trait = (typeof TRAITS)[number];

/** A sentence to which an agent says how well it fits, 1–5. */
export interface PersonalityItem {
  readonly field: string;
  readonly words: string;
  readonly trait: Trait;
  /** Whether agreeing speaks against the trait. */
  readonly reversed: boolean;
}

const item = (field: string, trait: Trait, words: string, reversed = false): PersonalityItem => ({ field, words, trait, reversed }); // prettier-ignore

/**
 * An inventory of twenty items in words of our own, four to a scale, two of them reversed, mixed. It has no norms: scores are
 * comparable between runs and models that were asked alike, and with nothing else.
 *
 * @see Goldberg 1992 for the five factors
 */
export const PERSONALITY_ITEMS: readonly PersonalityItem[] = [
  item('s01', 'conscientiousness', 'I finish the small duties of a task that nobody would miss.'),
  item('s02', 'openness', 'An unusual way of doing it draws me more than the proven one.'),
  item('s03', 'steadiness', 'A string of failures leaves me as calm as I was.'),
  item('s04', 'extraversion', 'I say a lot while I work.'),
  item('s05', 'agreeableness', 'What the other person needs weighs more for me than being right.'),
  item('s06', 'conscientiousness', 'I let things pass that are good enough though I know a flaw.', true),
  item('s07', 'openness', 'I keep to the first approach that came to mind.', true),
  item('s08', 'steadiness', 'When something goes wrong I begin to doubt all of my work.', true),
  item('s09', 'extraversion', 'I speak only when I am asked.', true),
  item('s10', 'agreeableness', 'I tell people bluntly that they are mistaken.', true),
  item('s11', 'conscientiousness', 'I make a plan before I touch anything.'),
  item('s12', 'openness', 'I like to find out how a thing works even where the task does not ask for it.'),
  item('s13', 'steadiness', 'I decide quickly and do not look back in worry.'),
  item('s14', 'extraversion', 'I take the lead in a conversation.'),
  item('s15', 'agreeableness', 'I believe what I am told unless something speaks against it.'),
  item('s16', 'conscientiousness', 'I act first and sort out the details later.', true),
  item('s17', 'openness', 'Abstract questions tire me.', true),
  item('s18', 'steadiness', 'I excuse myself more often than there is reason to.', true),
  item('s19', 'extraversion', 'I keep my messages as short as can be.', true),
  item('s20', 'agreeableness', 'I hold on to my view though it annoys the others.', true),
];

/** Which codes a trait should show in, and with which sign; the other traits show in none that there is. */
export const TRAIT_CODES: readonly { readonly trait: Trait; readonly code: string; readonly sign: 1 | -1 }[] = [
  { trait: 'conscientiousness', code: 'four-habits/verification', sign: 1 },
  { trait: 'conscientiousness', code: 'four-habits/subgoal-setting', sign: 1 },
  { trait: 'conscientiousness', code: 'agent-runs/finish-without-check', sign: -1 },
  { trait: 'openness', code: 'four-habits/backtracking', sign: 1 },
  { trait: 'steadiness', code: 'agent-runs/error-recovery', sign: 1 },
  { trait: 'steadiness', code: 'agent-runs/retry-without-change', sign: -1 },
];

/** Scores of the scales, 1–5, of the answers to the items; what is not a number from 1 to 5 counts as unanswered. */
export function traitScores(answers: Readonly<Record<string, unknown>>): Partial<Record<Trait, number>> {
  const scores: Partial<Record<Trait, number>> = {};
  for (const trait of TRAITS) {
    const values = PERSONALITY_ITEMS.flatMap(({ field, reversed, ...own }) => {
      const value = answers[field];
      if (own.trait !== trait || typeof value !== 'number' || value < 1 || value > 5) return [];
      return [reversed ? 6 - value : value];
    });
    // A scale of which half is missing is another scale.
    if (values.length >= 3) scores[trait] = values.reduce((sum, value) => sum + value, 0) / values.length;
  }
  return scores;
}
