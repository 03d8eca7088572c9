import assert from 'node:assert/strict';
import { test } from 'node:test';
import { z } from 'zod';
import { answerValue } from './answer-value.ts';

const SCHEMA = z.object({ verdict: z.enum(['present', 'absent']), quotes: z.array(z.string()) });
const VALUE = { verdict: 'present', quotes: ['wait, {no}'] };
const JSON_TEXT = JSON.stringify(VALUE);

for (const [what, text] of [
  ['as it stands', JSON_TEXT],
  ['between fences', `Here it is:\n\`\`\`json\n${JSON_TEXT}\n\`\`\`\nAnything else?`],
  ['in prose', `The answer is ${JSON_TEXT} as you see.`],
  ['after thinking in braces', `{so} I would say\n\`\`\`\n${JSON_TEXT}\n\`\`\``],
  ['with single quotes and a comma too many', "{'verdict': 'present', 'quotes': ['wait, {no}',],}"],
  ['with a comment', `{"verdict": "present", // clearly\n"quotes": ["wait, {no}"]}`],
] as const) {
  test(`JSON is read ${what}`, () => assert.deepEqual(answerValue(text, SCHEMA), { value: VALUE }));
}

for (const [what, text, wrong] of [
  ['nothing', ' \n', 'the answer was empty'],
  ['prose', 'I would rather not say.', 'the answer held no JSON'],
  ['half an answer', '{"verdict": "present", "quotes": ["one", "tw', 'the answer held no JSON'],
  [
    'half an answer that ends in a closing brace',
    '{"verdict": "present", "quotes": [{"a": 1}',
    'the answer held no JSON',
  ],
  [
    'another shape',
    '{"verdict": "maybe", "quotes": []}',
    'verdict: Invalid option: expected one of "present"|"absent"',
  ],
] as const) {
  test(`${what} is told as what it is`, () => assert.deepEqual(answerValue(text, SCHEMA), { wrong }));
}
