import type { ModelRequest } from '../core/model.ts';
import type { RawAnswer } from '../core/model-call-store.ts';
import { answerValue, type AnswerValue } from './answer-value.ts';

/** What an answer is worth to the question: the value of its shape (undefined without one), or why it cannot be used. */
export function readAnswer<T>(answer: RawAnswer, { shape, tools = [] }: ModelRequest<T>): AnswerValue<T> {
  if (answer.refused) return { wrong: 'it declined to answer' };
  if (shape === undefined) {
    if (answer.text.trim() !== '' || answer.finish === 'length') return { value: undefined as T };
    if (answer.toolCalls.length === 0) return { wrong: 'its answer was empty' };
    return tools.length === 0 ? { wrong: 'it called tools that it was not given' } : { value: undefined as T };
  }
  const read = answerValue(answer.text, shape.schema);
  if ('wrong' in read && answer.finish === 'length')
    return { wrong: `its answer was cut off after ${answer.usage.outputTokens} tokens` };
  return read;
}

/** Whether a question has to be asked again for want of a usable answer. */
export function isUnusable(answer: RawAnswer, request: ModelRequest): boolean {
  return 'wrong' in readAnswer(answer, request);
}
