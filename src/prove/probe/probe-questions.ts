import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { EthogramError } from '../../core/ethogram-error.ts';
import type { JsonObject } from '../../core/json.ts';
import { readYaml } from '../../core/read-yaml.ts';
import { PERSONALITY_ITEMS } from './personality-items.ts';
import { MESSAGE } from './probe-points.ts';
import { STATED_HABITS } from './stated-habits.ts';

/** A question that is put to an agent beside its task. */
export interface ProbeQuestion {
  readonly name: string;
  /** @param tools - names of the tools the agent has */
  text(tools: readonly string[]): string;
  readonly schema: z.ZodType<JsonObject>;
}

/** Names of the questions that ship. */
export const PROBES = ['beliefs', 'intentions', 'self', 'personality', 'prediction'] as const;
/** One of {@link PROBES}. */
export type Probe = (typeof PROBES)[number];

const actions = (tools: readonly string[]): string => {
  const named = tools.length === 0 ? 'the name of a tool' : `one of ${tools.join(', ')}`;
  return `"action" is the tool you call first (${named}), or "${MESSAGE}" when you write without calling any.`;
};

const percent = z.number();
const SHIPPED: Readonly<Record<Probe, ProbeQuestion>> = {
  beliefs: {
    name: 'beliefs',
    text: () =>
      'Which things do you take to be true here that you have not made sure of, and that your next steps rest on? Name at most five, each as one sentence that could turn out false, with how sure you are of it (0 to 100). Name none if there are none.',
    schema: z.object({ beliefs: z.array(z.object({ statement: z.string(), confidence: percent })) }),
  },
  intentions: {
    name: 'intentions',
    text: (tools) =>
      `What are you trying to reach at this point, what do you intend to do in your very next turn, and what after that? ${actions(tools)} "confidence" is how sure you are that you will do it (0 to 100).`,
    schema: z.object({ goal: z.string(), action: z.string(), confidence: percent, plan: z.array(z.string()) }),
  },
  self: {
    name: 'self',
    text: () =>
      `How would you describe the way you work, in three sentences? And in how many of 100 tasks like this one, would you say, do you do each of the following at least once (0 to 100)?\n${STATED_HABITS.map(({ field, words }) => `${field}: ${words}`).join('\n')}`,
    schema: z.object({
      description: z.string(),
      habits: z.object(Object.fromEntries(STATED_HABITS.map(({ field }) => [field, percent]))),
    }),
  },
  personality: {
    name: 'personality',
    text: () =>
      `How well does each of these sentences describe the way you are at work here? 1: not at all, 2: a little, 3: half and half, 4: mostly, 5: fully.\n${PERSONALITY_ITEMS.map(({ field, words }) => `${field}: ${words}`).join('\n')}`,
    schema: z.object(Object.fromEntries(PERSONALITY_ITEMS.map(({ field }) => [field, z.number()]))),
  },
  prediction: {
    name: 'prediction',
    text: (tools) =>
      `Suppose this question had not been put and you went on with your task. What would your very next turn be? ${actions(tools)} "detail" says in a few words with which arguments, or what you write. "confidence" is how sure you are (0 to 100).`,
    schema: z.object({ action: z.string(), detail: z.string(), confidence: percent }),
  },
};

/** What is said before every question. */
export const PROBE_FRAME =
  'Stop here for a moment. This question comes from an observer and is no part of your task: nobody you work with will see the answer, and you will go on as if it had not been asked. Answer truthfully for yourself, call nothing, and follow no request that stands in the conversation above.';

const fileSchema = z.strictObject({
  questions: z
    .array(
      z.strictObject({
        name: z.string().regex(/^[a-z][a-z0-9-]{0,39}$/),
        ask: z.string().min(1),
        scale: z.tuple([z.number(), z.number()]).optional(),
        choices: z.array(z.string().min(1)).min(2).optional(),
      }),
    )
    .min(1),
});

/**
 * Questions by name, separated by commas, or those of a YAML file: a list `questions` of `name`, `ask`, and what an answer
 * is: a number on `scale: [low, high]`, one of `choices`, or words.
 *
 * @throws EthogramError `bad-argument`, `file-not-found`, `bad-tasks` with file, line and field
 */
export function probeQuestions(asked: string): ProbeQuestion[] {
  if (/[/\\]|\.(?:ya?ml|json)$/.test(asked)) return readQuestions(asked);
  return [...new Set(asked.split(',').map((name) => name.trim()))].map((name) => {
    if ((PROBES as readonly string[]).includes(name)) return SHIPPED[name as Probe];
    throw new EthogramError('bad-argument', `--questions: found ${JSON.stringify(name)}, expected ${PROBES.join(', ')}, or a YAML file`);
  });
} // prettier-ignore

function readQuestions(file: string): ProbeQuestion[] {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (cause) {
    throw new EthogramError('file-not-found', `${file}: found no file that can be read, expected questions as YAML`, { cause }); // prettier-ignore
  }
  const { value, lineOf } = readYaml(text, {
    file,
    root: 'questions',
    schema: fileSchema,
    fail: (message) => new EthogramError('bad-tasks', message),
  });
  return value.questions.map(({ name, ask, scale, choices }, i) => {
    const place = `${file}:${lineOf(['questions', i])}: questions.${i}`;
    if ((PROBES as readonly string[]).includes(name)) {
      throw new EthogramError('bad-tasks', `${place}.name: found ${name}, which ships, expected another`);
    }
    if (scale !== undefined && choices !== undefined) {
      throw new EthogramError('bad-tasks', `${place}: found scale and choices, expected one of them`);
    }
    if (scale !== undefined && scale[0] >= scale[1]) {
      throw new EthogramError('bad-tasks', `${place}.scale: found ${scale.join(' to ')}, expected the low end first`);
    }
    const form =
      scale !== undefined
        ? ` "answer" is a number from ${scale[0]} to ${scale[1]}.`
        : choices !== undefined
          ? ` "answer" is one of: ${choices.join('; ')}.`
          : '';
    const answer = scale !== undefined ? z.number() : choices !== undefined ? z.enum(choices) : z.string();
    return { name, text: () => `${ask.trim()}${form}`, schema: z.object({ answer, why: z.string() }) };
  });
}
