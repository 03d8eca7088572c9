import type { Domain } from '../planted-domain.ts';

/** A solver of number puzzles who thinks a lot and does little. */
export const GRID_PUZZLE: Domain = {
  name: 'puzzle',
  project: 'grid-puzzles',
  agent: 'solver',
  system: 'Solve the puzzle. Think step by step; use the board tools when they help; submit when you are sure.',
  values: {
    grid: 'g-####',
    cell: '^#',
    n: '##',
    sum: '4#',
    thing: ['the top row', 'the corner cells', 'the sum {sum}', 'cell {cell}', 'the middle column', 'the last cage'],
    date: '2026-0%-1#',
    note: ['row one', 'column five', 'left cage', 'odd cells', 'long diagonal'],
    id: 'mv##',
  },
  requests: [
    'Puzzle {grid}: fill the grid so that every row sums to {sum}. Cell {cell} is {n}.',
    'In {grid} each column holds different numbers and the cages add up to {sum}. What stands in {cell}?',
    'Find all values for {grid}; the total is {sum} and {cell} must be even.',
  ],
  reasons: true,
  idle: [
    ['try_value', { cell: '?cell', value: '?n' }, { move: '?id' }],
    ['take_back', { move: '?id' }, { open: '?n' }],
    ['mark_cell', { cell: '?cell' }, { marks: '?n' }],
    ['row_sum', { row: '?n' }, { sum: '?sum' }],
    ['candidates', { cell: '?cell' }, { left: '?n' }],
  ],
  distractors: [
    ['show_board', { size: '?n' }, { board: '?grid' }],
    ['save_draft', { name: '?note' }, { draft: '?id' }],
    ['clock', {}, { running: true }],
    ['colour_cell', { cell: '?cell' }, { colour: '?n' }],
  ],
  workflows: [],
  repairs: [],
  facts: [],
  strategies: [],
  warnings: [],
  preferences: [],
}; // prettier-ignore
