import { EthogramError } from './ethogram-error.ts';
import type { Model, ModelRequest } from './model.ts';
import { workItems } from './work-items.ts';

/** A question that was given up. */
export interface FailedQuestion {
  /** The runs that it was about. */
  readonly subjects: readonly string[];
  readonly error: EthogramError;
}

/** Asks many questions in stages, and remembers what became of those that have no answer. */
export interface ModelAsker {
  /**
   * The answers, in the order of the items; undefined where there is none. Once a question is left open, nothing more is sent.
   *
   * @param stage - what is being done, for progress: `aspects`
   * @param request - makes the question when its turn comes, so that thousands of runs are not held at once
   */
  ask<I, T>(
    stage: string,
    items: readonly I[],
    request: (item: I) => ModelRequest<T> | Promise<ModelRequest<T>>,
  ): Promise<readonly (T | undefined)[]>;
  /** In the order in which they were given up. */
  readonly failed: readonly FailedQuestion[];
  /** Questions that were not sent: the work was stopped, or nothing was to be sent. Made again when called. */
  readonly open: readonly (() => ModelRequest | Promise<ModelRequest>)[];
  /** Why it stopped, where it was not by hand. */
  readonly stopped?: EthogramError;
}

/** How a {@link modelAsker} asks. */
export interface ModelAskerOptions {
  readonly concurrency: number;
  readonly signal?: AbortSignal;
  /** Told what is being done, and how far it is. */
  readonly onProgress?: (line: string) => void;
  /** Which questions may be asked; the others are left open. Default: all. */
  readonly may?: (request: ModelRequest) => Promise<boolean>;
}

/**
 * Asks questions whose answers decide the next questions. A stage of which a question is left open has no successor: who
 * asks looks at `open` before going on.
 */
export function modelAsker(
  model: Model,
  { concurrency, signal, onProgress = () => {}, may = async () => true }: ModelAskerOptions,
): ModelAsker {
  const failed: FailedQuestion[] = [];
  const open: (() => ModelRequest | Promise<ModelRequest>)[] = [];
  let stopped: EthogramError | undefined;
  return {
    failed,
    open,
    get stopped() {
      return stopped;
    },
    async ask<I, T>(
      stage: string,
      items: readonly I[],
      request: (item: I) => ModelRequest<T> | Promise<ModelRequest<T>>,
    ) {
      const answers: (T | undefined)[] = items.map(() => undefined);
      const settled = new Set<number>();
      const worked = await workItems(
        stopped === undefined ? [...items.keys()] : [],
        async (i) => {
          const question = await request(items[i]!);
          if (!(await may(question))) return;
          try {
            answers[i] = (await model.generate(question)).value;
          } catch (error) {
            if (error instanceof EthogramError && error.code === 'model-failed') {
              failed.push({ subjects: question.subjects ?? [], error });
            } else throw error;
          }
          settled.add(i);
        },
        {
          concurrency,
          ...(signal !== undefined && { signal }),
          onProgress: ({ done, of }) => onProgress(`${stage}: ${done} of ${of}`),
        },
      );
      const [unexpected] = worked.failed;
      if (unexpected !== undefined) throw unexpected.error;
      stopped ??= worked.stopped;
      for (const [i, item] of items.entries()) if (!settled.has(i)) open.push(() => request(item));
      return answers;
    },
  };
}
