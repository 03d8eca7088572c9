import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { MinedBehavior } from '../behavior/behavior.ts';
import { visibleText } from '../chart/visible-text.ts';
import { EthogramError } from '../core/ethogram-error.ts';
import { plural } from '../core/format-number.ts';
import { diffHandbooks, handbookAt, type ChangedBehavior, type HandbookDiff } from '../handbook/diff-handbooks.ts';
import { openStore } from '../store/open-store.ts';
import type { CommandContext, CommandResult } from './command.ts';
import { openHandbookFiles } from './open-handbook-files.ts';
import { parseTime } from './parse-time.ts';
import { withStore } from './with-store.ts';

const IN_WORDS = /\.(?:jsonl?|md|txt)$/i;

/** `ethogram handbook diff A B`: what B has that A has not, what it lacks, and what it says otherwise. */
export async function diffStores(
  context: CommandContext,
  [a, b]: readonly [a: string, b: string],
): Promise<CommandResult> {
  const diff = diffHandbooks(await handbookOf(context, a), await handbookOf(context, b));
  const rows = [
    ...diff.added.map((behavior) => ({ what: 'added', ...brief(behavior) })),
    ...diff.removed.map((behavior) => ({ what: 'removed', ...brief(behavior) })),
    ...diff.changed.map((behavior) => ({ what: 'changed', ...behavior })),
  ];
  return {
    json: { ...diff, added: diff.added.map(brief), removed: diff.removed.map(brief) },
    rows,
    text: diffText(diff),
  };
}

/** A handbook that is named on the command line: a store, an exported file, or this store at a time. */
async function handbookOf(context: CommandContext, name: string): Promise<MinedBehavior[]> {
  if (name === 'now') return withStore(context, (store) => store.behaviors());
  const isServer = /^postgres(ql)?:\/\//.test(name);
  if (isServer || existsSync(resolve(context.cwd, name))) {
    if (!isServer && IN_WORDS.test(name)) return fromFile(context, name);
    const store = await openStore(isServer ? name : resolve(context.cwd, name), { readonly: true });
    try {
      return await store.behaviors();
    } finally {
      await store.close();
    }
  }
  if (!/^\d+[hdw]$|^\d{4}-\d\d/.test(name)) {
    throw new EthogramError('file-not-found', `${name}: found no such file, expected a store, an exported handbook, a time (2026-01-31, 30d) or now`);
  }
  const time = parseTime(name, context.now(), 'handbook diff');
  return withStore(context, async (store) => handbookAt(await store.histories(), time));
} // prettier-ignore

async function fromFile(context: CommandContext, name: string): Promise<MinedBehavior[]> {
  const files = await openHandbookFiles(context, [name]);
  const behaviors = files.flatMap((file) => file.behaviors);
  const [issue] = files.flatMap((file) => file.issues);
  if (issue === undefined) return behaviors;
  const place = issue.line === undefined ? name : `${name}:${issue.line}`;
  throw new EthogramError('bad-handbook', `${place}: ${issue.message}`);
}

function brief({ id, name, instruction, when, whenNot, kind, status, pinned }: MinedBehavior): object {
  return {
    id,
    name,
    kind,
    status,
    instruction,
    ...(pinned !== undefined && { pinned }),
    ...(when !== undefined && { when }),
    ...(whenNot !== undefined && { whenNot }),
  };
}

function diffText({ added, removed, changed, same }: HandbookDiff): string {
  const line = (sign: string, { name, id, status, instruction }: MinedBehavior): string =>
    `${sign} ${name} (${id}, ${status})\n    ${instruction}`;
  return [
    ...added.map((behavior) => line('+', behavior)),
    ...removed.map((behavior) => line('-', behavior)),
    ...changed.map(changedText),
    `${plural(added.length, 'behavior')} added, ${removed.length} removed, ${changed.length} changed, ${same} the same.`,
  ].join('\n');
}

function changedText({ id, name, fields }: ChangedBehavior): string {
  const said = (value: unknown): string => (value === null ? 'none' : typeof value === 'string' ? value : JSON.stringify(value));
  return [`~ ${name} (${id})`, ...fields.map(({ field, from, to }) => `    ${field}: ${visibleText(said(from))} → ${visibleText(said(to))}`)].join('\n');
} // prettier-ignore
