import type { Store } from '../../store/store.ts';
import type { HandbookSource } from '../handbook-source.ts';
import type { Recorder } from '../record/recorder.ts';
import type { HandbookTools } from './handbook-tools.ts';

/** The tools of an MCP server on a store: it searches what is served, and outcomes go the way of those that come over HTTP. */
export function storeTools(
  store: Store,
  {
    handbook,
    recorder,
    now,
  }: {
    readonly handbook: Pick<HandbookSource, 'current'>;
    readonly recorder: Pick<Recorder, 'outcome'>;
    readonly now: () => Date;
  },
): HandbookTools {
  return {
    behaviors: store,
    retrieve: async (query, options) => handbook.current().retrieve(query, options),
    run: async (id) => store.get(id),
    report: async (target, records) => recorder.outcome({ target, records }),
    now,
  };
}
