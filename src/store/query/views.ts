import { CODE_VIEWS } from './code-views.ts';
import { HANDBOOK_VIEWS } from './handbook-views.ts';
import { RUN_VIEWS } from './run-views.ts';
import { STEP_VIEWS } from './step-views.ts';
import type { View, ViewSources } from './view.ts';

type AnyView = { [Source in keyof ViewSources]: View<Source> }[keyof ViewSources];

/** Every view, in the order in which they are explained; `docs/analyses/sql.md` describes each (a test compares the two). */
export const VIEWS: readonly AnyView[] = [...RUN_VIEWS, ...STEP_VIEWS, ...CODE_VIEWS, ...HANDBOOK_VIEWS];

/** The view of a name, in whatever case. */
export function viewNamed(name: string): AnyView | undefined {
  const wanted = name.toLowerCase();
  return VIEWS.find((view) => view.name === wanted);
}
