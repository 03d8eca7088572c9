import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { EthogramError } from '../core/ethogram-error.ts';
import { jsonObjectIn } from '../core/json.ts';
import { feedbackOf } from '../mine/feedback/feedback-of.ts';
import { createRedactor } from '../trajectory/redact/create-redactor.ts';
import type { TrajectoryStore } from '../trajectory/trajectory-store.ts';

/**
 * Keeps what people said about runs, a JSON object per line (`trajectory`, `text`, perhaps `at`), as outcomes of the runs; redacted as
 * imports are. What is there already is not kept again. All or nothing is kept.
 *
 * @returns how many remarks are new
 * @throws EthogramError `file-not-found`, `bad-labels` (a line that cannot be used, or of a run that is not there)
 */
export async function keepFeedback(
  store: Pick<TrajectoryStore, 'get' | 'addOutcome'>,
  file: string,
  { cwd, now }: { readonly cwd: string; readonly now: () => Date },
): Promise<number> {
  const said = new Map<string, Map<string, string>>();
  for (const [i, line] of read(file, cwd).split('\n').entries()) {
    if (line.trim() === '') continue;
    const { trajectory, text, at } = jsonObjectIn(line) ?? {};
    if (typeof trajectory !== 'string' || typeof text !== 'string' || text.trim() === '') {
      throw new EthogramError('bad-labels', `${file}:${i + 1}: found ${line.trim().slice(0, 60)}, expected an object with trajectory and text`, {
        hint: 'a line is {"trajectory": "ID", "text": "It asked twice for what I had said."}; ethogram show lists the ids',
      });
    }
    const run = await store.get(trajectory);
    if (run === undefined) {
      throw new EthogramError('bad-labels', `${file}:${i + 1}: found trajectory ${trajectory}, expected the id of a run in the store`, {
        hint: 'ethogram show lists them; ethogram import PATH reads them',
      });
    }
    const clean = createRedactor().text(text.trim());
    if (feedbackOf(run).includes(clean)) continue;
    said.set(run.id, (said.get(run.id) ?? new Map()).set(clean, typeof at === 'string' ? at : now().toISOString()));
  }
  let kept = 0;
  for (const [id, remarks] of said) {
    for (const [value, at] of remarks) {
      await store.addOutcome(id, { name: 'feedback', value, by: 'human', at });
      kept++;
    }
  }
  return kept;
} // prettier-ignore

function read(file: string, cwd: string): string {
  try {
    return readFileSync(resolve(cwd, file), 'utf8').replace(/^\ufeff/, '');
  } catch (cause) {
    throw new EthogramError('file-not-found', `${file}: cannot be read, expected a file of feedback`, { cause });
  }
}
