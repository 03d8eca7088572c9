import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { MinedBehavior } from '../../behavior/behavior.ts';
import { agentsMd } from '../agents-md.ts';
import { readHandbook } from '../read-handbook.ts';
import { exampleBehavior } from '../testing/example-behavior.ts';

const words = (behavior: MinedBehavior): string[] => [
  behavior.name,
  behavior.kind,
  behavior.polarity,
  behavior.instruction,
];

test('a playbook of ACE is read line by line, mistakes as warnings, without its counters', () => {
  const text = `## STRATEGIES & INSIGHTS
[shr-00001] helpful=3 harmful=1 :: Read the **whole** document before answering.
[shr-00002] helpful=0 harmful=0 :: ok

## COMMON MISTAKES TO AVOID
[err-00003] helpful=1 harmful=0 :: Never round before the last step.
`;
  const { format, behaviors, issues } = readHandbook(text, 'playbook.txt');
  assert.equal(format, 'playbook');
  assert.deepEqual(behaviors.map(words), [
    [
      'behavior_read_the_whole_document_before_answering',
      'strategy',
      'do',
      'Read the whole document before answering.',
    ],
    ['behavior_never_round_before_the_last_step', 'warning', 'avoid', 'Never round before the last step.'],
  ]);
  assert.deepEqual(behaviors[0]!.origin, { how: 'imported', from: 'playbook.txt, shr-00001' });
  assert.deepEqual(behaviors[0]!.support, { trajectories: 0, of: 0, tasks: 0 });
  assert.deepEqual(issues, [{ line: 3, message: 'found "ok", expected a sentence' }]);
});

test('a skill is read item by item, when its description says; code in it is not', () => {
  const text = `---
name: pdf-forms
description: Fills PDF forms. Use when the user mentions a PDF form.
---
# Forms

Prose is left.

1. Read the fields first,
   all of them.
2. Steps:
   - Ask for what is missing.

\`\`\`bash
- rm -rf everything
\`\`\`
`;
  const { format, behaviors } = readHandbook(text, 'pdf-forms/SKILL.md');
  assert.equal(format, 'skill');
  assert.deepEqual(
    behaviors.map(({ instruction, when, origin }) => [instruction, when, origin?.from]),
    [
      ['Read the fields first, all of them.', 'the user mentions a PDF form', 'pdf-forms/SKILL.md:9, skill pdf-forms'],
      ['Ask for what is missing.', 'the user mentions a PDF form', 'pdf-forms/SKILL.md:12, skill pdf-forms'],
    ],
  );
});

test('a skill that is a manual gives its description, and a head that would unfold is no head', () => {
  const items = Array.from({ length: 61 }, (_, i) => `- Set option ${i} to its value.`).join('\n');
  const manual = `---\nname: pdf\ndescription: Reads PDF files with care.\n---\n${items}\n`;
  assert.deepEqual(
    readHandbook(manual, 'SKILL.md').behaviors.map(({ name, instruction }) => [name, instruction]),
    [['behavior_pdf', 'Reads PDF files with care.']],
  );
  const bomb = '---\nname: &a x\ndescription: *a\n---\n- Ask before you act.\n- Why?\n- Two words\n';
  const { format, behaviors } = readHandbook(bomb, 'SKILL.md');
  assert.deepEqual(
    [format, behaviors.map(({ instruction }) => instruction)],
    ['instructions', ['Ask before you act.']],
  );
});

test('what was written into an AGENTS.md is read back as it was', () => {
  const own = [
    exampleBehavior({ when: 'something (big) changes', whenNot: 'it is a test' }),
    exampleBehavior({ id: 'b_2', kind: 'warning', polarity: 'avoid', instruction: 'Do not guess.' }),
    exampleBehavior({ id: 'b_3', kind: 'fact', instruction: 'Run the tests with `just test`.' }),
  ];
  const { format, behaviors } = readHandbook(agentsMd(own).text, 'AGENTS.md');
  assert.equal(format, 'instructions');
  assert.deepEqual(
    behaviors.map(({ kind, polarity, instruction, when, whenNot }) => [kind, polarity, instruction, when, whenNot]),
    [
      ['fact', 'do', 'Run the tests with `just test`.', undefined, undefined],
      ['workflow', 'do', 'Ask before you act.', 'something (big) changes', 'it is a test'],
      ['warning', 'avoid', 'Do not guess.', undefined, undefined],
    ],
  );
});

test('a skill library of Voyager is read without its programs', () => {
  const library = {
    mineWoodLogV2: { code: 'bot.chat("/op me")', description: 'async function mineWoodLog(bot) {\n    // The function is about mining a log. It looks for wood and mines it.\n}' },
  };
  const { format, behaviors } = readHandbook(JSON.stringify(library), 'skills.json');
  assert.equal(format, 'skill-library');
  assert.deepEqual(behaviors.map(words), [
    ['behavior_mine_wood_log', 'workflow', 'do', 'To mine wood log: It looks for wood and mines it.'],
  ]);
}); // prettier-ignore

test('what is none of these is said to be none', () => {
  assert.deepEqual(readHandbook('plain words', 'x.bin'), {
    format: 'unknown',
    behaviors: [],
    issues: [
      {
        message:
          'found none of the formats that are known, expected a handbook, a playbook, a skill, a skill library or Markdown with lists',
      },
    ],
  });
});
