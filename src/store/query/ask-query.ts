import { z } from 'zod';
import { visibleText } from '../../chart/visible-text.ts';
import { EthogramError } from '../../core/ethogram-error.ts';
import { materialTag } from '../../core/material-tag.ts';
import type { Model, ModelMessage, ModelRequest } from '../../core/model.ts';
import { ASK_QUERY_PROMPT } from './ask-query-prompt.ts';
import { VIEWS } from './views.ts';

const answerSchema = z.object({ thought: z.string(), query: z.string().nullable() });
type Answer = z.infer<typeof answerSchema>;

/** What a question is put with. */
export interface AskQueryOptions {
  /** `codebook/code` of what runs may have been coded with. */
  readonly codes: readonly string[];
  /** What is wrong with a query; undefined when it can be run. */
  readonly check: (query: string) => Promise<EthogramError | undefined>;
}

/** The question that has a model write a query. Nothing of a store is in it. */
export function askQueryRequest(question: string, codes: readonly string[]): ModelRequest<Answer> {
  return requestOf([{ role: 'user', text: material(question, codes) }]);
}

/**
 * A query that answers a question, written by a model and looked over; one that cannot be run is told what is wrong, and asked for once
 * more.
 *
 * @throws EthogramError `model-failed` when it can be run neither time, or there is none; as `Model.generate`
 */
export async function askQuery(model: Model, question: string, { codes, check }: AskQueryOptions): Promise<string> {
  const first: ModelMessage = { role: 'user', text: material(question, codes) };
  const answer = await model.generate(requestOf([first]));
  const query = queryIn(answer.value);
  const wrong = await faultOf(query, check);
  if (wrong === undefined) return query;
  const again = await model.generate(
    requestOf([
      first,
      { role: 'assistant', text: JSON.stringify(answer.value) },
      { role: 'user', text: `The query cannot be run: ${messageOf(wrong)}\nGive one that can.` },
    ]),
  );
  const second = queryIn(again.value);
  const stillWrong = await faultOf(second, check);
  if (stillWrong === undefined) return second;
  throw new EthogramError('model-failed', `--ask: found twice a query that cannot be run, expected one that can: ${stillWrong.message}`, {
    hint: 'other words may help; ethogram analyse sql lists what can be asked about, --retry-failed and another --model ask again',
    cause: stillWrong,
  });
} // prettier-ignore

function requestOf(messages: readonly ModelMessage[]): ModelRequest<Answer> {
  return {
    purpose: 'query',
    instructions: ASK_QUERY_PROMPT,
    messages,
    shape: { name: 'query', schema: answerSchema },
  };
}

function material(question: string, codes: readonly string[]): string {
  const views = VIEWS.map(({ name, is, columns }) => {
    const list = Object.entries(columns).map(([column, { type, is: what }]) => `  ${column} ${type}: ${what}`);
    return `${name}: each row is ${is}\n${list.join('\n')}`;
  });
  const tag = materialTag([question]);
  return `${views.join('\n\n')}\n\nCodes (codebook/behavior): ${codes.join(', ')}\n\nThe tag is ${tag}.\n\n#${tag} question\n${question}`;
}

function queryIn({ query, thought }: Answer): string {
  const plain = query?.replaceAll('\r\n', '\n').replace(/^\s*```\w*\n([\s\S]*?)\n?```\s*$/, '$1').trim() ?? '';
  if (plain !== '') return plain;
  throw new EthogramError('model-failed', `--ask: found that the model knows no query for it (${visibleText(thought)}), expected one`, {
    hint: 'ethogram analyse sql lists what can be asked about',
  });
} // prettier-ignore

async function faultOf(query: string, check: AskQueryOptions['check']): Promise<EthogramError | undefined> {
  // It is shown before it runs: what is run must be what is seen.
  if (visibleText(query) !== query) {
    return new EthogramError('bad-query', 'found characters that cannot be seen, expected a query without');
  }
  return check(query);
}

function messageOf({ message, hint }: EthogramError): string {
  return hint === undefined ? message : `${message} (${hint})`;
}
