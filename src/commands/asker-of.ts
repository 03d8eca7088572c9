import type { Json, JsonObject } from '../core/json.ts';
import type { ModelRequest } from '../core/model.ts';
import { modelAsker, type ModelAsker } from '../core/model-asker.ts';
import type { OpenModel } from '../model/open-model.ts';
import type { CommandContext } from './command.ts';
import { tallyText } from './model-of.ts';
import { stoppedLines } from './stopped-lines.ts';

/** Asks for a command, with a line of progress. Under `--dry-run` only what was answered before is answered, and the rest is left open. */
export function askerOf({ options, untilInterrupted, progress }: CommandContext, model: OpenModel): ModelAsker {
  return modelAsker(model, {
    concurrency: model.concurrency,
    signal: untilInterrupted(),
    onProgress: (line) => progress(`${line}, ${tallyText(model)}`),
    ...(options['dryRun'] === true && { may: (request) => model.isStored(request) }),
  });
}

/** The questions that were left open, made one by one. */
export async function* openRequests({ open }: ModelAsker): AsyncGenerator<ModelRequest> {
  for (const request of open) yield await request();
}

/** What a command's `--json` says of its questions. */
export function askedJson({ failed, open, stopped }: ModelAsker, { tally: { costUsd } }: OpenModel): JsonObject {
  return {
    failed: failed.map(({ subjects, error: { code, message } }): Json => ({ trajectories: [...subjects], code, message })),
    left: open.length,
    ...(stopped !== undefined && { stopped: { code: stopped.code, message: stopped.message } }),
    ...(costUsd !== undefined && { costUsd }),
  };
} // prettier-ignore

/** {@link askedJson} in lines. */
export function askedLines({ failed, open, stopped }: ModelAsker, model: OpenModel): string[] {
  return [
    ...failed.map(({ subjects, error }) => `failed: ${subjects.join(', ')}: ${error.message}`),
    ...stoppedLines({ left: open.length, stopped }, 'question'),
    tallyText(model),
  ];
}
