/** An item of a list in Markdown, and the heading it stands under. */
export interface ListItem {
  /** 1-based. */
  readonly line: number;
  readonly heading: string;
  readonly text: string;
}

const ITEM = /^(\s*)(?:[-*+]|\d{1,3}[.)])\s+(?:\[[ xX]\]\s+)?(\S.*)$/;
const MIN_WORDS = 3;
const FENCE = /^\s*(`{3,}|~{3,})/;

/**
 * The items of the lists in a Markdown text, in order, with the lines that go on with them. Left out are code, items that only introduce
 * others (they end with a colon), questions, and catchwords: of what a list says, only whole instructions can be followed.
 */
export function listItems(text: string): ListItem[] {
  const items: { line: number; heading: string; text: string }[] = [];
  let heading = '';
  let fence: string | undefined;
  let isOpen = false;
  for (const [i, line] of text.split(/\r?\n/).entries()) {
    const mark = FENCE.exec(line)?.[1];
    if (fence !== undefined) {
      if (mark !== undefined && mark.startsWith(fence) && line.trim() === mark) fence = undefined;
      continue;
    }
    const [, title] = /^#{1,6}\s+(.*?)\s*#*$/.exec(line) ?? [];
    const [, , item] = ITEM.exec(line) ?? [];
    if (mark !== undefined) [fence, isOpen] = [mark, false];
    else if (title !== undefined) [heading, isOpen] = [title, false];
    else if (item !== undefined) {
      items.push({ line: i + 1, heading, text: item });
      isOpen = true;
    } else if (line.trim() === '') isOpen = false;
    else if (isOpen && /^\s/.test(line)) items.at(-1)!.text += ` ${line.trim()}`;
  }
  return items.filter((item) => !/[:?]\s*$/.test(item.text) && !isCatchword(item.text));
}

function isCatchword(text: string): boolean {
  // Scripts without spaces between words say much in few characters.
  return (text.match(/[\p{L}\p{N}]+/gu)?.length ?? 0) < MIN_WORDS && !/\p{Lo}{4}/u.test(text);
}
