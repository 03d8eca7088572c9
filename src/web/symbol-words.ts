/**
 * A run symbol (see `behavior/run-symbols.ts`) in words: `agent:ask-confirmation` → `agent: ask confirmation`,
 * `tool:a|tool:b` → `a or b`, `error:Bash` → `Bash fails`. What is no symbol stays as it is.
 */
export function symbolWords(symbol: string): string {
  const alternatives = symbol.split('|').map((one) => {
    const colon = one.indexOf(':');
    const kind = one.slice(0, Math.max(0, colon));
    const name = one.slice(colon + 1);
    if (kind === 'tool') return name;
    if (kind === 'user-tool') return `user: ${name}`;
    if (kind === 'error') return `${name} fails`;
    return kind === 'agent' || kind === 'user' ? `${kind}: ${name.replaceAll('-', ' ')}` : one;
  });
  return alternatives.join(' or ');
}
