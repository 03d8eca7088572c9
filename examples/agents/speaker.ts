import type { Random } from '../../src/core/random.ts';

/** Values for the `{slots}` of a template. */
export type Slots = Readonly<Record<string, string | number>>;

/** Says things in varied words. */
export interface Speaker {
  /**
   * One of `templates` with its choices made and its slots filled, sentences begun in upper case. `[a|b|]` picks one
   * alternative (they nest, and may be empty), `{name}` is a slot. No template of a list is used twice before all of
   * that list were used.
   */
  say(templates: readonly string[], slots?: Slots): string;
  /** The same for a piece of a sentence: nothing is put in upper case. */
  phrase(templates: readonly string[], slots?: Slots): string;
}

/** A {@link Speaker} whose choices come from `random`. */
export function speaker(random: Random): Speaker {
  const unused = new Map<readonly string[], string[]>();
  const phrase: Speaker['phrase'] = (templates, slots = {}) => {
    let left = unused.get(templates);
    if (left === undefined || left.length === 0) {
      left = random.shuffle(templates);
      unused.set(templates, left);
    }
    return expand(left.pop()!, random)
      .replace(/\{(\w+)\}/gu, (_, name: string) => String(slots[name] ?? `{${name}}`))
      .replace(/ {2,}/gu, ' ')
      .replace(/ +([,.;:?!])/gu, '$1')
      .trim();
  };
  return {
    phrase,
    // Addresses, commands and names of code at the start of a sentence stay as they are.
    say: (templates, slots) =>
      phrase(templates, slots).replace(/(?:^|[.!?] )(?!p?npm\b|python|\S*[@A-Z]|\S*\.\w)[a-z]/gu, (start) =>
        start.toUpperCase(),
      ),
  };
}

/** Makes the choices of a template, innermost brackets first. */
function expand(template: string, random: Random): string {
  let text = template;
  for (;;) {
    const next = text.replace(/\[([^[\]]*)\]/u, (_, inner: string) => random.pick(inner.split('|')));
    if (next === text) return text;
    text = next;
  }
}
