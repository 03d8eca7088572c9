// What a request carries besides the request: metadata, code, addresses, ids, times. It must not steer retrieval.
const NOISE: readonly RegExp[] = [
  /<(ethogram-behaviors|system-reminder|command-[a-z]+|local-command-[a-z]+|environment[a-z_]*|metadata|ide_[a-z_]+)\b[^>]*>[\s\S]*?<\/\1>/gi,
  /```[\s\S]*?(?:```|$)/g,
  /^[^\S\n]*[{[][^\n]*[}\]][^\S\n]*$/gm,
  /^[^\S\n]*(?:from|to|date|time|timestamp|session|request|conversation|message|user|channel|thread|sender)[ _-]?(?:id)?[^\S\n]*[:=][^\n]*$/gim,
  /\bhttps?:\/\/\S+/g,
  /(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+/g,
  /\b\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d)?(?:\.\d+)?(?:Z|[+-]\d\d:?\d\d)?)?\b/g,
  /<\/?[a-z][^>]{0,80}>/gi,
];
const ID_LIKE = /(?<![\w-])#?[\w-]{5,}(?![\w-])/g;
const MAX_CHARACTERS = 4000;

/**
 * The words of a request without its metadata, code, addresses, ids and times, so that two requests for the same thing
 * retrieve the same behaviors.
 *
 * @returns one line, at most 4000 characters of the request
 */
export function cleanQuery(text: string): string {
  let query = text.slice(0, MAX_CHARACTERS);
  for (const pattern of NOISE) query = query.replace(pattern, ' ');
  return query
    .replace(ID_LIKE, (word) => (/\d/.test(word) && /[A-Za-z]/.test(word) ? ' ' : word))
    .replace(/\s+/g, ' ')
    .trim();
}
