import { shorten } from '../chart/visible-text.ts';
import { BEHAVIOR_STATUSES, type BehaviorStatus, type MinedBehavior } from '../behavior/behavior.ts';
import { isHeld } from '../behavior/security/is-held.ts';
import { EthogramError } from '../core/ethogram-error.ts';
import { plural } from '../core/format-number.ts';
import { textTable } from '../core/text-table.ts';
import { ACTIVE_CAP } from '../handbook/active-cap.ts';
import type { BehaviorReader } from '../handbook/behavior-store.ts';
import { behaviorNamed } from './behavior-named.ts';
import { behaviorState } from './behavior-state.ts';
import { HANDBOOK_CHANGES, type HandbookChange } from './handbook-changes.ts';
import { textOption, type Command, type CommandContext, type CommandOptions, type CommandResult } from './command.ts';
import { behaviorText } from './behavior-text.ts';
import { withStore } from './with-store.ts';

type Count = 'none' | 'one' | 'one or more' | 'two' | 'two or more' | 'at most one';
type Action = HandbookChange | 'list' | 'show' | 'history' | 'diff' | 'export' | 'import';

const EXPECTED: Readonly<Record<Action, readonly [count: Count, of: string]>> = {
  list: ['none', 'id'],
  show: ['one', 'id'],
  approve: ['one or more', 'id'],
  try: ['one or more', 'id'],
  retire: ['one or more', 'id'],
  pin: ['one or more', 'id'],
  unpin: ['one or more', 'id'],
  edit: ['one', 'id'],
  merge: ['two or more', 'id'],
  split: ['one', 'id'],
  derive: ['one', 'id'],
  age: ['none', 'id'],
  history: ['one', 'id'],
  undo: ['at most one', 'id'],
  diff: ['two', 'handbook'],
  export: ['none', 'id'],
  import: ['one or more', 'file'],
};
const ACTIONS = Object.keys(EXPECTED) as Action[];
const FITS: Readonly<Record<Count, (count: number) => boolean>> = {
  none: (count) => count === 0,
  one: (count) => count === 1,
  'one or more': (count) => count > 0,
  two: (count) => count === 2,
  'two or more': (count) => count > 1,
  'at most one': (count) => count < 2,
};
const INSTRUCTION_LENGTH = 90;

/** `ethogram handbook`: looks after the behaviors worth keeping. */
export const handbook: Command = {
  name: 'handbook',
  summary: 'list, approve, retire, pin, edit, merge, split behaviors',
  description:
    'list: all of them. show ID, history ID: one. approve ID… serves from now on, pin ID… serves whatever its status (unpin ID… no longer), try ID… keeps and counts it without serving, retire ID… takes it out of service. ' +
    'edit ID changes its words and makes it a candidate again: an approval holds for the words it was given to. Words that could make an agent do harm are held: approve and pin want --held then, and say why. ' +
    'merge ID ID… makes one of several (words of the first, or --instruction …), split ID makes several of one (--by project, tool or task, or --exemplars), derive ID --instruction … makes another. ' +
    'age: what was not seen for long although runs went on goes stale. undo [ID] takes back the last change, of ID or made by hand; with --to N a behavior is again as its history lists it under N. ' +
    'diff A B compares two handbooks: stores, exported files, or times of this one (2026-01-31, 30d, now). export writes the handbook as JSONL. ' +
    'import FILE… takes behaviors in as candidates, judged like any words: an export of another handbook, ACE playbooks, Agent Skills folders, AGENTS.md, skills.json of Voyager.',
  arguments: [
    { name: 'ACTION', description: ACTIONS.join(' | ') },
    {
      name: '[ID...]',
      description:
        'ids or names of behaviors, as ID@VERSION only in that version; for import files, for diff two handbooks',
    },
  ],
  options: [
    { flags: '--status <status>', description: 'list, export: only candidate, shadow, active, stale or archived ones' },
    { flags: '--name <name>', description: 'edit, merge, derive: behavior_snake_case' },
    { flags: '--instruction <text>', description: 'edit, merge, derive: one imperative sentence' },
    { flags: '--when <text>', description: "edit, merge, derive: when it applies ('' removes it)" },
    { flags: '--when-not <text>', description: "edit, merge, derive: when it does not ('' removes it)" },
    {
      flags: '--held',
      description:
        'approve, pin: words that are held, too, for the reasons that are told without this; import --as-is: believe the approvals of held words in the file',
    },
    {
      flags: '--cap <n>',
      description: 'approve: so many may be active in one place, a project and a tool',
      default: ACTIVE_CAP,
    },
    { flags: '--over', description: 'approve: beyond that, put the weakest of the place on trial instead' },
    { flags: '--by <what>', description: 'split: project, tool or task' },
    {
      flags: '--who <name>',
      description: 'who makes the change, for the history (env ETHOGRAM_USER; default the user)',
    },
    { flags: '--exemplars <numbers>', description: 'split: take this evidence apart, as show numbers it: 1,3-5' },
    { flags: '--unseen <days>', description: 'age: not seen for so many days before the newest run', default: 90 },
    { flags: '--runs <n>', description: 'age: and in none of at least so many runs since', default: 20 },
    { flags: '--dry-run', description: 'age, import, undo: say what would change, and change nothing' },
    { flags: '--to <n>', description: 'undo: the state that history lists under n' },
    { flags: '--out <file>', description: 'export: write there instead of stdout' },
    { flags: '--without-evidence', description: 'export: leave the quotes out' },
    {
      flags: '--as-is',
      description: 'import: an export of your own, with its statuses, approvals and evidence, over what is there',
    },
  ],
  example: 'ethogram handbook list',
  async run(context) {
    const [action, ...ids] = context.args;
    if (!isAction(action)) {
      throw new EthogramError('bad-argument', `handbook: found "${action}", expected one of ${ACTIONS.join(', ')}`);
    }
    const [count, of] = EXPECTED[action];
    if (!FITS[count](ids.length)) {
      const found = ids.length === 0 ? `no ${of}` : plural(ids.length, of);
      throw new EthogramError('bad-argument', `handbook ${action}: found ${found}, expected ${count}`, {
        hint: 'ethogram handbook list',
      });
    }
    if (action === 'import') return (await import('./import-handbook.ts')).importHandbook(context, ids);
    if (action === 'diff') return (await import('./diff-stores.ts')).diffStores(context, [ids[0]!, ids[1]!]);
    if (action === 'export') {
      return (await import('./export-behaviors.ts')).exportBehaviors(context, statusOption(context.options));
    }
    if (isChange(action)) {
      return (await import('./change-handbook.ts')).changeHandbook(context, action, [...new Set(ids)]);
    }
    return withStore(context, (store) => look(store, action, ids, context));
  },
};

function isAction(action: string | undefined): action is Action {
  return (ACTIONS as readonly (string | undefined)[]).includes(action);
}

function isChange(action: Action): action is HandbookChange {
  return (HANDBOOK_CHANGES as readonly string[]).includes(action);
}

async function look(
  store: BehaviorReader,
  action: 'list' | 'show' | 'history',
  ids: readonly string[],
  { options }: CommandContext,
): Promise<CommandResult> {
  if (action === 'list') return list(store, statusOption(options));
  const found = await behaviorNamed(store, ids[0]!);
  if (action === 'show') {
    const behavior = { ...found, provenance: await store.provenance(found.id) };
    return { json: behavior, text: [behaviorText(behavior), ...behaviorState(behavior)].join('\n   ') };
  }
  const revisions = await store.history(found.id);
  const rows = revisions.map(({ behavior, action: done, at, by }, i) => ({
    ...behavior,
    number: i + 1,
    action: done,
    at,
    ...(by !== undefined && { by }),
  }));
  const text = textTable(
    [
      { heading: 'n', align: 'right' },
      { heading: 'at' },
      { heading: 'what' },
      { heading: 'by' },
      { heading: 'version', align: 'right' },
      { heading: 'status' },
      { heading: 'instruction' },
    ],
    rows.map(({ number, at, action: done, by, version, status, pinned, instruction }) => [
      String(number), at, done, by ?? '', String(version), pinned === true ? `${status}, pinned` : status, shorten(instruction, INSTRUCTION_LENGTH),
    ]),
  ); // prettier-ignore
  return { json: rows, rows, text };
}

function statusOption(options: CommandOptions): BehaviorStatus | undefined {
  const status = textOption(options, 'status');
  if (status !== undefined && !(BEHAVIOR_STATUSES as readonly string[]).includes(status)) {
    throw new EthogramError(
      'bad-argument',
      `--status: found "${status}", expected one of ${BEHAVIOR_STATUSES.join(', ')}`,
    );
  }
  return status as BehaviorStatus | undefined;
}

async function list(store: BehaviorReader, status: BehaviorStatus | undefined): Promise<CommandResult> {
  const behaviors = await store.behaviors(status === undefined ? {} : { status: [status] });
  const table = textTable(
    [
      { heading: 'id' },
      { heading: 'status' },
      { heading: 'kind' },
      { heading: 'runs', align: 'right' },
      { heading: 'instruction' },
    ],
    behaviors.map((behavior) => [
      behavior.id,
      standing(behavior),
      behavior.kind,
      String(behavior.support.trajectories),
      shorten(behavior.instruction, INSTRUCTION_LENGTH),
    ]),
  );
  return {
    json: behaviors,
    rows: behaviors,
    text:
      behaviors.length > 0
        ? table
        : status === undefined
          ? 'The handbook is empty. ethogram mine finds candidates.'
          : `No behavior is ${status}.`,
  };
}

function standing(behavior: MinedBehavior): string {
  return [behavior.status, ...(behavior.pinned === true ? ['pinned'] : []), ...(isHeld(behavior) ? ['held'] : [])].join(
    ', ',
  );
}
