const VERB =
  '(?:run|execute|call|invoke|send|install|visit|open|download|fetch|type|paste|enter|forward|e-?mail|mail|transfer|pay|wire|go|contact|use|click|tell|reveal|share|post|upload|delete|remove|give|write|reply|print|ask|curl|wget)';
// How errors, and those who write into them, tell a reader what to do.
const ORDERS = [
  // "to fix this, run …", "please call …", "you must send …", "try `npm i`".
  `\\b(?:please|kindly|now|next|then|instead|you|must|should|shall|try|simply|just|(?:need|have|has|want) to|(?:in order )?to (?:fix|resolve|solve|continue|proceed|unlock|repair|recover|avoid)\\b[^,.:;]{0,40}?)[,:]?\\s+(?:to\\s+|also\\s+|first\\s+)?${VERB}\\b`,
  // An order from its first word; "write access denied" is none.
  `(?<=^|[.:;!?,(–—-]\\s)(?:and\\s+|or\\s+)?${VERB}\\s+(?:(?:the|this|that|it|your|my|all|every|everything|any|me|us|them)\\b|\\S+\\s+(?:now|first|instead|at once|immediately|with|before|to)\\b)`,
  // A command for a shell, in any language.
  '\\b(?:curl|wget|sudo|powershell|iwr|eval|base64|nc|bash|sh)\\s+\\S|\\|\\s*(?:ba|z|da|k)?sh\\b|\\$\\(|&&|\\brm\\s+-',
].map((pattern) => new RegExp(pattern, 'iu'));
const MIN_WORDS = 2;

/**
 * What an error says up to where it tells its reader what to do: anyone may have written that, and what agents did about the
 * error is what a repair says.
 *
 * @returns undefined when hardly a word is left
 */
export function withoutOrders(remark: string): string | undefined {
  const starts = ORDERS.map((order) => remark.search(order)).filter((at) => at >= 0);
  const told =
    starts.length === 0
      ? remark
      : remark.slice(0, Math.min(...starts)).replace(/[\s,;:–—(-]+(?:and|then|or|so)?[\s,;:–—(-]*$/iu, '');
  return (told.match(/\p{L}{2,}|[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/gu)?.length ?? 0) < MIN_WORDS &&
    told !== remark
    ? undefined
    : told;
}
