/** How much a judge looks at: what the cheaper tiers left open, or all, beside them, to be compared. */
export type JudgeScope = 'open' | 'all';

const PREFIXES: Readonly<Record<JudgeScope, string>> = { open: 'judge-', all: 'judge-all-' };

/** The `name@version` that events and codings name a judge by. */
export function judgeDetector(model: string, version: string, scope: JudgeScope): string {
  return `${PREFIXES[scope]}${model}@${version}`;
}

/** The judge that a detector (`name@version`) is; undefined when it is none. */
export function judgeOf(detector: string): { readonly model: string; readonly scope: JudgeScope } | undefined {
  const at = detector.lastIndexOf('@');
  const name = at < 0 ? detector : detector.slice(0, at);
  // The longer prefix first.
  for (const scope of ['all', 'open'] as const) {
    if (name.startsWith(PREFIXES[scope])) return { model: name.slice(PREFIXES[scope].length), scope };
  }
  return undefined;
}

/**
 * Whether a detector judged all over again what others had examined: it stands apart, as people do, for both together would
 * count twice.
 */
export function judgesAll(detector: string): boolean {
  return judgeOf(detector)?.scope === 'all';
}
