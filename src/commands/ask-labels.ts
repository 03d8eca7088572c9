import type { LabelRow } from '../analysis/agreement/parse-labels.ts';
import { LABEL_HASH_LENGTH, stepText } from '../analysis/agreement/place-label.ts';
import type { LabelQuestion } from '../analysis/agreement/sample-units.ts';
import type { Codebook } from '../behavior/codebook.ts';
import { sha256 } from '../core/content-key.ts';
import { EthogramError } from '../core/ethogram-error.ts';
import { plural } from '../core/format-number.ts';
import { partText, type Trajectory } from '../trajectory/trajectory.ts';
import type { TrajectoryStore } from '../trajectory/trajectory-store.ts';
import type { CommandContext } from './command.ts';
import { keyReader } from './key-reader.ts';
import type { LabelFile, LabelRecord } from './open-label-file.ts';
import { questionText } from './question-text.ts';

const KEYS = 'y present · n absent · ? cannot tell · s skip · b back · q quit';
const VERDICT_OF: Readonly<Record<string, string>> = { y: 'present', n: 'absent', '?': 'unclear' };

/** What is asked of whom, and where the answers go. */
export interface Asking {
  readonly store: Pick<TrajectoryStore, 'get'>;
  readonly questions: readonly LabelQuestion[];
  readonly file: LabelFile;
  readonly codebook: Codebook;
  readonly coder: string;
}

/**
 * Asks, key by key, what the file does not answer yet, until all is answered, the input ends, or `q`.
 *
 * @returns the verdicts that the file has now, by index of the question
 * @throws EthogramError `not-found` when a run is gone, `cannot-write`
 */
export async function askLabels(context: CommandContext, asking: Asking): Promise<Map<number, string>> {
  const { store, questions, file, codebook } = asking;
  const place = new Map(questions.map((question, index) => [keyOf(question, codebook), index]));
  const given = new Map<number, string>();
  // Of each label in the file, which question it answers; skipped questions stand in between.
  const written: (number | undefined)[] = file.rows.map((row) => {
    const index = place.get(rowKey(row));
    if (index !== undefined) given.set(index, row.verdict);
    return index;
  });
  if (given.size > 0) context.talk(`${plural(given.size, 'label')} already given: going on`);
  const skipped: number[] = [];
  let shownRun: Trajectory | undefined;
  const keys = keyReader(context.stdin);
  try {
    let at = next(-1);
    let shown = -1;
    while (at < questions.length) {
      const question = questions[at]!;
      if (shown !== at) {
        const trajectory = await runOf(question.trajectoryId);
        context.talk(
          `\n${questionText(question, trajectory, { codebook, number: at + 1, of: questions.length })}\n${KEYS}`,
        );
        shown = at;
      }
      const key = await keys.next();
      if (key === undefined || key === 'q') break;
      const verdict = VERDICT_OF[key];
      if (verdict !== undefined) {
        file.append(labelRecord(question, await runOf(question.trajectoryId), verdict, asking, context));
        written.push(at);
        given.set(at, verdict);
        skipped.length = 0;
        at = next(at);
      } else if (key === 's') {
        skipped.push(at);
        at = next(at);
      } else if (key === 'b') {
        const back = skipped.pop() ?? takeBack();
        if (back === undefined) context.talk('nothing to take back');
        else at = back;
      } else context.talk(`found ${JSON.stringify(key)}, expected ${KEYS}`);
    }
  } finally {
    keys.close();
  }
  return given;

  function next(from: number): number {
    let index = from + 1;
    while (index < questions.length && given.has(index)) index++;
    return index;
  }

  // Labels that answer none of these questions stay.
  function takeBack(): number | undefined {
    const index = written.at(-1);
    if (index === undefined || !file.takeBack()) return undefined;
    written.pop();
    given.delete(index);
    return index;
  }

  // The questions about one unit come one after the other.
  async function runOf(id: string): Promise<Trajectory> {
    if (shownRun?.id === id) return shownRun;
    shownRun = await store.get(id);
    if (shownRun === undefined) throw new EthogramError('not-found', `${id}: the run is gone from the store`);
    return shownRun;
  }
}

function labelRecord(
  { trajectoryId, code, kind, unit }: LabelQuestion,
  { steps }: Trajectory,
  verdict: string,
  { codebook, coder }: Asking,
  { options }: CommandContext,
): LabelRecord {
  const { step, part, start, end } = unit;
  const content = step === undefined ? undefined : steps[step]!;
  const text =
    content === undefined
      ? undefined
      : part === undefined
        ? stepText(content)
        : partText(content.parts[part]!).slice(start, end);
  return {
    trajectory: trajectoryId,
    ...(step !== undefined && { step }),
    ...(part !== undefined && { part }),
    ...(start !== undefined && end !== undefined && { start, end }),
    behavior: code.slug,
    verdict,
    coder,
    unit: kind,
    ...(text !== undefined && { hash: sha256(text, LABEL_HASH_LENGTH) }),
    codebook: `${codebook.name}@${codebook.hash}`,
    ...(options['quotes'] === true && text !== undefined && { quote: text }),
  };
}

function keyOf({ trajectoryId, code, unit }: LabelQuestion, { name }: Codebook): string {
  const { step, part, start, end } = unit;
  return JSON.stringify([trajectoryId, `${name}/${code.slug}`, step, part, start, end]);
}

/** The place and the behavior of a label: one answer has one. */
export function rowKey({ trajectory, behavior, steps, part, start, end }: LabelRow): string {
  return JSON.stringify([trajectory, behavior, steps?.[0], part, start, end]);
}
