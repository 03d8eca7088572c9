import { overcomes } from './mends.ts';
import { plainRemark } from './plain-remark.ts';
import { quotedRemark } from './remark-pieces.ts';
import { succeeded, type TriedFailure } from './repair-case.ts';

const MIN_FAILED = 3;
const MIN_SHARE = 0.2;
const MOST = 0.6;
const FEW = 0.1;
const PLAIN_VALUE = /^(?!.*\d{5})[\p{L}\p{N} _.:/+-]{1,30}$/u;

/**
 * When a repair does not work, as far as its failed tries (at least three, and a fifth of all) show it: an argument of the agent's
 * own choosing that most of them have and hardly any that worked; else what most of them are told instead.
 */
export function whenNot(tried: readonly TriedFailure[]): string | undefined {
  const failed = tried.filter((one) => !succeeded(one));
  if (failed.length < MIN_FAILED || failed.length < MIN_SHARE * tried.length) return undefined;
  const worked = tried.filter(succeeded);
  const [telling] = [...ownArguments(failed)]
    .filter(([key, n]) => n >= MOST * failed.length && (ownArguments(worked).get(key) ?? 0) <= FEW * worked.length)
    .sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1));
  if (telling !== undefined) {
    const [field, value] = telling[0].split('\n');
    return `\`${field}\` is \`${value}\``;
  }
  const remarks = new Map<string, number>();
  for (const { failure, next } of failed) {
    if (!overcomes(failure.call, next.call)) continue;
    const remark = plainRemark(next.call).join(' ');
    if (/\p{L}{2}/u.test(remark)) remarks.set(remark, (remarks.get(remark) ?? 0) + 1);
  }
  const [said] = [...remarks].sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1));
  if (said === undefined || said[1] < MOST * failed.length) return undefined;
  return `it then fails with “${quotedRemark(said[0])}”`;
}

function ownArguments(tries: readonly TriedFailure[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { failure } of tries) {
    for (const { field, text, fromUser, fromResult } of failure.call.arguments) {
      if (text === undefined || fromUser || fromResult || !PLAIN_VALUE.test(text)) continue;
      const key = `${field}\n${text}`;
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
  }
  return counts;
}
