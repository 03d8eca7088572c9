import { isJsonObject, type Json, type JsonObject } from '../../../core/json.ts';
import { contentParts } from '../../chat/content-parts.ts';
import { otherFields } from '../../chat/string-field.ts';
import type { Part } from '../../trajectory.ts';
import { wordOf } from './flag-of.ts';
import type { MappedCell, RowCells } from './row-cells.ts';

/** A cell as parts: text verbatim, or typed blocks. What blocks say beside their words goes to the row's rest. */
export function textParts(cells: RowCells, cell: MappedCell | undefined): Part[] {
  if (cell === undefined) return [];
  cells.take(cell);
  const word = wordOf(cell.value);
  if (word !== undefined) return [{ kind: 'text', text: word }];
  const parts: Part[] = [];
  const others: Json[] = [];
  for (const block of Array.isArray(cell.value) ? (cell.value as readonly Json[]) : [cell.value]) {
    const found = contentParts([block]);
    for (const one of found.others) others.push(one);
    for (const part of found.parts) {
      parts.push(part);
      if (!isJsonObject(block)) continue;
      const rest = blockRest(block, part);
      if (rest !== undefined) others.push({ type: block['type'] ?? null, ...rest });
    }
  }
  if (others.length > 0) cells.keep(cell, others);
  return parts;
}

const CALL: ReadonlySet<string> = new Set(['type', 'id', 'name', 'input']);
const RESULT: ReadonlySet<string> = new Set(['type', 'tool_use_id', 'content', 'is_error']);
const TYPE: ReadonlySet<string> = new Set(['type']);

function blockRest(block: JsonObject, part: Part): JsonObject | undefined {
  switch (part.kind) {
    // The bytes of media stay where they are.
    case 'media':
      return undefined;
    case 'tool-call':
      return block['type'] === 'tool_call' ? undefined : otherFields(block, CALL);
    case 'tool-result':
      return otherFields(block, RESULT);
    default: {
      const told = Object.keys(block).find((name) => block[name] === part.text && name !== 'type');
      return otherFields(block, told === undefined ? TYPE : new Set(['type', told]));
    }
  }
}
