import { CAPITAL_NOUNS } from '../../behavior/structure/rederivation.ts';
import { delexicalise } from './delexicalise.ts';

const FORMULA = /\$\$?(?!\d)[^$\n]{1,300}\$\$?|\\\([^\n]{1,300}?\\\)|\\\[[^\n]{1,300}?\\\]/g;
// Single letters that are words of some language.
const VARIABLE =
  /(?<![\p{L}\p{N}'’⟨_.-])(?![aAIeoyàéuOEYU](?![=\s]*[=+*/^]))\p{L}(?:[_^]\w{1,3})?(?![\p{L}\p{N}'’⟩_-]|\.\p{L})/gu;
const SUM = /[(\s]*⟨[nx]⟩(?:[\s()]*[=+*/^×·÷<>≤≥−-]+[\s()]*⟨[nx]⟩)+[)]*/gu;
const NAME =
  /(?<=[\p{L}\p{N},;⟩)] )(?!(?:I|Let|This|That|These|If|We|So|Then|But|And|First|Now|Next|It|My|Before|After)\b(?! \p{Lu}))(?:(?:The|A|An|Of) )?\p{Lu}\p{Ll}+(?:[ -](?:(?:of|the|and|de|von|van|in) ){0,2}\p{Lu}\p{Ll}+){0,4}/gu;
const CAPITAL = /[\p{L}\p{N},;⟩)] \p{Lu}\p{Ll}/u;

/**
 * A sentence without what belongs to one occasion: {@link delexicalise}, and formulas and sums become `⟨n⟩`, single
 * letters that stand for a quantity `⟨x⟩`, capitalised names inside the sentence `⟨name⟩` (not where nouns have capitals).
 */
export function delexicaliseSentence(sentence: string): string {
  let plain = delexicalise(
    sentence.includes('$') || sentence.includes('\\') ? sentence.replace(FORMULA, '7') : sentence,
  );
  plain = plain.replace(VARIABLE, '⟨x⟩');
  if (plain.includes('⟨')) plain = plain.replace(SUM, (sum) => (/^\s/.test(sum) ? ' ⟨n⟩' : '⟨n⟩'));
  if (CAPITAL.test(plain) && !CAPITAL_NOUNS.test(plain)) plain = plain.replace(NAME, '⟨name⟩');
  return plain.trim();
}
