import type { Mind, MindAnswer, MindRequest } from '../mind.ts';

/** A line of a script: a text, a whole answer, or what to make of the request. */
export type ScriptLine = string | MindAnswer | ((request: MindRequest) => MindAnswer);

/** Gives the answers of a list, one after the other, whatever is asked. After the last one every request gets status 400. */
export function scriptedMind(lines: readonly ScriptLine[]): Mind {
  let next = 0;
  return (request) => {
    const line = lines[next++] ?? { fault: { kind: 'status', status: 400 } };
    if (typeof line === 'string') return { text: line };
    return typeof line === 'function' ? line(request) : line;
  };
}
