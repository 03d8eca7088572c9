import type { Json } from '../../src/core/json.ts';
import type { Random } from '../../src/core/random.ts';
import type { CallMove, Mark, Move } from './plan-moves.ts';
import type { PlantedNames } from './planted-names.ts';

/** Of two calls in a row that belong to nothing, how often they are made in one message. */
const PARALLEL_RATE = 0.15;

/**
 * Writes a run as OpenAI chat messages and tells every occurrence which messages it is. The agent reports before the user
 * speaks, and closes in the end.
 */
export function writeRun(
  moves: readonly Move[],
  {
    system,
    request,
    report,
    closing,
    names,
    random,
  }: { system: string; request: string; report: () => string; closing: string; names: PlantedNames; random: Random },
): Json[] {
  const messages: Json[] = [
    { role: 'system', content: system },
    { role: 'user', content: request },
  ];
  let calls = 0;
  let agentSpoke = false;
  const mark = (marks: readonly Mark[]): void => {
    for (const { occurrence, as } of marks) {
      if (!occurrence[as].includes(messages.length)) occurrence[as].push(messages.length);
    }
  };
  for (let i = 0; i < moves.length; i++) {
    const move = moves[i]!;
    if (move.do === 'call') {
      const group: CallMove[] = [move];
      for (let next = moves[i + 1]; next?.do === 'call' && !isMarked(move) && !isMarked(next); next = moves[i + 1]) {
        if (!random.chance(PARALLEL_RATE)) break;
        group.push(next);
        i++;
      }
      for (const { marks, thoughts } of group) {
        mark(marks);
        for (const thought of thoughts) mark(thought.marks);
      }
      const ids = group.map(() => `call_${calls++}`);
      messages.push(callMessage(group, ids, names));
      for (const [k, { answer, flagged }] of group.entries())
        messages.push({
          role: 'tool',
          tool_call_id: ids[k]!,
          content: answer,
          ...(flagged === true && { is_error: true }),
        });
      agentSpoke = false;
      continue;
    }
    if (move.do === 'hear' && !agentSpoke) messages.push({ role: 'assistant', content: report() });
    mark(move.marks);
    messages.push({ role: move.do === 'hear' ? 'user' : 'assistant', content: move.text });
    agentSpoke = move.do === 'say';
  }
  messages.push({ role: 'assistant', content: closing });
  return messages;
}

function isMarked({ marks, thoughts }: CallMove): boolean {
  return marks.length > 0 || thoughts.some((thought) => thought.marks.length > 0);
}

function callMessage(group: readonly CallMove[], ids: readonly string[], names: PlantedNames): Json {
  const said = (where: 'reasoning' | 'text'): string =>
    group
      .flatMap(({ thoughts }) => thoughts)
      .filter((thought) => thought.where === where)
      .map(({ text }) => text)
      .join(' ');
  const reasoning = said('reasoning');
  return {
    role: 'assistant',
    content: said('text') || null,
    ...(reasoning !== '' && { reasoning_content: reasoning }),
    tool_calls: group.map(({ tool, args }, k) => ({
      id: ids[k]!,
      type: 'function',
      function: { name: names.tool(tool), arguments: JSON.stringify(args) },
    })),
  };
}
