import type { SecretKind } from './redact/find-secrets.ts';
import { finishTrajectory, refinishTrajectory, runTrajectoryId, type FinishedTrajectory } from './finish-trajectory.ts';
import { TOLD_ISSUES } from './source/told-issues.ts';
import type { DraftItem } from './trace-format.ts';
import type { ImportItem, Source } from './trajectory.ts';

/** Turns what a reader yields into import items, and holds them until they are taken. */
export interface ItemFinisher {
  add(items: readonly DraftItem[]): void;
  /** Called after the last item: says how many issues were not told. */
  end(): void;
  take(): { readonly items: readonly ImportItem[]; readonly redactions: Readonly<Partial<Record<SecretKind, number>>> };
}

/** An {@link ItemFinisher} for the items of one file. A draft that cannot be finished becomes a `bad-record` issue. */
export function itemFinisher(source: Source, options: { readonly redact: boolean }): ItemFinisher {
  let items: ImportItem[] = [];
  let told = 0;
  let untold = 0;
  let redactions: Partial<Record<SecretKind, number>> = {};

  function take({ trajectory, redactions: counts }: FinishedTrajectory): void {
    for (const [kind, count] of Object.entries(counts) as [SecretKind, number][]) {
      redactions[kind] = (redactions[kind] ?? 0) + count;
    }
    items.push({ trajectory });
  }

  function addItem(item: DraftItem): void {
    if ('draft' in item) {
      const finished = finishTrajectory(item.draft, source, options);
      take(finished);
      for (const label of item.labels ?? []) {
        items.push({
          label: { trajectoryId: finished.trajectory.id, ...label, value: finished.finishValue(label.value) },
        });
      }
    } else if ('stored' in item) take(refinishTrajectory(item.stored, options));
    else if ('label' in item) items.push(item);
    else if ('link' in item) {
      const { parentRunId, childRunId, callId } = item.link;
      const parentId = runTrajectoryId(source.format, parentRunId);
      items.push({ link: { parentId, callId, childId: runTrajectoryId(source.format, childRunId) } });
    } else if (item.issue.code !== 'bad-record' || told++ < TOLD_ISSUES)
      items.push({ issue: { file: source.uri, ...item.issue } });
    else untold++;
  }

  return {
    add(drafts) {
      for (const item of drafts) {
        try {
          addItem(item);
        } catch (error) {
          const message = `could not be finished: ${error instanceof Error ? error.message : String(error)}`;
          const line = 'draft' in item ? item.draft.line : undefined;
          items.push({ issue: { file: source.uri, ...(line !== undefined && { line }), code: 'bad-record', message } });
        }
      }
    },
    end() {
      if (untold === 0) return;
      const message = `${untold} more records that could not be read`;
      items.push({ issue: { file: source.uri, code: 'bad-record', message } });
    },
    take() {
      const taken = { items, redactions };
      items = [];
      redactions = {};
      return taken;
    },
  };
}
