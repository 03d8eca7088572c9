import type { MinedBehavior } from '../behavior/behavior.ts';
import { EthogramError } from '../core/ethogram-error.ts';
import { plural } from '../core/format-number.ts';
import { ageBehaviors, type DatedRun } from '../handbook/age-behaviors.ts';
import { fullPlaces, leavingPlaces, type FullPlace } from '../handbook/active-cap.ts';
import type { BehaviorReader } from '../handbook/behavior-store.ts';
import { deriveBehavior } from '../handbook/derive-behavior.ts';
import {
  approveBehavior,
  editBehavior,
  moveBehavior,
  pinBehavior,
  retireBehavior,
  unpinBehavior,
  type BehaviorEdit,
  type Decided,
} from '../handbook/lifecycle.ts';
import { mergeIntoOne } from '../handbook/merge-into-one.ts';
import { splitBehavior } from '../handbook/split-behavior.ts';
import { restoreRevision, undoChange } from '../handbook/undo-change.ts';
import type { Store } from '../store/store.ts';
import { behaviorNamed } from './behavior-named.ts';
import { textOption, type CommandContext, type CommandOptions, type CommandResult } from './command.ts';
import { changedBy } from './changed-by.ts';
import type { HandbookChange } from './handbook-changes.ts';
import { numberOption } from './number-option.ts';
import { readSplit, splitRuns } from './split-runs.ts';
import { withStore } from './with-store.ts';

const DONE: Readonly<Record<HandbookChange, string>> = {
  approve: 'approved',
  try: 'put on trial',
  retire: 'retired',
  pin: 'pinned',
  unpin: 'unpinned',
  edit: 'edited',
  merge: 'merged',
  split: 'split',
  derive: 'derived',
  age: 'aged',
  undo: 'undone',
};

const SHOWN_WEAKEST = 5;

/**
 * Changes a handbook as asked, in one transaction with reading what is changed: of two processes that change it at once, neither
 * undoes what the other did.
 */
export async function changeHandbook(
  context: CommandContext,
  action: HandbookChange,
  ids: readonly string[],
): Promise<CommandResult> {
  const words = wordsOption(context.options);
  if ((action === 'edit' || action === 'derive') && Object.keys(words).length === 0) {
    throw new EthogramError(
      'bad-argument',
      `handbook ${action}: found nothing to change, expected --name, --instruction, --when or --when-not`,
    );
  }
  const decided: Decided = { by: changedBy(context), at: context.now().toISOString() };
  const change = { action: DONE[action], ...decided };
  return withStore(context, async (store) => {
    const work = await preparedWork(store, action, ids, { context, words, decided });
    const dryRun = context.options['dryRun'] === true && (action === 'age' || action === 'undo');
    const before = new Map((await store.behaviors()).map((behavior) => [behavior.id, behavior]));
    const changed = await store.updateBehaviors(async (handbook) => {
      const result = await work(handbook);
      return { changed: dryRun ? [] : result, change, result };
    });
    return resultOf(changed, before, { action, dryRun });
  });
}

type Work = (handbook: BehaviorReader) => Promise<MinedBehavior[]>;

/** What needs runs reads them first: while the handbook is being changed nothing else can be read. */
async function preparedWork(
  store: Store,
  action: HandbookChange,
  ids: readonly string[],
  { context: { options }, words, decided }: { readonly context: CommandContext; readonly words: BehaviorEdit; readonly decided: Decided },
): Promise<Work> {
  const all = async (handbook: BehaviorReader): Promise<MinedBehavior[]> =>
    Promise.all(ids.map(async (id) => whole(handbook, await behaviorNamed(handbook, id))));
  const each = (one: (behavior: MinedBehavior) => MinedBehavior): Work => async (handbook) => (await all(handbook)).map(one);
  const held = options['held'] === true;
  switch (action) {
    case 'approve':
      return async (handbook) => {
        const approved = (await all(handbook)).map((behavior) => approveBehavior(behavior, { held, ...decided }));
        return [...approved, ...(await madeRoom(handbook, approved, options))];
      };
    case 'try':
      return each((behavior) => moveBehavior(behavior, 'try'));
    case 'retire':
      return each(retireBehavior);
    case 'pin':
      return each((behavior) => pinBehavior(behavior, { held, ...decided }));
    case 'unpin':
      return each(unpinBehavior);
    case 'edit':
      return each((behavior) => editBehavior(behavior, words));
    case 'merge':
      return async (handbook) => mergeIntoOne(await all(handbook), words);
    case 'derive':
      return each((behavior) => deriveBehavior(behavior, words));
    case 'split': {
      const asked = readSplit(options);
      const runs = await splitRuns(store, (await all(store))[0]!);
      return async (handbook) => {
        const [behavior] = await all(handbook);
        return splitBehavior(behavior!, asked(behavior!, runs), runs);
      };
    }
    case 'age':
      return agedWork(store, options);
    case 'undo':
      return undoWork(ids, options);
  }
} // prettier-ignore

async function whole(handbook: BehaviorReader, behavior: MinedBehavior): Promise<MinedBehavior> {
  return { ...behavior, provenance: await handbook.provenance(behavior.id) };
}

async function agedWork(store: Store, options: CommandOptions): Promise<Work> {
  const days = numberOption(options, 'unseen', { low: 1 })!;
  const runs = numberOption(options, 'runs', { low: 1, whole: true })!;
  const heads: DatedRun[] = [];
  for await (const { startedAt, project } of store.list()) {
    heads.push({ ...(startedAt !== undefined && { startedAt }), ...(project !== undefined && { project }) });
  }
  const servedAt = new Map<string, string>();
  for await (const { at, candidates } of store.receipts()) {
    for (const { behavior, served } of candidates) if (served) servedAt.set(behavior.replace(/@\d+$/, ''), at);
  }
  return async (handbook) => ageBehaviors(await handbook.behaviors(), heads, { days, runs, servedAt }).map(({ behavior }) => behavior);
} // prettier-ignore

function undoWork([idOrName]: readonly string[], options: CommandOptions): Work {
  const to = numberOption(options, 'to', { low: 1, whole: true });
  return async (handbook) => {
    const id = idOrName === undefined ? undefined : (await behaviorNamed(handbook, idOrName)).id;
    if (to === undefined) return [...undoChange(await handbook.histories(), id).changed];
    if (id === undefined) throw new EthogramError('bad-argument', 'handbook undo --to: found no id, expected one');
    return [restoreRevision(await handbook.history(id), to)];
  };
}

/** The behaviors that leave so that no place is too full. */
async function madeRoom(
  handbook: BehaviorReader,
  approved: readonly MinedBehavior[],
  options: CommandOptions,
): Promise<MinedBehavior[]> {
  const cap = numberOption(options, 'cap', { low: 1, whole: true })!;
  const full = fullPlaces(await handbook.behaviors({ status: ['active'] }), approved, { cap });
  const [first] = full;
  if (first === undefined) return [];
  const stuck = full.find(({ toLeave, leaving }) => leaving.length < toLeave);
  if (options['over'] === true && stuck === undefined) return leavingPlaces(full);
  throw new EthogramError('handbook-full', fullText(stuck ?? first, cap), {
    hint: stuck === undefined ? '--over puts the weakest on trial instead; --cap N allows more' : 'ethogram handbook try ID puts one on trial; --cap N allows more',
  });
} // prettier-ignore

function fullText({ place, active, toLeave, leaving }: FullPlace, cap: number): string {
  const named = leaving.slice(0, SHOWN_WEAKEST).map(({ name, id }) => `${name} (${id})`);
  const weakest = [...named, ...(leaving.length > SHOWN_WEAKEST ? [`${leaving.length - SHOWN_WEAKEST} more`] : [])].join(', ');
  const next = leaving.length === toLeave ? `the weakest: ${weakest}` : 'too few of them were looked for in 20 runs to tell which is weak';
  return `${place}: found ${active} behaviors that would be active there, expected at most ${cap}; ${next}`;
} // prettier-ignore

function resultOf(
  changed: readonly MinedBehavior[],
  before: ReadonlyMap<string, MinedBehavior>,
  { action, dryRun }: { readonly action: HandbookChange; readonly dryRun: boolean },
): CommandResult {
  const lines = changed.map((behavior) => {
    const { id, name, status, instruction } = behavior;
    const known = before.get(id);
    const what = known === undefined ? 'new' : doneTo(action, { known, behavior });
    return `${dryRun ? 'would be ' : ''}${what} ${name} (${id}), now ${status}${known === undefined ? `: ${instruction}` : ''}`;
  });
  if (lines.length === 0) lines.push(action === 'age' ? 'Nothing has been unseen for that long.' : 'Nothing changed.');
  if (dryRun && changed.length > 0)
    lines.push(`Nothing was changed; without --dry-run ${plural(changed.length, 'behavior')} would be.`);
  return { json: changed.length === 1 ? changed[0]! : changed, rows: changed, text: lines.join('\n') };
}

/** What became of a behavior that was there: those that give way to others are told apart. */
function doneTo(action: HandbookChange, { known, behavior }: { readonly known: MinedBehavior; readonly behavior: MinedBehavior }): string {
  if (action === 'approve' && behavior.status === 'shadow') return DONE.try;
  if ((action === 'merge' || action === 'split') && behavior.status === 'archived' && known.status !== 'archived') return DONE.retire;
  return DONE[action];
} // prettier-ignore

function wordsOption(options: CommandOptions): BehaviorEdit {
  const [name, instruction] = [textOption(options, 'name'), textOption(options, 'instruction')];
  const [when, whenNot] = [textOption(options, 'when'), textOption(options, 'whenNot')];
  return {
    ...(name !== undefined && { name }),
    ...(instruction !== undefined && { instruction }),
    ...(when !== undefined && { when }),
    ...(whenNot !== undefined && { whenNot }),
  };
}
