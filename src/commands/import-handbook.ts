import type { Exemplar, MinedBehavior } from '../behavior/behavior.ts';
import { isHeld, withSuspicions } from '../behavior/security/is-held.ts';
import { shorten } from '../chart/visible-text.ts';
import { plural } from '../core/format-number.ts';
import { behaviorLine } from '../handbook/behavior-line.ts';
import type { BehaviorRevision } from '../handbook/behavior-store.ts';
import { importBehaviors, restoreBehaviors } from '../handbook/import-behaviors.ts';
import { listed } from '../handbook/made-behavior.ts';
import { projectName } from '../mine/digest/run-head.ts';
import { taskOf } from '../mine/reflect/proposals-of.ts';
import { partText } from '../trajectory/trajectory.ts';
import type { Store } from '../store/store.ts';
import { changedBy } from './changed-by.ts';
import type { CommandContext, CommandResult } from './command.ts';
import { openHandbookFiles, type OpenedHandbook } from './open-handbook-files.ts';
import { withStore } from './with-store.ts';

const SHOWN = 20;
const INSTRUCTION_LENGTH = 100;

/** `ethogram handbook import`: takes behaviors from files into the handbook. */
export async function importHandbook(context: CommandContext, paths: readonly string[]): Promise<CommandResult> {
  const { options } = context;
  const [asIs, dryRun] = [options['asIs'] === true, options['dryRun'] === true];
  const files = await openHandbookFiles(context, paths);
  const incoming = files.flatMap(({ behaviors, file, format }) =>
    behaviors.map((behavior) => (format === 'ethogram' && !asIs ? { ...behavior, origin: { how: 'imported' as const, from: file } } : behavior)),
  );
  const issues = files.flatMap(({ file, issues: found }) => found.map((issue) => ({ file, ...issue })));
  const change = { action: 'imported', by: changedBy(context), at: context.now().toISOString() };
  return withStore(
    context,
    async (store) => {
      const found = asIs ? undefined : await evidenceHere(store, incoming);
      const { changed, known } = await store.updateBehaviors(async (handbook) => {
        const stored = await handbook.behaviors();
        const result =
          found === undefined
            ? restoreBehaviors(await storedLines(stored, (id) => handbook.provenance(id)), incoming, {
                lineOf: behaviorLine,
                isApprovedHere: options['held'] === true ? () => true : approvedIn(await handbook.histories()),
              })
            : importBehaviors(stored, incoming, { found });
        return { changed: dryRun ? [] : result.changed, change, result };
      });
      // What words are suspected of is judged where they are written.
      const written = dryRun ? new Map<string, MinedBehavior>() : new Map((await store.behaviors()).map((one) => [one.id, one]));
      const judged = changed.map((behavior) => ({ ...(written.get(behavior.id) ?? withSuspicions(behavior)), provenance: behavior.provenance }));
      const held = judged.filter(isHeld);
      return {
        json: { imported: changed.length, known, held: held.length, dryRun, issues, behaviors: judged },
        rows: judged,
        text: importText(judged, { known, files, issues, dryRun }),
        exitCode: changed.length + known === 0 ? 1 : 0,
      };
    },
    { create: true },
  );
} // prettier-ignore

/** Tells whether a history has the approval of held words that a behavior claims. */
function approvedIn(histories: ReadonlyMap<string, readonly BehaviorRevision[]>): (behavior: MinedBehavior) => boolean {
  return ({ id, hash }) =>
    (histories.get(id) ?? []).some(({ behavior: { heldApproval } }) => heldApproval?.hash === hash);
}

async function storedLines(
  stored: readonly MinedBehavior[],
  provenanceOf: (id: string) => Promise<Exemplar[]>,
): Promise<Map<string, string>> {
  const lines = new Map<string, string>();
  for (const behavior of stored) {
    lines.set(behavior.id, behaviorLine({ ...behavior, provenance: await provenanceOf(behavior.id) }));
  }
  return lines;
}

/** What of the evidence that behaviors bring stands in runs that are here, word for word. */
async function evidenceHere(
  store: Store,
  incoming: readonly MinedBehavior[],
): Promise<(behavior: MinedBehavior) => Pick<MinedBehavior, 'support' | 'provenance'>> {
  const ids = [...new Set(incoming.flatMap(({ provenance }) => provenance.map(({ trajectoryId }) => trajectoryId)))];
  const byRun = Map.groupBy(incoming.flatMap(({ provenance }) => provenance), ({ trajectoryId }) => trajectoryId);
  const stands = new Set<Exemplar>();
  const runs = new Map<string, { readonly task: string; readonly project: string | undefined }>();
  if (ids.length > 0) {
    for await (const run of store.read({ ids })) {
      runs.set(run.id, { task: taskOf(run), project: projectName(run) });
      for (const exemplar of byRun.get(run.id) ?? []) {
        const { step, part, start, end } = exemplar.at;
        const said = run.steps[step]?.parts[part];
        if (said !== undefined && partText(said).slice(start, end) === exemplar.quote) stands.add(exemplar);
      }
    }
  }
  const { trajectories: of } = await store.info();
  return ({ provenance }) => {
    const kept = provenance.filter((exemplar) => stands.has(exemplar));
    const seen = [...new Set(kept.map(({ trajectoryId }) => trajectoryId))].map((id) => runs.get(id)!);
    const taskIds = listed(seen.map(({ task }) => task));
    const projects = listed(seen.flatMap(({ project }) => project ?? []));
    return {
      provenance: kept,
      support: {
        trajectories: seen.length,
        of,
        tasks: new Set(seen.map(({ task }) => task)).size,
        ...(taskIds !== undefined && { taskIds }),
        ...(projects !== undefined && { projects }),
      },
    };
  };
} // prettier-ignore

function importText(
  imported: readonly MinedBehavior[],
  { known, files, issues, dryRun }: { readonly known: number; readonly files: readonly OpenedHandbook[]; readonly issues: readonly { readonly file: string; readonly line?: number; readonly message: string }[]; readonly dryRun: boolean },
): string {
  const lines = imported.slice(0, SHOWN).flatMap((behavior) => [
    `${behavior.id}  ${behavior.status}${isHeld(behavior) ? ', held' : ''}  ${shorten(behavior.instruction, INSTRUCTION_LENGTH)}`,
    ...(isHeld(behavior) ? behavior.held!.map(({ reason, quote }) => `    held: ${reason} (“${shorten(quote, INSTRUCTION_LENGTH)}”)`) : []),
  ]);
  if (imported.length > SHOWN) lines.push(`and ${imported.length - SHOWN} more`);
  const held = imported.filter(isHeld).length;
  const told = issues.slice(0, SHOWN).map(({ file, line, message }) => `${file}${line === undefined ? '' : `:${line}`}: ${message}`);
  if (issues.length > SHOWN) told.push(`and ${plural(issues.length - SHOWN, 'more issue')}`);
  const counts = [
    `${plural(imported.length, 'behavior')} ${dryRun ? 'would be ' : ''}taken in from ${plural(files.length, 'file')}${held > 0 ? `, ${held} of them held` : ''}`,
    ...(known > 0 ? [`${known} known already`] : []),
    ...(issues.length > 0 ? [plural(issues.length, 'issue')] : []),
  ];
  return [...lines, ...told, `${counts.join('; ')}.`].join('\n');
} // prettier-ignore
