import type { StrategyScript } from './planted-domain.ts';

/** Thoughts after which runs of the second world succeed more often. */
export const SECOND_STRATEGIES: readonly StrategyScript[] = [
  {
    name: 'estimate-first',
    where: 'reasoning',
    says: [
      'Roughly, I expect something near {number}; keep that in mind.',
      'A rough guess before computing: about {number}.',
      'Ballpark: around {number}, so anything far off would be suspect.',
      'Let me estimate first, I would say {number} or so.',
      'My estimate is {number}; the exact figure should be close to it.',
      'Before the exact work, an order of magnitude: {number}.',
      'By a quick estimate it ought to be near {number}.',
      'I guess about {number}, which I can compare with later.',
    ],
  },
  {
    name: 'split-into-parts',
    where: 'reasoning',
    says: [
      'I will split this into parts: {thing} first, the rest after.',
      'Let me break the problem down, beginning with {thing}.',
      'This falls into smaller parts, {thing} being one of them.',
      'One part at a time: {thing} now.',
      'Breaking it into pieces makes it easier, so take {thing} alone.',
      'I divide the job and treat {thing} as a piece of its own.',
      'It is best handled in separate parts; part one is {thing}.',
      'Decompose: {thing} can be dealt with separately.',
    ],
  },
  {
    name: 'look-for-a-counterexample',
    where: 'reasoning',
    says: [
      'Is there a counterexample? Let me try {number}.',
      'I try to break my own claim, with {number} for instance.',
      'If I am wrong, {number} should show it, so test that.',
      'Let me look for a case where it fails, such as {number}.',
      'What would contradict this? Perhaps {number}.',
      'Attempting to refute it: what about {number}?',
      'A counterexample would be enough to drop the idea; trying {number}.',
      'Could {number} prove me wrong? Better to look for failures now.',
    ],
  },
  {
    name: 'name-the-unknown',
    where: 'reasoning',
    says: [
      'Call the unknown quantity x and write what is said about it.',
      'Let x stand for {thing}.',
      'I introduce a symbol for {thing}, say x.',
      'With x for the unknown, the statement becomes an equation.',
      'Give {thing} a name, x, to write the relation down.',
      'Writing x for what we look for, I get a relation.',
      'Set x to be {thing} and translate the words.',
      'Denote {thing} by x; then the text turns into formulas.',
    ],
  },
];

/** Sentences of the second world that mean nothing for what follows. */
export const SECOND_FILLERS: readonly (readonly string[])[] = [
  [
    'Alright, that was quick.',
    'That went faster than I thought.',
    'Good, no delay there.',
    'Quick enough, that one.',
    'No waiting this time, good.',
    'That came back quickly.',
  ],
  [
    'Now for {thing}.',
    'Then there is {thing}.',
    'Let us turn to {thing}.',
    'Proceeding to {thing}.',
    'I turn to {thing} now.',
    '{thing} comes next, I suppose.',
  ],
  [
    'It says {number} there, fine.',
    'I see {number} in the answer.',
    'The output shows {number}.',
    '{number} is what came back.',
    'There it is, {number}.',
    'I read {number} here.',
  ],
  [
    'As {name} would say, steady as she goes.',
    '{name} put {place} into the record, it seems.',
    'The record mentions {name} and {place}.',
    '{place} appears under the name of {name}.',
    'Apparently {name} was here before.',
    'I notice {name} next to {place}.',
  ],
  [
    'I am on it.',
    'Working on {thing}.',
    'On my way with {thing}.',
    'Doing that right now.',
    'This is being handled as we speak.',
    '{thing} is in progress.',
  ],
];
