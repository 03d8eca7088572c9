import type { Corpus } from './corpus.ts';
import { projectName } from './run-head.ts';

/** The project that all of these runs are of, by name, if the corpus has runs of others too. */
export function ownProject({ fragments }: Corpus, runs: readonly number[]): string | undefined {
  const [project, ...more] = new Set(runs.map((run) => projectName(fragments[run]!)));
  if (project === undefined || more.length > 0) return undefined;
  return fragments.some((fragment) => projectName(fragment) !== project) ? project : undefined;
}
