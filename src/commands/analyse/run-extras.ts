import type { RunExtras } from '../../analysis/slices/run-features.ts';
import type { Store } from '../../store/store.ts';
import type { TrajectoryFilter } from '../../trajectory/trajectory-store.ts';

/** What describes runs beside their sequences, by id: their tools, the tool whose call failed first, the script of their task. */
export async function runExtras(store: Store, filter: TrajectoryFilter): Promise<Map<string, RunExtras>> {
  const extras = new Map<string, { tools: Set<string>; firstError?: string }>();
  for await (const { trajectoryId, name, error } of store.calls()) {
    const known = extras.get(trajectoryId) ?? { tools: new Set<string>() };
    known.tools.add(name);
    if (error && known.firstError === undefined) known.firstError = name;
    extras.set(trajectoryId, known);
  }
  const found = new Map<string, RunExtras>();
  for await (const { id, task } of store.list(filter)) {
    const { tools = new Set<string>(), firstError } = extras.get(id) ?? {};
    const language = scriptOf(task.text ?? '');
    found.set(id, { tools: [...tools], ...(firstError !== undefined && { firstError }), ...(language !== undefined && { language }) }); // prettier-ignore
  }
  return found;
}

const SCRIPTS = ['Latin', 'Cyrillic', 'Greek', 'Arabic', 'Hebrew', 'Devanagari', 'Thai', 'Hangul', 'Kana', 'Han'] as const; // prettier-ignore

/** The script that most letters are of; Japanese is told by its kana. */
function scriptOf(text: string): string | undefined {
  const start = text.slice(0, 2000);
  const counts = SCRIPTS.map((script) => ({
    script,
    n: start.match(script === 'Kana' ? /[\p{Script=Hiragana}\p{Script=Katakana}]/gu : new RegExp(`\\p{Script=${script}}`, 'gu'))?.length ?? 0,
  })); // prettier-ignore
  if (counts.some(({ script, n }) => script === 'Kana' && n >= 10)) return 'Japanese script';
  const most = counts.reduce((best, own) => (own.n > best.n ? own : best));
  return most.n < 3 ? undefined : `${most.script} script`;
}
