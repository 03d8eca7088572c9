import type { Actor } from '../../trajectory/trajectory.ts';
import { compileCues, type CueReader } from '../cue/compile-cues.ts';
import { loadCodebooks } from '../codebooks/load-codebooks.ts';

/** A dialogue move found in a text: the sentence that makes it, at UTF-16 offsets. */
export interface TextMove {
  /** Slug of a code in the codebook `moves`. */
  readonly move: string;
  readonly start: number;
  readonly end: number;
}

let readers: Readonly<Record<string, CueReader>> | undefined;

/**
 * The dialogue moves that an agent's or a user's text makes, in order of their place. A move made more than once in the
 * text is given once, where it is first made.
 *
 * @param options.exclusive - a sentence makes one move: of several, the first in the codebook `moves` (default); otherwise
 *   all of them
 */
export function textMoves(
  text: string,
  actor: Actor,
  { exclusive = true }: { readonly exclusive?: boolean } = {},
): TextMove[] {
  readers ??= compileReaders();
  const moves = new Map<string, TextMove>();
  let lastStart = -1;
  for (const { code, start, end } of readers[actor]?.read(text) ?? []) {
    if (exclusive && start === lastStart) continue;
    lastStart = start;
    if (!moves.has(code.slug)) moves.set(code.slug, { move: code.slug, start, end });
  }
  return [...moves.values()];
}

function compileReaders(): Readonly<Record<string, CueReader>> {
  const codebooks = loadCodebooks(['moves']);
  const readerOf = (actor: Actor): CueReader => compileCues(codebooks, ({ actors }) => actors.includes(actor));
  return { agent: readerOf('agent'), user: readerOf('user') };
}
