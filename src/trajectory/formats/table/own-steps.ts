import { jsonText, type BareStep } from '../../chat/number-steps.ts';
import type { Actor, Part } from '../../trajectory.ts';
import { actorOf } from './actor-of.ts';
import { errorFlagOf, wordOf } from './flag-of.ts';
import type { MapField } from './parse-column-map.ts';
import type { RowCells } from './row-cells.ts';
import { textParts } from './text-parts.ts';

const THOUGHT = /^\s*(?:thought|thinking|reasoning)\s*$/i;

/** The step that a row itself is, with this reasoning, and the step of the tool where the row calls one and has its answer. */
export function ownSteps(cells: RowCells, reasoning: readonly Part[]): BareStep[] {
  const word = wordIn(cells, 'actor');
  const said = word === undefined ? undefined : actorOf(word);
  const isCall = cells.get('arguments') !== undefined || (cells.get('tool') !== undefined && said !== 'tool');
  const text = textParts(cells, cells.get('text'));
  const answer = answerPart(cells, said === 'tool' ? text : []);
  const isAnswered = answer !== undefined || (said === 'tool' && !isCall);
  const tool = isCall || isAnswered ? takenWord(cells, 'tool') : undefined;
  const callId = isCall || isAnswered ? (takenWord(cells, 'callId') ?? '') : '';
  const result: Part = { kind: 'tool-result', callId, ...(answer ?? { text: '' }) };
  // What a tool says in a row of its own is its answer; what is no text stays beside it.
  const isTaken = said === 'tool' && answer !== undefined && cells.get('result') === undefined;
  const words = isTaken ? text.filter(({ kind }) => kind !== 'text') : text;
  const parts = [...reasoning, ...(word !== undefined && THOUGHT.test(word) ? words.map(asReasoning) : words)];
  if (isCall) parts.push({ kind: 'tool-call', callId, name: tool ?? '', argumentsText: argumentsOf(cells) });
  if (isAnswered && (said === 'tool' ? !isCall : parts.length === 0)) {
    // Whoever else is said to act stays in the row's rest.
    if (said === 'tool') takenWord(cells, 'actor');
    return [toolStep(tool ?? takenWord(cells, 'name'), [result, ...parts])];
  }
  const name = takenWord(cells, 'name') ?? (said === undefined ? takenWord(cells, 'actor') : undefined);
  if (said !== undefined) takenWord(cells, 'actor');
  const actor = said === 'tool' ? 'agent' : (said ?? silentActor(cells, word, isCall));
  const own: BareStep = { actor, ...(name !== undefined && { name }), parts };
  if (isAnswered) return [own, toolStep(tool, [result])];
  return parts.length > 0 || word !== undefined || name !== undefined ? [own] : [];
}

function toolStep(name: string | undefined, parts: readonly Part[]): BareStep {
  return { actor: 'tool', ...(name !== undefined && { name }), parts };
}

// Where no column says who acts, the table is the log of an agent; an empty cell in one that does names nobody.
function silentActor(cells: RowCells, word: string | undefined, isCall: boolean): Actor {
  if (word !== undefined) return 'environment';
  return isCall || cells.get('reasoning') !== undefined || !cells.isMapped('actor') ? 'agent' : 'environment';
}

function wordIn(cells: RowCells, field: MapField): string | undefined {
  const cell = cells.get(field);
  return cell === undefined ? undefined : wordOf(cell.value);
}

function takenWord(cells: RowCells, field: MapField): string | undefined {
  const cell = cells.get(field);
  const word = cell === undefined ? undefined : wordOf(cell.value);
  if (cell !== undefined && word !== undefined) cells.take(cell);
  return word;
}

function argumentsOf(cells: RowCells): string {
  const cell = cells.get('arguments');
  if (cell === undefined) return '';
  cells.take(cell);
  return jsonText(cell.value);
}

function asReasoning(part: Part): Part {
  return part.kind === 'text' ? { kind: 'reasoning', text: part.text, visibility: 'raw' } : part;
}

// The `result`, else what a tool says, else the words of the error; undefined when there is none of them.
function answerPart(
  cells: RowCells,
  said: readonly Part[],
): { readonly text: string; readonly isError?: boolean } | undefined {
  const [result, error] = [cells.get('result'), cells.get('error')];
  if (result !== undefined) cells.take(result);
  const words = said.flatMap((part) => (part.kind === 'text' ? [part.text] : []));
  const text = result !== undefined ? jsonText(result.value) : words.length > 0 ? words.join('') : undefined;
  if (error === undefined) return text === undefined ? undefined : { text };
  const flag = errorFlagOf(error.value);
  if (flag !== undefined) {
    if (text === undefined) return undefined;
    cells.take(error);
    return { text, isError: flag };
  }
  if (text === undefined || text === jsonText(error.value)) {
    cells.take(error);
    return { text: jsonText(error.value), isError: true };
  }
  return { text, isError: true };
}
