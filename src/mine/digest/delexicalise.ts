// Order matters: an address holds paths and numbers, a path holds numbers.
const SLOTS: readonly (readonly [RegExp, string])[] = [
  [/\[(?:email|key|user|secret|token)-\d+\]/g, '⟨secret⟩'],
  [/\bhttps?:\/\/[^\s"'<>)\]]+/g, '⟨url⟩'],
  [/[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+/g, '⟨email⟩'],
  [/```[^`]*```|`[^`\n]+`/g, '⟨code⟩'],
  [/"[^"\n]{1,200}"|“[^”\n]{1,200}”|(?<![\p{L}\d])'[^'\n]{1,200}'(?![\p{L}\d])/gu, '⟨text⟩'],
  [/(?:\b[A-Za-z]:\\|(?<![\w/])[.~]{0,2}\/)[\w.@~+-]{1,80}(?:[\\/][\w.@~+-]{1,80})*\/?/g, '⟨path⟩'],
  [/(?<![\w.@/-])[\w.@-]{1,80}(?:\/[\w.@-]{1,80})+\/?/g, '⟨path⟩'],
  [
    /\b[\w-]{1,80}\.(?:tsx?|jsx?|mjs|py|json|md|ya?ml|toml|rs|go|java|rb|exs?|html?|css|txt|csv|sh|c|h|cpp)\b/g,
    '⟨path⟩',
  ],
  [/\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/gi, '⟨id⟩'],
  [/(?<![\w-])#?(?=[\w-]{0,60}\d)(?=[\w-]{0,60}[A-Za-z])[\w-]{4,}\b/g, '⟨id⟩'],
  [/\b(?:[a-z]{1,40}(?:_[a-z]{1,40})+|[a-z]{1,40}(?:[A-Z][a-z]{1,40})+)(?:\(\))?/g, '⟨code⟩'],
  [/[$€£]?\d+(?:[.,:]\d+)*%?/g, '⟨n⟩'],
];

/**
 * A text without what belongs to one occasion: addresses, paths, quotations, code, ids and numbers become slots
 * (`⟨path⟩`, `⟨n⟩`…; several of a kind in a row are one), white space is one space. What is left is what is said, so that the same remark about two
 * things is the same text.
 */
export function delexicalise(text: string): string {
  let plain = text;
  for (const [pattern, slot] of SLOTS) plain = plain.replace(pattern, slot);
  return plain
    .replace(/(⟨\w+⟩)(?:(?:[\s,.:/x×*+=-]|\band\b|\bor\b)*\1)+/g, '$1')
    .replace(/\s+/g, ' ')
    .trim();
}
