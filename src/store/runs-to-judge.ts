import { askedCodes, type AskedCode } from '../behavior/judge/asked-codes.ts';
import type { JudgeScope } from '../behavior/judge/judge-detector.ts';
import type { Codebook } from '../behavior/codebook.ts';
import type { Coding, EventStore } from '../behavior/event.ts';
import { DETECTOR } from '../behavior/run-detector.ts';
import { sha256 } from '../core/content-key.ts';

/** A run and what a judge is to look for in it. */
export interface RunToJudge {
  readonly id: string;
  readonly tasks: readonly { readonly codebook: Codebook; readonly asked: readonly AskedCode[] }[];
}

/** Which runs, and what is done already. */
export interface RunsToJudgeOptions {
  /** `name@version` of the judge. */
  readonly detector: string;
  readonly scope: JudgeScope;
  /** At most so many runs, those judged already among them: the same ones each time, and as good as drawn at random. */
  readonly limit?: number;
}

/**
 * Runs that the judge has not examined, at their present revision, for all that is left to it, in order of id. The cheaper
 * tiers must have examined them.
 */
export async function runsToJudge(
  store: Pick<EventStore, 'codings'>,
  codebooks: readonly Codebook[],
  { detector, scope, limit = Infinity }: RunsToJudgeOptions,
): Promise<RunToJudge[]> {
  const byKey = new Map(codebooks.map((codebook) => [`${codebook.name}@${codebook.hash}`, codebook]));
  const runs: { readonly id: string; readonly draw: string; readonly tasks: RunToJudge['tasks'] }[] = [];
  let own: Coding[] = [];
  const finish = (): void => {
    const [first] = own;
    if (first === undefined) return;
    const asked = own.flatMap((cheap) => {
      const codebook = byKey.get(cheap.codebook);
      if (codebook === undefined || cheap.detector !== DETECTOR) return [];
      return [{ codebook, asked: askedCodes(codebook, cheap, scope), cheap }];
    });
    const tasks = asked.filter((task) => task.asked.length > 0 && !own.some((done) => isDone(done, task, detector)));
    runs.push({
      id: first.trajectoryId,
      draw: limit === Infinity ? '' : sha256(first.trajectoryId, 16),
      tasks: tasks.map(({ codebook, asked: codes }) => ({ codebook, asked: codes })),
    });
    own = [];
  };
  for await (const coding of store.codings()) {
    if (own.length > 0 && own[0]!.trajectoryId !== coding.trajectoryId) finish();
    own.push(coding);
  }
  finish();
  const chosen =
    runs.length <= limit
      ? runs
      : runs
          .toSorted((a, b) => (a.draw < b.draw ? -1 : 1))
          .slice(0, limit)
          .sort(byId);
  return chosen.filter(({ tasks }) => tasks.length > 0).map(({ id, tasks }) => ({ id, tasks }));
}

function isDone(
  done: Coding,
  { cheap, asked }: { readonly cheap: Coding; readonly asked: readonly AskedCode[] },
  detector: string,
): boolean {
  return (
    done.detector === detector &&
    done.codebook === cheap.codebook &&
    done.revision === cheap.revision &&
    asked.every(({ code: { slug } }) => Object.hasOwn(done.observedUnits, slug))
  );
}

function byId(a: { readonly id: string }, b: { readonly id: string }): number {
  return a.id < b.id ? -1 : 1;
}
