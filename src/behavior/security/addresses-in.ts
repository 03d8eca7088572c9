/** An address that words name: a place outside, or somebody there. */
export interface NamedAddress {
  /** UTF-16. */
  readonly start: number;
  readonly end: number;
}

const ADDRESSES: readonly RegExp[] = [
  // Mail, but not `git@host:path`.
  /(?<![\w.+-])(?!git@)[\w.+-]+@(?:[\w-]+\.)+[a-z]{2,}/giu,
  /\b(?!(?:file|node|data):)[a-z][a-z+]{1,9}:\/\/(?!(?:localhost|127\.|0\.0\.0\.0|\[::1\]|host\.docker))[^\s`"'⟨]{3,}/giu,
  /\bwww\.[\w-]+(?:\.[\w-]+)+\S*/giu,
  // A host, by what it ends in; names of files and of well-known frameworks end otherwise or are left out.
  /(?<![\w@./\\$-])(?!(?:asp\.net|vb\.net|socket\.io|draw\.io|github\.com|gitlab\.com|next\.js)\b)(?!(?:config|settings|conf|env|values|template|application|docker-compose)\.example)(?:[a-z0-9][a-z0-9-]*\.)+(?:com|net|org|io|ai|biz|xyz|ru|cn|onion|example|invalid|top|click|info|site|online|club|shop|dev|app|co|me)(?![\w(])(?!\.\w)(?::\d+)?(?:\/[^\s`"']*)?/giu,
  /(?<![\d.\p{L}])(?<!(?:version|section|clause|release|v) ?)(?!(?:127|0)\.)(?:\d{1,3}\.){3}\d{1,3}(?![\d.])/giu,
  // An account: IBAN, or what looks like one; a wallet.
  /(?<![\p{L}\p{N}])[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,8}(?: ?[A-Z0-9]{1,4})?(?![\p{L}\p{N}])/gu,
  /(?<![\p{L}\p{N}])(?:bc1[a-z0-9]{20,}|0x[0-9a-fA-F]{40}|[13][1-9A-HJ-NP-Za-km-z]{25,34})(?![\p{L}\p{N}])/gu,
  /(?<![\w.])\+\d[\d ()./-]{6,16}\d|(?<=\b(?:call|phone|dial|text|sms|whatsapp|ring|fax|number)s?\b[^.;\n]{0,20})\(?\d{3}\)?[ .-]?\d{3}[ .-]?\d{4}\b/giu,
  /(?<=\b(?:channels?|handles?|users?|accounts?|telegram|twitter|slack|follow|message|mention|notify|dm|ping|tag|contact)\b[^.;\n]{0,15})@[a-z]\w{2,}(?![\w/])/giu,
  /(?<=\b(?:[Ii]nvite|[Cc]c|[Bb]cc|[Aa]dd|[Ee]mail|[Nn]otify|[Mm]essage|[Ww]rite to|[Ii]nform|[Cc]ontact)\b[^.;\n]{0,20})["'“‘]?\p{Lu}\p{Ll}+ \p{Lu}\p{Ll}+["'”’]?(?= (?:to|in|on|into|as|of|about|with)\b|[.,;'"”’]|$)/gu,
];

/** The addresses that words name, in order of kind; loopback and the user's own are not known to be named by variables. */
export function addressesIn(text: string): NamedAddress[] {
  return ADDRESSES.flatMap((pattern) =>
    [...text.matchAll(pattern)].map(({ index, 0: found }) => ({ start: index, end: index + found.length })),
  );
}
