import { jsonText, type BareStep } from '../chat/number-steps.ts';
import type { Actor, Part } from '../trajectory.ts';
import { actorOf } from './actor-of.ts';
import { errorFlagOf, wordOf } from './cell-value.ts';
import type { MapField } from './parse-column-map.ts';
import type { RowCells } from './row-cells.ts';
import { textParts } from './text-parts.ts';

const THOUGHT = /^\s*(?:thought|thinking|reasoning)\s*$/i;

/** The step that a row itself is, with this reasoning, and the step of the tool where the row calls one and has its answer. */
export function ownSteps(cells: RowCells, reasoning: readonly Part[]): BareStep[] {
  const { actor: said, word } = actorCell(cells);
  const isCall = cells.get('arguments') !== undefined || (cells.get('tool') !== undefined && said !== 'tool');
  const text = textParts(cells, cells.get('text'));
  const answer = answerPart(cells, said === 'tool' ? text : []);
  const isAnswered = answer !== undefined || (said === 'tool' && !isCall);
  const name = takenWord(cells, 'name');
  const tool = isCall || isAnswered ? takenWord(cells, 'tool') : undefined;
  const callId = isCall || isAnswered ? (takenWord(cells, 'callId') ?? '') : '';
  const result: Part = { kind: 'tool-result', callId, ...(answer ?? { text: '' }) };
  const who = tool ?? (isCall ? undefined : name);
  const toolStep = (others: readonly Part[]): BareStep => ({
    actor: 'tool',
    ...(who !== undefined && { name: who }),
    parts: [result, ...others],
  });
  // What a tool says in a row of its own is its answer; what is no text stays beside it.
  const isTaken = said === 'tool' && answer !== undefined && cells.get('result') === undefined;
  const words = isTaken ? text.filter(({ kind }) => kind !== 'text') : text;
  if (said === 'tool' && !isCall) return [toolStep([...reasoning, ...words])];
  const parts = [...reasoning, ...(word !== undefined && THOUGHT.test(word) ? words.map(asReasoning) : words)];
  if (isCall) parts.push({ kind: 'tool-call', callId, name: tool ?? '', argumentsText: argumentsOf(cells) });
  const actorName = name ?? (said === undefined ? word : undefined);
  const own: BareStep = {
    actor: said === 'tool' ? 'agent' : (said ?? silentActor(cells, word, isCall)),
    ...(actorName !== undefined && { name: actorName }),
    parts,
  };
  if (!isAnswered) return parts.length > 0 || word !== undefined ? [own] : [];
  return parts.length === 0 ? [toolStep([])] : [own, toolStep([])];
}

// The word stays in the row's rest when it names nobody and another column has the name.
function actorCell(cells: RowCells): { readonly actor: Actor | undefined; readonly word: string | undefined } {
  const cell = cells.get('actor');
  const word = cell === undefined ? undefined : wordOf(cell.value);
  const actor = word === undefined ? undefined : actorOf(word);
  if (cell !== undefined && word !== undefined && (actor !== undefined || cells.get('name') === undefined))
    cells.take(cell);
  return { actor, word };
}

// Where no column says who acts, the table is the log of an agent; an empty cell in one that does names nobody.
function silentActor(cells: RowCells, word: string | undefined, isCall: boolean): Actor {
  if (word !== undefined) return 'environment';
  return isCall || cells.get('reasoning') !== undefined || !cells.isMapped('actor') ? 'agent' : 'environment';
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
