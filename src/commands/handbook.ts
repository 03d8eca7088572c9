import { shorten } from '../chart/visible-text.ts';
import { BEHAVIOR_STATUSES, type BehaviorStatus, type MinedBehavior } from '../behavior/behavior.ts';
import { EthogramError } from '../core/ethogram-error.ts';
import { textTable } from '../core/text-table.ts';
import { approveBehavior, editBehavior, pinBehavior, retireBehavior } from '../handbook/lifecycle.ts';
import type { Store } from '../store/store.ts';
import { textOption, type Command, type CommandContext, type CommandOptions, type CommandResult } from './command.ts';
import { plural } from '../core/format-number.ts';
import { behaviorText } from './mine.ts';
import { withStore } from './with-store.ts';

const ACTIONS = ['list', 'show', 'approve', 'retire', 'pin', 'edit', 'history'] as const;
type Action = (typeof ACTIONS)[number];
const INSTRUCTION_LENGTH = 90;

const EXPECTED_IDS: Readonly<Record<Action, 'none' | 'one' | 'one or more'>> = {
  list: 'none',
  show: 'one',
  approve: 'one or more',
  retire: 'one or more',
  pin: 'one or more',
  edit: 'one',
  history: 'one',
};

const DONE: Readonly<Partial<Record<Action, string>>> = {
  approve: 'approved',
  retire: 'retired',
  pin: 'pinned',
  edit: 'edited',
};

/** `ethogram handbook`: looks after the behaviors worth keeping. */
export const handbook: Command = {
  name: 'handbook',
  summary: 'list, approve, retire, pin and edit behaviors',
  description:
    'list: all of them. show ID, history ID: one. approve ID… serves from now on, pin ID… serves whatever its status, retire ID… takes out of service, edit ID changes its words (and makes it a candidate again: an approval holds for the words it was given to).',
  arguments: [
    { name: 'ACTION', description: ACTIONS.join(' | ') },
    { name: '[ID...]', description: 'ids or names of behaviors' },
  ],
  options: [
    { flags: '--status <status>', description: 'list: only candidate, shadow, active, stale or archived ones' },
    { flags: '--name <name>', description: 'edit: behavior_snake_case' },
    { flags: '--instruction <text>', description: 'edit: one imperative sentence' },
    { flags: '--when <text>', description: "edit: when it applies ('' removes it)" },
    { flags: '--when-not <text>', description: "edit: when it does not ('' removes it)" },
  ],
  example: 'ethogram handbook list',
  async run(context) {
    const [action, ...ids] = context.args;
    if (!(ACTIONS as readonly (string | undefined)[]).includes(action)) {
      throw new EthogramError('bad-argument', `handbook: found "${action}", expected one of ${ACTIONS.join(', ')}`);
    }
    const expected = EXPECTED_IDS[action as Action];
    if (expected === 'none' ? ids.length > 0 : ids.length === 0 || (expected === 'one' && ids.length > 1)) {
      const found = ids.length === 0 ? 'no id' : plural(ids.length, 'id');
      throw new EthogramError('bad-argument', `handbook ${action}: found ${found}, expected ${expected}`, {
        hint: 'ethogram handbook list',
      });
    }
    if (action === 'edit' && Object.keys(wordsOption(context.options)).length === 0) {
      throw new EthogramError(
        'bad-argument',
        'handbook edit: found nothing to change, expected --name, --instruction, --when or --when-not',
      );
    }
    return withStore(context, (store) => act(store, action as Action, [...new Set(ids)], context));
  },
};

async function act(
  store: Store,
  action: Action,
  ids: readonly string[],
  context: CommandContext,
): Promise<CommandResult> {
  if (action === 'list') return list(store, statusOption(context.options));
  const found = await Promise.all(ids.map((id) => behaviorNamed(store, id)));
  if (action === 'show') {
    const behavior = { ...found[0]!, provenance: await store.provenance(found[0]!.id) };
    const { status, pinned, version } = behavior;
    const state = `   ${status}${pinned === true ? ', pinned' : ''}, version ${version}`;
    return { json: behavior, text: `${behaviorText(behavior)}\n${state}` };
  }
  if (action === 'history') {
    const revisions = await store.history(found[0]!.id);
    const rows = revisions.map(({ behavior, action: done, at }) => ({ ...behavior, action: done, at }));
    return {
      json: rows,
      rows,
      text: rows
        .map(({ version, action: done, at, instruction }) => `${at}  v${version}  ${done}  ${instruction}`)
        .join('\n'),
    };
  }
  const changed = await Promise.all(
    found.map(async (behavior) => ({
      ...change(action, behavior, context.options),
      provenance: await store.provenance(behavior.id),
    })),
  );
  await store.putBehaviors(changed, { action: DONE[action]!, at: context.now().toISOString() });
  return {
    json: changed.length === 1 ? changed[0]! : changed,
    rows: changed,
    text: changed.map(({ id, name, status }) => `${DONE[action]} ${name} (${id}), now ${status}`).join('\n'),
  };
}

function change(action: Action, behavior: MinedBehavior, options: CommandOptions): MinedBehavior {
  switch (action) {
    case 'approve':
      return approveBehavior(behavior);
    case 'retire':
      return retireBehavior(behavior);
    case 'pin':
      return pinBehavior(behavior);
    default:
      return editBehavior(behavior, wordsOption(options));
  }
}

function wordsOption(options: CommandOptions): Parameters<typeof editBehavior>[1] {
  const [name, instruction] = [textOption(options, 'name'), textOption(options, 'instruction')];
  const [when, whenNot] = [textOption(options, 'when'), textOption(options, 'whenNot')];
  return {
    ...(name !== undefined && { name }),
    ...(instruction !== undefined && { instruction }),
    ...(when !== undefined && { when }),
    ...(whenNot !== undefined && { whenNot }),
  };
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

async function list(store: Store, status: BehaviorStatus | undefined): Promise<CommandResult> {
  const behaviors = await store.behaviors(status === undefined ? {} : { status: [status] });
  const table = textTable(
    [
      { heading: 'id' },
      { heading: 'status' },
      { heading: 'kind' },
      { heading: 'runs', align: 'right' },
      { heading: 'instruction' },
    ],
    behaviors.map(({ id, status: now, pinned, kind, support, instruction }) => [
      id,
      pinned === true ? `${now}, pinned` : now,
      kind,
      String(support.trajectories),
      shorten(instruction, INSTRUCTION_LENGTH),
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

async function behaviorNamed(store: Store, idOrName: string): Promise<MinedBehavior> {
  const behavior = (await store.behavior(idOrName)) ?? (await store.behaviors()).find(({ name }) => name === idOrName);
  if (behavior === undefined) {
    throw new EthogramError('not-found', `found no behavior "${idOrName}", expected an id or name from the handbook`, {
      hint: 'ethogram handbook list',
    });
  }
  return behavior;
}
