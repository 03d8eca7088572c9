import { sha256 } from '../../../core/content-key.ts';
import { isJsonObject, type Json, type JsonObject } from '../../../core/json.ts';
import type { MindAnswer, MindRequest } from '../mind.ts';
import { fillSchema } from './fill-schema.ts';
import { adviceIn, plantedSlip, type SlipRates } from './planted-slip.ts';
import { programmableMind, type ProgrammableMind } from './programmable-mind.ts';
import { readArithmetic, valueOf, type ReadArithmetic } from './read-arithmetic.ts';
import { schemaOf } from './schema-of.ts';
import { SLIPS, workedSteps, type Slip, type WorkedStep } from './slips.ts';

/** How the solver is planted: it slips where a slip is possible. */
export interface SolverOptions extends SlipRates {
  readonly slips?: readonly Slip[];
  /** Finds the sum in a message. Default {@link readArithmetic}. */
  readonly read?: (text: string) => ReadArithmetic | undefined;
  /** Whether the working is sent as reasoning rather than as text. Default false. */
  readonly thinks?: boolean;
}

/**
 * Solves sums, and slips at a planted rate: it drops a carry or ignores that products go before sums. Advice anywhere in
 * the prompt that holds the idea against the slip makes it rarer and the working several times shorter; other advice
 * changes nothing. The same seed, prompt and draw give the same answer. Answers JSON when a schema has a field that asks
 * for the answer. What has no sum in it gets the words `I cannot tell.`: tell the mind by `on` what else it should know.
 */
export function solverMind(options: SolverOptions = {}): ProgrammableMind {
  return programmableMind((request) => solve(request, options));
}

function solve(request: MindRequest, options: SolverOptions): MindAnswer {
  const { read = readArithmetic, thinks = false } = options;
  const asked = request.messages
    .filter(({ role }) => role === 'user')
    .map((message) => (message as { text: string }).text);
  const task = asked.map(read).findLast((found) => found !== undefined);
  if (task === undefined) return { text: 'I cannot tell.' };
  const advice = adviceIn(request, task.sentence);
  const { steps, advised } = worked(request, task, options);
  const answer = steps.at(-1)!.value;
  const working = workingText(steps, advised ? (/\bbehavior_\w+/.exec(advice)?.[0] ?? '') : undefined);
  const schema = schemaOf(request);
  const line = /\\boxed/.test(advice) ? `The answer is \\boxed{${answer}}.` : `Answer: ${answer}`;
  if (schema !== undefined)
    return { text: JSON.stringify(inSchema(schema, answer, working)), ...(thinks && { reasoning: working }) };
  return thinks ? { reasoning: working, text: line } : { text: `${working}\n${line}` };
}

// Of several slips that a sum leaves room for, its own words pick one.
function worked(
  request: MindRequest,
  { tree, sentence }: ReadArithmetic,
  { slips = SLIPS, ...rates }: SolverOptions,
): { readonly steps: readonly WorkedStep[]; readonly advised: boolean } {
  const possible = slips.flatMap((slip) => {
    const steps = slip.commit(tree);
    return steps === undefined ? [] : [{ slip, steps }];
  });
  const right = workedSteps(tree);
  if (possible.length === 0) return { steps: right, advised: false };
  const { slip, steps } = possible[Number.parseInt(sha256(sentence, 8), 16) % possible.length]!;
  const planted = plantedSlip(request, { ...rates, task: sentence, key: slip.key });
  return { steps: planted.slips ? steps : right, advised: planted.advised };
}

const SIGNS = { '+': 'plus', '-': 'minus', '*': 'times', '/': 'divided by' } as const;

// `cited`: undefined when nothing helped, else the name of the behavior that did, empty when it had none.
function workingText(steps: readonly WorkedStep[], cited: string | undefined): string {
  const short = steps.map(({ operator, left, right, value, remark }) => {
    return `${left} ${operator} ${right} = ${value}.${remark === undefined ? '' : ` ${remark}`}`;
  });
  if (cited !== undefined) return [...(cited === '' ? [] : [`By ${cited}:`]), ...short].join('\n');
  return [
    'Let me think about what is asked here and go through it slowly.',
    ...steps.flatMap(({ operator, left, right }, i) => [
      `Now I look at ${left} ${SIGNS[operator]} ${right}.`,
      `First I want a rough idea of how large ${left} ${SIGNS[operator]} ${right} should be, so that I notice when I am far off.`,
      short[i]!,
      `So for this part I have found a value and keep it for what comes next.`,
    ]),
    'Let me look at all of that once more, from the beginning, to be sure that I have not left a part out.',
    ...steps.map(({ left, right, value }) => `I had ${left} and ${right}, and went on with ${value}.`),
  ].join('\n');
}

const ANSWER_FIELD = /answer|result|value|solution|final/i;

function inSchema(schema: JsonObject, answer: number, working: string): Json {
  const names = Object.keys(isJsonObject(schema['properties']) ? schema['properties'] : {});
  const answerField = names.find((name) => ANSWER_FIELD.test(name)) ?? 'answer';
  const typed = (field: JsonObject): Json => (field['type'] === 'string' ? String(answer) : answer);
  const others = names
    .filter((name) => name !== answerField)
    .map(
      (name) =>
        [
          name,
          (field: JsonObject) => (field['type'] === 'string' && field['enum'] === undefined ? working : undefined),
        ] as const,
    );
  return fillSchema(schema, { ...Object.fromEntries(others), [answerField]: typed });
}

/** The right value of a sum. */
export function truthOf(
  text: string,
  read: (text: string) => ReadArithmetic | undefined = readArithmetic,
): number | undefined {
  const tree = read(text)?.tree;
  return tree === undefined ? undefined : valueOf(tree);
}
