import { isCorrection } from '../../behavior/derive-outcomes.ts';

// Words that make a rule of a wish; of English ones only where they are said to the one who acts.
const STANDING = words([
  '(?:(?:^|[.!?,;:] |please |and |but |you |we |should |must |to )(?:always|never))',
  'from now on', 'next time', 'in (?:the )?future', 'going forward', 'every time', 'each time', 'by default', 'as a rule',
  'ab jetzt', 'künftig', 'in zukunft', 'nächstes mal', 'immer', 'nie', 'niemals',
  'toujours', 'jamais', 'désormais', 'dorénavant', 'la prochaine fois',
  'siempre', 'nunca', 'a partir de ahora', 'la próxima vez', 'de ahora en adelante',
]); // prettier-ignore
const STANDING_IDEOGRAMS = /以后|以後|总是|總是|永远|从现在开始|下次|今後|いつも|必ず/u;
// What to do in place of what was done.
const INSTEAD = words([
  'use [^.!?]{1,40}(?:,? not|instead|rather)', 'instead of', 'rather than', 'stop \\p{L}+ing', 'no more',
  'verwende?n? [^.!?]{1,40}statt', 'nimm [^.!?]{1,40}statt', 'benutze? [^.!?]{1,40}statt', 'bitte kein\\p{L}*', 'auf deutsch',
  'au lieu de', 'à la place', 'arrête de', 'en français',
  'en (?:vez|lugar) de', 'deja de', 'en español',
]); // prettier-ignore
const INSTEAD_IDEOGRAMS = /不要|别|請用|请用|而不是|改用|ではなく|しないで/u;
// Displeasure with a way of doing it, or a wish about it, that alone makes no rule.
const DISPLEASED = words([
  'no', 'not', 'wrong', 'stop', 'don[\'’]?t', 'do not', 'should(?:n[\'’]t)? have', 'i (?:said|asked|want|wanted|told)',
  'i(?:[\'’]d| would) (?:rather|prefer)', 'i prefer', 'ask (?:me|us|first)', 'check with (?:me|us)', 'tell (?:me|us) (?:first|before)', 'instead', 'rather',
  'without (?:asking|my)', 'be asked', 'nein', 'nicht', 'kein\\p{L}*', 'falsch', 'lieber', 'statt\\p{L}*', 'non', 'pas', 'plutôt',
  'mejor', 'prefiero', 'incorrecto',
]); // prettier-ignore
// What simulated users end a conversation with.
const MARKS = /#{2,}\w+#{2,}/g;
// Thanks, answers and farewells are no displeasure, whatever else they say.
const CONTENT =
  /(?<!\p{L})(?:thanks?|thank you|appreciate|that(?:['’]s| is| will be) (?:all|everything|great|perfect|right|fine)|all set|great|perfect|sounds good|go ahead|danke|merci|gracias|i (?:do not|don['’]t) (?:have|know|remember|recall))(?!\p{L})|谢谢|ありがとう/iu;
// Not a person's words, whatever the log says.
const MACHINE =
  /^\s*(?:[<[{]|(?:observation|output|result|error|system|feedback|tool|assistant|user|human|environment)\s*[:#\n])/i;
const MAX_CHARACTERS = 400;

/** How a user's message bears on how things are to be done. */
export interface PreferenceCue {
  /** It states a rule: `always`, `from now on`. */
  readonly standing: boolean;
  /** It says what to do in place of what was done: `use … instead`, `stop adding`. */
  readonly instead: boolean;
  /** It corrects, or is displeased. */
  readonly displeased: boolean;
}

/**
 * Reads the cues of a user's message, in English, German, French, Spanish, Chinese and Japanese.
 *
 * @returns undefined for messages of more than 400 characters, and for those that no person has written
 */
export function preferenceCue(text: string): PreferenceCue | undefined {
  if (text.length > MAX_CHARACTERS || MACHINE.test(text)) return undefined;
  const said = text.replace(MARKS, '');
  const standing = STANDING.test(said) || STANDING_IDEOGRAMS.test(said);
  const instead = INSTEAD.test(said) || INSTEAD_IDEOGRAMS.test(said);
  const displeased = !CONTENT.test(said) && (DISPLEASED.test(said) || isCorrection(said));
  return { standing, instead, displeased: standing || instead || displeased };
}

function words(patterns: readonly string[]): RegExp {
  return new RegExp(`(?<![\\p{L}\\p{N}])(?:${patterns.join('|')})(?![\\p{L}\\p{N}])`, 'iu');
}
