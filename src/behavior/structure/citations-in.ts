/** A source that a text names. */
export interface Citation {
  readonly sort: 'address' | 'doi' | 'arxiv' | 'file-line' | 'mark' | 'quote' | 'author-year';
  readonly start: number;
  readonly end: number;
  /** Any of which, standing in what was given, is the source; see {@link plainCitation} and {@link plainQuote}. */
  readonly keys: readonly string[];
  /** Of a mark: finds it in what was given, and any mark of its sort. */
  readonly mark?: RegExp;
  readonly others?: RegExp;
}

const ADDRESS = /\b(?:https?:\/\/|www\.)[^\s<>"'`)\]}|\\]+/gi;
const DOI = /\b10\.\d{4,9}\/[^\s"'<>)\]},;]+/g;
const ARXIV = /\barxiv(?:\.org\/(?:abs|pdf)\/|[:\s]\s*)(\d{4}\.\d{4,5})/gi;
const FILE_LINE = /(?<![\w/.:@-])((?:[\w.@-]+\/)*[\w@-][\w.@-]*\.[a-z]{1,5}):(\d{1,6})(?:[-:]\d{1,6})?(?![\w/]|\.\w)/g;
const MARK =
  /[[【(](?:(doc(?:ument)?|source|ref|passage|result|chunk|snippet)[\s_:#-]*)(\d{1,4})(?:†[^\]】]*)?[\]】)]/gi;
// (Smith et al., 2021), Smith and Lee (2021), (Smith, 2021)
const AUTHOR_YEAR =
  /(?:(?<a>\p{Lu}[\p{L}'’-]{2,}) (?:et al\.?|(?:and|&) \p{Lu}[\p{L}'’-]+),? \(?(?:19|20)\d\d[a-z]?\)?|\((?:see |e\.g\.,? |cf\. )?(?<b>\p{Lu}[\p{L}'’-]{2,}),? (?:19|20)\d\d[a-z]?\))/gu;
// Months and the like with a year are dates.
const DATE =
  /^(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec|Spring|Summer|Autumn|Fall|Winter|Since|Until|From|Copyright|Version|Edition|Updated|Published|Released)/;
const QUOTE = /["“„«]([^"“”„«»\n]{30,600})["”“»]/g;
// Somebody is said to have said it.
const SAYS =
  /\b(?:according to|sa(?:ys|id)|stat(?:es|ed|ing)|writ(?:es|ten)|wrote|reads?|report(?:s|ed)|not(?:es|ed)|mention(?:s|ed)|quot(?:e|es|ed|ing)|describ(?:es|ed)|explain(?:s|ed)|conclud(?:es|ed)|claim(?:s|ed)|section|article|abstract|page|document(?:ation)?|paper|policy|source|laut|zufolge|heißt es|schreibt|selon|según|dice)\b[^"“”„«»\n]{0,80}$/i;
// Not pages: the machine itself, and names that stand for any.
const NO_PAGE = /^(?:localhost|127\.|0\.0\.0\.0|10\.|192\.168\.|\[::|(?:[\w-]+\.)*(?:example|test|invalid|local)(?:\.\w+)?(?:[:/]|$)|your[-\w]*\.|[\w-]*domain\.)/i; // prettier-ignore
const FENCED = /^(?:```|~~~)[^\n]*\n[\s\S]*?(?:^(?:```|~~~)|$(?![\s\S]))/gm;
const MIN_WORDS = 6;

/** The sources that an agent's text names outside of code, in order of place within each sort. */
export function citationsIn(text: string): Citation[] {
  const found: Citation[] = [];
  if (
    !/https?:|www\.|10\.\d{4}|arxiv|[(, ](?:19|20)\d\d|\.[a-z]{1,5}:\d|["“„«]|\b(?:doc|source|ref|passage|result|chunk|snippet)/i.test(
      text,
    )
  )
    return found;
  const prose = text.includes('```') || text.includes('~~~') ? text.replace(FENCED, (code) => ' '.repeat(code.length)) : text; // prettier-ignore
  const add = (sort: Citation['sort'], match: RegExpExecArray, length: number, keys: readonly string[]): void => {
    found.push({ sort, start: match.index, end: match.index + length, keys });
  };
  for (const match of prose.matchAll(ADDRESS)) {
    const whole = match[0].replace(/[.,;:!?*_'’]+$/, '');
    const key = plainCitation(whole);
    const slash = key.indexOf('/');
    // A site's front page is known without having been there.
    if (slash < 0 || key.length - slash < 4 || NO_PAGE.test(key) || /[{}<$…]|\.\.\./.test(whole)) continue;
    add('address', match, whole.length, keysOf(key));
  }
  for (const match of prose.matchAll(DOI)) {
    if (isWithin(found, match.index)) continue;
    const whole = match[0].replace(/[.,;:]+$/, '');
    add('doi', match, whole.length, [plainCitation(whole)]);
  }
  for (const match of prose.matchAll(ARXIV)) {
    if (!isWithin(found, match.index)) add('arxiv', match, match[0].length, [match[1]!]);
  }
  for (const match of prose.matchAll(FILE_LINE)) {
    if (isWithin(found, match.index)) continue;
    const path = match[1]!.toLowerCase();
    add('file-line', match, match[0].length, [path.slice(path.lastIndexOf('/') + 1)]);
  }
  for (const match of prose.matchAll(MARK)) {
    const [word, number] = [match[1]!.toLowerCase().replace(/[\s_:#-]+/g, ''), match[2]!];
    const marks = (what: string): RegExp => new RegExp(`\\b${word}[\\s_:#-]{0,2}${what}`);
    const place = { start: match.index, end: match.index + match[0].length };
    found.push({ sort: 'mark', ...place, keys: [], mark: marks(`${number}(?!\\d)`), others: marks('\\d') });
  }
  for (const match of prose.matchAll(AUTHOR_YEAR)) {
    const author = match.groups!['a'] ?? match.groups!['b']!;
    if (!DATE.test(author)) add('author-year', match, match[0].length, [author.toLowerCase()]);
  }
  for (const match of prose.matchAll(QUOTE)) {
    if (!SAYS.test(prose.slice(Math.max(0, match.index - 120), match.index))) continue;
    // What was left out splits it; what was put in brackets is the agent's.
    const pieces = match[1]!
      .split(/\.{3}|…|\[[^\]]*\]/)
      .map(plainQuote)
      .filter((piece) => piece.split(' ').length >= MIN_WORDS);
    if (pieces.length > 0)
      add(
        'quote',
        match,
        match[0].length,
        pieces.map((piece) => ` ${piece} `),
      );
  }
  return found;
}

/** Of an address also the path alone, since pages link within their site, and without what follows `?` or `#`. */
function keysOf(key: string): string[] {
  const bare = key.replace(/[?#].*$/, '');
  const path = bare.slice(bare.indexOf('/'));
  const decoded = bare.replaceAll('%20', ' ');
  return [
    bare,
    decoded,
    ...(path.length > 8 ? [`"${path}`, `(${path}`, `'${path}`, `=${path}`, `\n${path}`, ` ${path}`] : []),
  ];
}

function isWithin(found: readonly Citation[], at: number): boolean {
  return found.some(({ start, end }) => at >= start && at < end);
}

/** A text as addresses in it are compared: lower case, without scheme, `www.` and escapes. */
export function plainCitation(text: string): string {
  return text
    .toLowerCase()
    .replaceAll('\\/', '/')
    .replace(/(?:https?:\/\/)?www\.|https?:\/\//g, '')
    .replace(/(?<=[\w-])\/(?=[\s"'<>)\],]|$)/g, '');
}

/** A text as words, lower case, one space between them. */
export function plainQuote(text: string): string {
  return (
    text
      .toLowerCase()
      // The numbers that a tool puts before the lines of a file.
      .replace(/^\s*\d+[→:|\t]/gm, ' ')
      .replace(/\\[nrt"]/g, ' ')
      .replace(/[^\p{L}\p{N}]+/gu, ' ')
      .trim()
  );
}
