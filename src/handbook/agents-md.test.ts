import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { MinedBehavior } from '../behavior/behavior.ts';
import { agentsMd } from './agents-md.ts';

test('a handbook is one line per behavior, in sections', () => {
  const behaviors = [
    behavior({ kind: 'warning', instruction: 'Do not edit generated files.', whenNot: 'the generator is broken' }),
    behavior({ kind: 'fact', instruction: 'In shop, run the tests with `just test`.' }),
    behavior({ kind: 'preference', instruction: 'Use pnpm instead of npm.', when: 'a package is added' }),
  ];
  assert.deepEqual(agentsMd(behaviors), {
    text: `## Learned from earlier runs

### What the user wants

- Use pnpm instead of npm. (when a package is added)

### How it is here

- In shop, run the tests with \`just test\`.

### What to avoid

- Do not edit generated files. (not when the generator is broken)
`,
    behaviors: 3,
    ids: ['b_1', 'b_1', 'b_1'],
    tokens: 30,
  });
});

test('within a budget what a person approved comes first, and other projects’ behaviors stay out', () => {
  const behaviors = [
    behavior({ instruction: 'One.' }),
    behavior({ instruction: 'Two.', status: 'active' }),
    behavior({ instruction: 'Three.', scope: { projects: ['other'] }, status: 'active' }),
  ];
  assert.match(agentsMd(behaviors, { tokens: 15, project: 'shop' }).text, /^- Two\.$/m);
  assert.equal(agentsMd(behaviors, { tokens: 15, project: 'shop' }).behaviors, 1);
  assert.deepEqual(agentsMd([]), { text: '', behaviors: 0, ids: [], tokens: 0 });
});

test('a project’s file leaves out what was seen in other projects only, and does not say which project it is', () => {
  const seenIn = (...projects: string[]): Partial<MinedBehavior> => ({
    support: { trajectories: 3, of: 9, tasks: 2, projects },
  });
  const behaviors = [
    behavior({ instruction: 'In shop, lint with `just lint`.', scope: { projects: ['shop'] }, ...seenIn('shop') }),
    behavior({ instruction: 'Read a file before you edit it.', ...seenIn('other', 'shop') }),
    behavior({ instruction: 'Ask who it is.', ...seenIn() }),
    behavior({ instruction: 'Run `make gen` first.', ...seenIn('other') }),
  ];
  assert.equal(
    agentsMd(behaviors, { project: 'src/shop' }).text,
    `## Learned from earlier runs

### Ways of working

- Lint with \`just lint\`.
- Read a file before you edit it.
`,
  );
  assert.equal(agentsMd(behaviors).behaviors, 4);
});

function behavior(change: Partial<MinedBehavior>): MinedBehavior {
  return {
    id: 'b_1',
    name: 'behavior_one',
    instruction: 'One.',
    kind: 'workflow',
    polarity: 'do',
    scope: {},
    status: 'candidate',
    version: 1,
    hash: '',
    parents: [],
    tokens: 10,
    support: { trajectories: 3, of: 9, tasks: 2 },
    tokensPerUse: 10,
    savedTokens: 10,
    provenance: [],
    ...change,
  };
}
