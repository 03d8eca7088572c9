import { existsSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { BehaviorSequence } from '../analysis/sequence/behavior-sequence.ts';
import { EthogramError } from '../core/ethogram-error.ts';
import type { CommandContext } from './command.ts';
import { parseTime } from './parse-time.ts';
import { storeLocation } from './with-store.ts';

/** What runs can be chosen by. */
export const COHORT_KEYS = ['model', 'version', 'project', 'format', 'task', 'tag', 'outcome', 'since', 'before', 'store'] as const; // prettier-ignore
type CohortKey = (typeof COHORT_KEYS)[number];

/** Runs that are compared with others: those of a store that fit. */
export interface AskedCohort {
  /** As it was written. */
  readonly words: string;
  readonly store: string;
  readonly holds: (run: BehaviorSequence) => boolean;
}

/**
 * A cohort as it is written: `model=gpt-4.1,outcome=failure`, where `*` stands for anything and what is repeated is either; a path or address of
 * a store; `all`.
 *
 * @throws EthogramError `bad-argument`
 */
export function cohortAsked(words: string, context: CommandContext): AskedCohort {
  const own = storeLocation(context);
  if (words === 'all') return { words, store: own, holds: () => true };
  if (!new RegExp(`^(${COHORT_KEYS.join('|')})=`).test(words)) {
    const store = storeAt(words, context.cwd);
    if (store !== undefined) return { words, store, holds: () => true };
    throw new EthogramError('bad-argument', `compare: found "${words}", expected KEY=VALUE,… with keys ${COHORT_KEYS.join(', ')}, a store, or all`, {
      hint: 'ethogram compare model=gpt-4.1 "model=gpt-4.1-mini*"',
    });
  } // prettier-ignore
  // A comma is part of a value unless a key follows.
  const pieces = words.split(new RegExp(`,(?=(?:${COHORT_KEYS.join('|')})=)`));
  const asked = Map.groupBy(
    pieces.map((piece): { key: CohortKey; value: string } => {
      const at = piece.indexOf('=');
      return { key: piece.slice(0, at) as CohortKey, value: piece.slice(at + 1) };
    }),
    ({ key }) => key,
  );
  const tests = [...asked].flatMap(([key, list]) => {
    if (key === 'store') return [];
    const each = list.map(({ value }) => testOf(key, value, context));
    return [(run: BehaviorSequence): boolean => each.some((holds) => holds(run))];
  });
  const path = asked.get('store')?.at(-1)?.value;
  const store = path === undefined ? own : storeAt(path, context.cwd);
  if (store === undefined) throw new EthogramError('bad-argument', `compare: store=${path}: found no store there`);
  return { words, store, holds: (run) => tests.every((test) => test(run)) };
}

function testOf(key: CohortKey, value: string, { now }: CommandContext): (run: BehaviorSequence) => boolean {
  if (value === '') throw new EthogramError('bad-argument', `compare: ${key}=: found nothing, expected a value`);
  const fits = pattern(value);
  switch (key) {
    case 'outcome':
      if (value !== 'success' && value !== 'failure') {
        throw new EthogramError('bad-argument', `compare: outcome: found "${value}", expected success or failure`);
      }
      return ({ success }) => success === (value === 'success');
    case 'since':
    case 'before': {
      const time = Date.parse(parseTime(value, now(), key));
      return ({ startedAt }) => startedAt !== undefined && Date.parse(startedAt) >= time === (key === 'since');
    }
    case 'task':
      return (run) => fits(taskOf(run));
    case 'tag':
      return ({ tags }) => tags.some(fits);
    case 'store':
      return () => true;
    default:
      return (run) => run[key] !== undefined && fits(run[key]);
  }
}

/** The task of a run as its source names it; the run's id where none is named. */
export function taskOf({ id, task }: Pick<BehaviorSequence, 'id' | 'task'>): string {
  return task === id ? id : (JSON.parse(task) as string[])[2]!;
}

function pattern(value: string): (text: string) => boolean {
  if (!value.includes('*')) return (text) => text === value;
  const pieces = value.split('*').map((piece) => RegExp.escape(piece));
  const whole = new RegExp(`^${pieces.join('.*')}$`, 's');
  return (text) => whole.test(text);
}

function storeAt(words: string, cwd: string): string | undefined {
  if (/^postgres(ql)?:\/\//.test(words)) return words;
  const path = resolve(cwd, words);
  if (!existsSync(path)) return undefined;
  if (!statSync(path).isDirectory()) return path;
  return [join(path, '.ethogram/ethogram.db'), join(path, 'ethogram.db')].find((file) => existsSync(file));
}
