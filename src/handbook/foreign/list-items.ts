/** An item of a list in Markdown, and the heading it stands under. */
export interface ListItem {
  /** 1-based. */
  readonly line: number;
  readonly heading: string;
  readonly text: string;
}

const ITEM = /^(\s*)(?:[-*+]|\d{1,3}[.)])\s+(?:\[[ xX]\]\s+)?(\S.*)$/;
const FENCE = /^\s*(`{3,}|~{3,})/;

/**
 * The items of the lists in a Markdown text, in order, with the lines that go on with them; an item that only introduces items under
 * it (it ends with a colon) is left out, and so is code.
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
  return items.filter((item) => !item.text.trimEnd().endsWith(':'));
}
