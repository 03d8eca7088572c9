import type { Matcher } from '../../behavior/codebook.ts';
import { textLanguage } from '../../behavior/text/text-language.ts';
import type { Wish } from './group-reactions.ts';
import type { Reaction } from './read-reactions.ts';

// Words this many characters apart still make one remark.
const APART = 60;
const MAX_CUES = 6;
// Detection takes back what is negated, but wishes often are (“not npm”): the cue brings whatever stands before it in the sentence.
const LEAD = '^.{0,900}';
// A cue that is right less often than this says nothing.
const MIN_PRECISION = 0.7;
// Enough other messages to learn what cues find wrongly.
const MAX_OTHERS = 5000;

/**
 * Cues by which a wish is seen again in messages of users: pairs of its telling words, or single ones, chosen one after
 * the other by how many more of its messages they find, as long as at least 70% of what they find are its messages.
 *
 * @returns undefined when no cue is that sure
 */
export function preferenceMatcher({ stems, reactions }: Wish, all: readonly Reaction[]): Matcher | undefined {
  const own = new Set(reactions);
  const others = all.filter((reaction) => !own.has(reaction)).slice(0, MAX_OTHERS);
  const pairs = stems.flatMap((first) => stems.filter((second) => second !== first).map((second) => [first, second]));
  const open = [...pairs, ...stems.map((stem) => [stem])].map((words) => {
    const pattern = LEAD + words.map(stemPattern).join(`.{0,${APART}}`);
    const regex = new RegExp(pattern, 'iu');
    const says = ({ sentences }: Reaction): boolean => sentences.some((sentence) => regex.test(sentence));
    const found = new Set(reactions.filter(says));
    const wrong = others.filter(says).length;
    return { pattern, found, wrong };
  });
  const cues: string[] = [];
  const covered = new Set<Reaction>();
  while (cues.length < MAX_CUES) {
    const [best] = open
      .map((cue) => ({ cue, more: cue.found.difference(covered).size }))
      .filter(({ cue, more }) => more > 0 && cue.found.size >= MIN_PRECISION * (cue.found.size + cue.wrong))
      .sort((a, b) => b.more - a.more || a.cue.wrong - b.cue.wrong || (a.cue.pattern < b.cue.pattern ? -1 : 1));
    if (best === undefined) break;
    cues.push(best.cue.pattern);
    for (const reaction of best.cue.found) covered.add(reaction);
  }
  // Detection reads a cue in texts of its language only.
  const languages = [...new Set(reactions.map(({ text }) => textLanguage(text) ?? 'en'))].sort();
  if (cues.length === 0) return undefined;
  return {
    cues: languages.flatMap((language) =>
      cues.map((pattern) => (language === 'en' ? { pattern } : { pattern, language })),
    ),
  };
}

function stemPattern(stem: string): string {
  const escaped = stem.replace(/[\\^$.*+?()[\]{}|/-]/gu, '\\$&');
  return /^[a-z]/.test(stem) ? `\\b${escaped}` : escaped;
}
