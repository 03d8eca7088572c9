// What a request carries besides the request: metadata, code, addresses, ids, times. It must not steer retrieval.
const NOISE: readonly RegExp[] = [
  /<(ethogram-behaviors|system-reminder|command-[a-z]+|local-command-[a-z]+|environment[a-z_]*|metadata|ide_[a-z_]+)\b[^>]*>[\s\S]*?<\/\1>/gi,
  /```[\s\S]*?(?:```|$)/g,
  /^\s*[{[][^\n]*[}\]]\s*$/gm,
  /^\s*(?:from|to|date|time|timestamp|session|request|conversation|message|user|channel|thread|sender)[ _-]?(?:id)?\s*[:=][^\n]*$/gim,
  /\bhttps?:\/\/\S+/g,
  /[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+/g,
  /\b\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d)?(?:\.\d+)?(?:Z|[+-]\d\d:?\d\d)?)?\b/g,
  /(?<![\w-])#?(?=[\w-]{0,60}\d)(?=[\w-]{0,60}[A-Za-z])[\w-]{5,}\b/g,
  /<\/?[a-z][^>]{0,80}>/gi,
];
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
  return query.replace(/\s+/g, ' ').trim();
}
