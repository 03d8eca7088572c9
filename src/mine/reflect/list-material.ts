import { materialTag } from '../../core/material-tag.ts';

/** Texts as they are put before a model. */
export interface ListedMaterial {
  /** What only the headings begin with. */
  readonly tag: string;
  readonly text: string;
}

/**
 * Writes texts down as material: a heading `#TAG HEADING` for each, then the text as it is. The tag stands nowhere
 * in the texts, so that nothing in it can pass for a heading.
 */
export function listMaterial(texts: readonly { readonly heading: string; readonly text: string }[]): ListedMaterial {
  const tag = materialTag(texts.map(({ heading, text }) => `${heading}\n${text}`));
  return { tag, text: texts.map(({ heading, text }) => `#${tag} ${heading}\n${text}`).join('\n') };
}
