// Signs that would close a code span, start a tag, a line or an alternative in a matcher (`a | b`, `a*`, `a(b)`), or hide.
const UNNAMEABLE = /[`<>()|*"“”\\→⟨⟩\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u;
// MCP allows names of 128 characters; longer ones, and names of many words, are somebody's text.
const MAX_CHARACTERS = 128;
const MAX_WORDS = 4;

/**
 * Whether a tool or an argument of this name can be spoken of. Names come from logs, which anyone may have written into:
 * what could not stand between backticks, or in a matcher, is left out of mining.
 */
export function mayBeNamed(name: string): boolean {
  if (name.length > MAX_CHARACTERS || UNNAMEABLE.test(name)) return false;
  const trimmed = name.trim();
  return trimmed !== '' && trimmed.split(/\s+/).length <= MAX_WORDS;
}
