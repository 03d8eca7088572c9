import { isJsonObject, type Json } from '../../core/json.ts';
import { foreignBehavior, type ForeignFile } from './foreign-behavior.ts';

/** Whether a value is the skill library of Voyager: `{ name: { code, description } }`. */
export function isSkillLibrary(value: Json): boolean {
  if (!isJsonObject(value)) return false;
  const entries = Object.values(value);
  return (
    entries.length > 0 && entries.every((entry) => isJsonObject(entry) && typeof entry['description'] === 'string')
  );
}

/**
 * Reads the skill library of Voyager (arXiv 2305.16291): names and descriptions. Its programs are not taken over: a behavior is words,
 * which somebody can approve.
 */
export function readSkillLibrary(value: Json, file: string): ForeignFile {
  const read = Object.entries(isJsonObject(value) ? value : {}).map(([name, skill]) => {
    const words = name.replace(/V\d+$/, '').replace(/(\p{Ll}|\d)(\p{Lu})/gu, '$1 $2').toLowerCase();
    const does = descriptionIn(String(isJsonObject(skill) ? skill['description'] : ''));
    return foreignBehavior({
      name: words,
      instruction: does === '' ? words : `To ${words}: ${does}`,
      polarity: 'do',
      kind: 'workflow',
      from: `${file}, ${name}`,
    });
  });
  return {
    behaviors: read.filter((behavior) => typeof behavior !== 'string'),
    issues: read.filter((behavior) => typeof behavior === 'string').map((message) => ({ message })),
  };
} // prettier-ignore

/** The comment in `async function name(bot) { // The function is about … }`, without its beginning. */
function descriptionIn(text: string): string {
  const comment = [...text.matchAll(/^\s*\/\/\s?(.*)$/gm)].map(([, line]) => line!).join(' ');
  return (comment === '' ? text : comment).replace(/^\s*The function is about [^.]*\.\s*/i, '').trim();
}
