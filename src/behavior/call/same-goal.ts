import type { CallRecord } from './call-record.ts';

const KIND_OF_CHECK = /\b(test|lint|type-?check|build|format|compile)/;

/**
 * Whether one call is after what the other is after, so that the success of the second makes good a failure of the first:
 * the same tool; tools whose names begin with the same two words (`find_user_by_email`, `find_user_by_name`); in a shell the
 * same program and sub-command, another version of it (`python`, `python3`), or another way to run the same kind of check
 * (`npm test`, `pnpm run test:unit`).
 */
export function sameGoal(a: CallRecord, b: CallRecord): boolean {
  if (a.symbol === b.symbol) return true;
  const [programA, programB] = [programIn(a.symbol), programIn(b.symbol)];
  if (programA !== undefined && programB !== undefined) {
    if (unversioned(programA) === unversioned(programB)) return true;
    const check = KIND_OF_CHECK.exec(programA)?.[1];
    return check !== undefined && check === KIND_OF_CHECK.exec(programB)?.[1];
  }
  const [wordsA, wordsB] = [words(a.name), words(b.name)];
  return wordsA.length > 2 && wordsB.length > 2 && wordsA[0] === wordsB[0] && wordsA[1] === wordsB[1];
}

function programIn(symbol: string): string | undefined {
  return /\((.+)\)$/.exec(symbol)?.[1];
}

function unversioned(program: string): string {
  return program.replace(/^([a-z]+)[\d.]+\b/, '$1');
}

function words(name: string): string[] {
  return name
    .replace(/([a-z])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .split(/[^a-z0-9]+/);
}
