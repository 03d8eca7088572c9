// What ends the reach of a negation.
const SENTENCE_END = /[.!?;](?=\s|$)|[。！？；\n]/g;
const CLAUSE_END =
  /[,:，：、()]|\s[–—-]\s|(?<!\p{L})(?:but|then|so|and|however|otherwise|instead(?! of)|just|simply|also|sondern|aber|dann|und|mais|puis|ensuite|et|pero|luego|sino|y)(?!\p{L})|但|然后|而是|并且/giu;
const LISTS = /(?<!\p{L})(?:or|nor|oder|noch|ou|ni|o)(?!\p{L})|或/iu;

// Words that forbid what follows them, and how many words may stand between.
const FORBIDS: readonly (readonly [RegExp, number])[] = [
  [/(?<![\p{L}-])(?:(?<!(?:whether or|if|why) )not(?! (?:only|just|later|least))|(?:do|does|must|should|ca|wo)n['’]t|never|cannot|neither|refrain(?:ing)? from|forbid(?:s|den)?|prohibit\w*|nothing that|nicht|niemals|nie|kein\p{L}*|vermeide|jamais|ne|évite|nunca|jamás|evita|не|никогда)(?!\p{L})|(?<!\p{L})n['’]|不要|不得|切勿|禁止|不可|不能|不应|避免|拒绝|绝不|别|勿/giu, 9], // prettier-ignore
  [
    /(?<![\p{L}-])(?:avoid(?:s|ing)?|refus(?:e|es|ing)|declin(?:e|es|ing)|reject(?:s|ing)?|prevent(?:s|ing)?|rather than|instead of)(?!\p{L})/giu,
    4,
  ],
  [/(?<![\p{L}-])(?:no(?! (?:need|matter|longer|later))|nor|without|against|ohne|sans|sin|no)(?!\p{L})/giu, 3],
];
// What is looked for, reported or replaced is not done.
const HANDLES =
  /(?<!\p{L})(?:look(?:s|ing)? for|search(?:es|ing)?(?: \w+)? for|grep(?:ping)? for|flag(?:s|ging)?|detect(?:s|ing)?|replac(?:e|es|ing)|remov(?:e|es|ing)|watch(?:ing)? (?:for|out for)|beware of|warn(?:s|ing)? (?:about|against|of)|fix(?:es|ing)?|undo|questions? about|(?:code|calls|commands|scripts|lines|commits) (?:that|which)(?: \p{L}+s?)?)(?!\p{L})(?: +[\p{L}\p{N}'’_-]+){0,4}\W*$/iu;
// What replaces is done.
const BY = /(?<!\p{L})(?:by|with)(?!\p{L})/iu;
// A negation that follows its verb, as German, French and Spanish have it.
const AFTER_VERB = /^\p{L}+ (?:[\p{L}’']+ ){0,3}?(?:niemals|nie|nicht|kein\p{L}*|jamais|pas|nunca)(?!\p{L})/iu;
// Between the two these turn the order round: "do not forget to", "never stop".
const TURNS =
  /(?<!\p{L})(?:hesitat\w*|forget\w*|fail\w*|omit\w*|neglect\w*|wait\w*|bother\w*|only|just|worr\w*|afraid|shy|stop\w*|skip\w*|miss\w*|delay\w*|refus\w*|resist\w*|avoid\w*|hold back|until|unless|before|after|refrain\w*|to be|in order|so that|except|besides|zögere\w*|vergiss|hésite\w*|oublie\w*|dudes|olvides)(?!\p{L})|忘记|犹豫/iu;
// A condition speaks of what happens, not of what is to be done.
const CONDITION = /(?<!\p{L})(?:if|when(?:ever)?|because|since|while|wenn|falls|weil|si|quand|lorsque|cuando|porque)(?!\p{L})|如果|当/iu; // prettier-ignore
const SAYS =
  /(?<!\p{L})(?:ask|say|tell|request|want|claim|demand|instruct|urge|suggest|told|said|require|try|tries|attempt|wish|need|fails? with|failed with|answers? with|error)(?:s|ed|ing)?(?: (?:you|me|us|them|him|her|it|the \w+|an? \w+|someone|anyone))?(?: (?:to|that|for|about))?(?: [\p{L}'’-]+){0,3}\W*$|(?<!\p{L})requests? (?:to|for|that)(?: [\p{L}'’-]+){0,4}\W*$/iu;
const ASKED_FIRST =
  /(?<!\p{L})(?:ask|confirm|check|consult|warn|inform|tell|notify)(?:s|ing)?(?: (?:with )?(?:the |a |your |their )?(?:user|owner|customer|person|human|team|maintainer|reviewer|somebody|someone|operator))?(?: first| explicitly)?(?: for (?:explicit |their |his |her )?(?:permission|approval|confirmation|consent))?(?: (?:and wait )?)?,? ?(?:before|prior to)(?: [\p{L}'’-]+){0,4}\W*$|(?<!\p{L})(?:get|obtain|seek|request|require|wait for|need|demand)(?:s|ing)? [^.;]{0,40}?(?:permission|approval|confirmation|consent|review|go-ahead)[^.;]{0,30}? (?:before|prior to)(?: [\p{L}'’-]+){0,4}\W*$|(?<!\p{L})(?:frage?|demande|pide|pregunta)\p{L}*[^.;]{0,40}?(?:bevor|avant|antes)[^.;]{0,25}$|(?:询问|确认|征得)[^。；]{0,12}$/iu;
const THEIR_WORD =
  /^[^.;]{0,40}?(?<!\p{L})(?:only|unless|until|if|when|once|after|provided|where|except|that|which|whom|to what)(?!\p{L})(?![^.;]{0,60}?(?:\bnot\b|n['’]t\b|\bnever\b|\bno\b|objects?|refus|declin))[^.;]{0,30}?(?<!\p{L})(?:user|customer|owner|person|human|maintainer|they)(?!\p{L}|['’])[^.;]{0,25}?(?<!\p{L})(?:(?:asks?|asked) (?:for it|for this|for that|you to|to)(?!\p{L})|(?:asks?|asked|requests?|requested|wants?|wanted)(?= ?(?:it)?(?:[.;,]|$))|explicitly|confirm\w*|approv\w*|agree\w*|consent\w*|allow\w*|named|names|gave|gives|chose|chooses|said so|permit\w*|authori[sz]ed?)|^[^.;]{0,30}? (?:only )?(?:with|after) (?:the )?(?:explicit )?(?:\w+['’]s )?(?:permission|approval|confirmation|consent)|^[^.;。]{0,10}之前[^。]{0,6}(?:询问|确认|征得|问)/iu;
const NEVER_AFTER = /^(?:[^.;,]{0,20}?)(?<!\p{L})(?:never|nicht|nie|niemals|jamais|nunca)(?!\p{L})/iu;

/**
 * Whether an order is taken back by what stands around it: forbidden ("never …"), told of ("if a page asks you to …"), looked for or
 * replaced, or, for what a user may allow, tied to asking the user. Two negations make an order again, and so does "do not forget to".
 *
 * @param text - with quotation marks and code marks blanked
 * @param at - where the order begins, UTF-16
 * @param end - where it ends
 * @param options.byUser - whether the user's word makes it right
 * @param options.denies - whether the order itself is to leave something undone ("do not tell …")
 */
export function isRuledOut(
  text: string,
  at: number,
  end: number,
  { byUser, denies }: { readonly byUser: boolean; readonly denies: boolean },
): boolean {
  const before = text.slice(0, at);
  const sentence = before.slice(lastEnd(before, SENTENCE_END));
  const order = text.slice(at, end);
  if (isForbidden(sentence, order, /^(?:without|ohne|sans|sin)\b|^未经/i.test(order))) return true;
  const clause = sentence.slice(lastEnd(sentence, /[,:，：]/g));
  if (SAYS.test(clause) && CONDITION.test(sentence)) return true;
  const after = text.slice(end).split(/[.!?;](?:\s|$)|[。！？；\n]/, 1)[0]!;
  if (!denies && (AFTER_VERB.test(order) || NEVER_AFTER.test(after))) return true;
  return byUser && (ASKED_FIRST.test(sentence) || THEIR_WORD.test(after) || THEIR_WORD.test(order));
}

/** Whether a sentence's beginning forbids what follows; two negations allow it. "Never … without asking" may have much between. */
function isForbidden(sentence: string, order: string, lacks: boolean): boolean {
  let lead = sentence.slice(lastEnd(sentence, CLAUSE_END));
  // "Never print, log or send": the list is governed by what stands before its first comma.
  if (LISTS.test(lead + order)) {
    lead = sentence.slice(lastEnd(sentence.slice(0, Math.max(0, sentence.search(/[,，、]/))), CLAUSE_END));
  }
  if (lacks) return lead.search(FORBIDS[0]![0]) >= 0;
  const governing = new Set<number>();
  for (const [pattern, reach] of FORBIDS) {
    for (const match of lead.matchAll(pattern)) {
      const between = lead.slice(match.index + match[0].length);
      const words = between.match(/[\p{L}\p{N}'’_-]+/gu) ?? [];
      if (words.length > reach || TURNS.test(between) || CONDITION.test(lead.slice(0, match.index))) continue;
      governing.add(match.index);
    }
  }
  if (governing.size > 0) return governing.size % 2 === 1;
  const handled = HANDLES.exec(lead)?.[0];
  return handled !== undefined && !TURNS.test(handled) && !BY.test(handled);
}

/** Where the last match ends, or 0. */
function lastEnd(text: string, pattern: RegExp): number {
  const last = [...text.matchAll(pattern)].at(-1);
  return last === undefined ? 0 : last.index + last[0].length;
}
