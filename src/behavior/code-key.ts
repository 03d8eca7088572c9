import type { Code, Codebook } from './codebook.ts';

/** The id of a code as events carry it: `codebook/slug@hash`, with the hash of the codebook. */
export function codeId({ name, hash }: Pick<Codebook, 'name' | 'hash'>, { slug }: Pick<Code, 'slug'>): string {
  return `${name}/${slug}@${hash}`;
}

/**
 * A code id without its hash, `codebook/slug`: what events of one code have in common across versions of its codebook.
 * Of a coding's `name@hash` it gives the codebook's name.
 */
export function codeKey(id: string): string {
  const at = id.lastIndexOf('@');
  return at < 0 ? id : id.slice(0, at);
}

/** The slug in a code id: `verification` of `four-habits/verification@1f0c…`. */
export function codeSlug(id: string): string {
  const key = codeKey(id);
  return key.slice(key.indexOf('/') + 1);
}
