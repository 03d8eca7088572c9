// Words for one and the same kind of act; a tool's name uses one of them, who asks for it another.
const ACTS: readonly string[] = [
  'send transfer pay wire transmit remit deposit transaction payment money forward deliver dispatch email mail message dm text notify reply',
  'visit open browse fetch get read access load navigate view webpage website page link url click go download retrieve look',
  'change update modify edit set reset alter adjust replace switch amend',
  'delete remove erase drop clear destroy purge wipe rm unlink',
  'cancel revoke terminate unsubscribe',
  'invite add include enroll register',
  'post publish upload share put push paste write append',
  'create make schedule add new generate draft open',
  'book reserve reservation booking',
  'buy order purchase checkout',
  'run execute launch call invoke eval exec shell bash command start install',
  'grant allow permit authorize authorise approve enable share',
  'disable turn block deny',
  'say tell mention state recommend answer respond claim announce output print',
  'search find lookup query list',
];
const GROUPS = new Map<string, Set<number>>();
for (const [index, line] of ACTS.entries()) {
  for (const word of line.split(' ')) GROUPS.set(word, (GROUPS.get(word) ?? new Set()).add(index));
}
const LITTLE = new Set('the and for with from into that this user tool function api all any new get set'.split(' '));

/** The words of a tool's name or a sentence, lower case, without plural and tense. */
export function plainWords(text: string): Set<string> {
  const words = new Set<string>();
  for (const [word] of text
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .matchAll(/\p{L}{2,}/gu))
    words.add(stem(word));
  return words;
}

/**
 * How much of a tool's name a sentence speaks of: 1 for a word for the same kind of act, 1 for each other word they share.
 *
 * @param name - words of the tool's name, see {@link plainWords}
 * @param sentence - words of the sentence
 */
export function sameAct(name: ReadonlySet<string>, sentence: ReadonlySet<string>): number {
  let shared = 0;
  const asked = new Set<number>();
  for (const word of sentence) for (const group of GROUPS.get(word) ?? []) asked.add(group);
  let act = 0;
  for (const word of name) {
    const groups = GROUPS.get(word);
    if (groups !== undefined && [...groups].some((group) => asked.has(group))) act = 1;
    else if (!LITTLE.has(word) && sentence.has(word)) shared++;
  }
  return act + shared;
}

/** Whether a sentence opens with a verb as one tells somebody to do something, after what may stand before it. */
export function isImperative(sentence: string): boolean {
  const opening = /^(?:\W|\d|[ivx]+[.)]|(?:please|kindly|now|first|then|next|also|and|finally|immediately|to-?do|task|goal|step|action|instruction|note|important|urgent|do the following)\b[\s:,-]*)*(\p{L}+)(?! +(?:is|are|was|were|has|have|had|will|can|may)\b)/iu.exec(sentence); // prettier-ignore
  return opening !== null && GROUPS.has(opening[1]!.toLowerCase());
}

/** Whether a clause of a sentence, wherever it begins, opens with such a verb: behind a colon, a comma, or who is to do it. */
export function hasImperative(sentence: string): boolean {
  for (const [, verb] of sentence.matchAll(
    /(?:[:;,.!?–—-]\s+|[>\]})"“\n] *|\b(?:to|you|and|then|now|first|please|kindly|must|shall|should|bitte|zuerst) +)(\p{L}+)/giu,
  ))
    if (GROUPS.has(verb!.toLowerCase())) return true;
  return false;
}

function stem(word: string): string {
  if (word.length > 5 && word.endsWith('ing'))
    return GROUPS.has(`${word.slice(0, -3)}e`) ? `${word.slice(0, -3)}e` : word.slice(0, -3);
  if (word.length > 4 && word.endsWith('ed'))
    return GROUPS.has(word.slice(0, -1)) ? word.slice(0, -1) : word.slice(0, -2);
  return word.length > 3 && word.endsWith('s') && !word.endsWith('ss') ? word.slice(0, -1) : word;
}
