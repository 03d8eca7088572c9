const ISO_TIME = /^\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(Z|[+-]\d\d:?\d\d)?)?$/;

/**
 * A time as logs have it, in UTC, so that times can be compared as texts; a time without a zone is taken for UTC.
 *
 * @returns ISO 8601 that ends in `Z`, or a mere date; undefined for what is no date and time
 */
export function plainTime(text: string): string | undefined {
  const found = ISO_TIME.exec(text);
  if (found === null) return undefined;
  const zoned = text.length === 10 || found[1] !== undefined ? text : `${text}Z`;
  const time = new Date(zoned.replace(' ', 'T'));
  if (Number.isNaN(time.getTime())) return undefined;
  return text.length === 10 || (found[1] === 'Z' && text[10] === 'T') ? text : time.toISOString();
}
