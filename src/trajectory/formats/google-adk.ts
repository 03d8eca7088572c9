import type { Json } from '../../core/json.ts';
import {
  adkEvalSetItems,
  adkQueriesItem,
  isAdkEvalSet,
  isAdkQuery,
  isAdkQueryList,
} from './google/adk-eval-set-items.ts';
import { adkSessionDraft, isAdkEvent, isAdkSession } from './google/adk-session-draft.ts';
import { eitherField } from './google/google-content.ts';
import type { DraftItem, TraceFormat } from '../trace-format.ts';

/**
 * Google's Agent Development Kit: sessions, evaluation sets (a run per case), and older evaluation files (a list of
 * queries, which is one run, or of named lists). The tool use that is expected is a label of its turn.
 */
export const googleAdk: TraceFormat = {
  name: 'google-adk',
  description: 'sessions and evaluation sets of the Google Agent Development Kit',
  independentRecords: false,
  detect({ records }) {
    if (records.some((record) => isAdkEvalSet(record) || isAdkQuery(record) || isAdkQueryList(record))) return 0.95;
    const session = records.find(isAdkSession);
    if (session === undefined) return 0;
    const events = session['events'] as readonly Json[];
    return events.some((event) => isAdkEvent(event) && eitherField(event, 'invocation_id') !== undefined) ? 0.95 : 0.7;
  },
  open() {
    const queries: Json[] = [];
    let firstLine = 1;
    return {
      *read({ value, line }): Iterable<DraftItem> {
        if (isAdkEvalSet(value)) yield* adkEvalSetItems(value, line);
        else if (isAdkSession(value)) yield { draft: { ...adkSessionDraft(value), line } };
        else if (isAdkQueryList(value)) yield adkQueriesItem(value['data'] as readonly Json[], value, line);
        else if (isAdkQuery(value)) {
          if (queries.length === 0) firstLine = line;
          queries.push(value);
        } else {
          const message = 'found neither session nor evaluation, expected events, eval_cases or queries';
          yield { issue: { line, code: 'bad-record', message } };
        }
      },
      *end(): Iterable<DraftItem> {
        if (queries.length > 0) yield adkQueriesItem(queries, {}, firstLine);
      },
    };
  },
};
