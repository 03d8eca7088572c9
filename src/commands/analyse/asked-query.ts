import { existsSync, readFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { visibleText } from '../../chart/visible-text.ts';
import { EthogramError } from '../../core/ethogram-error.ts';
import { askQuery, askQueryRequest } from '../../store/query/ask-query.ts';
import { checkQuery } from '../../store/query/run-query.ts';
import type { Store } from '../../store/store.ts';
import { cannotWrite } from '../cannot-write.ts';
import { codebooksOf } from '../codebooks-of.ts';
import { textOption, type CommandContext, type CommandResult } from '../command.ts';
import { dryRunResult } from '../dry-run.ts';
import { modelOf, tallyText } from '../model-of.ts';
import { writeWhole } from '../write-whole.ts';
import type { GivenQuery } from './query-of.ts';

/** Where queries are kept unless `--save` says otherwise, in the working folder. */
const FOLDER = 'queries';
const LONGEST_QUESTION = 2000;
const LONGEST_NAME = 60;

/** A query that a model wrote for a question. */
export interface AskedQuery extends GivenQuery {
  readonly question: string;
  /** Where it is kept, as it would be typed. */
  readonly file: string;
  /** `provider:name`. */
  readonly model: string;
  readonly costUsd?: number;
}

/**
 * Has the model of a command line write a query for a question, and keeps and shows it.
 *
 * @returns a result to print under `--dry-run`
 * @throws EthogramError `bad-argument`, `cannot-write`; as `modelOf`, `askQuery`
 */
export async function askedQuery(
  store: Store,
  context: CommandContext,
  { question, timeoutMs }: { readonly question: string; readonly timeoutMs: number },
): Promise<AskedQuery | { readonly dryRun: CommandResult }> {
  if (question.trim() === '' || question.length > LONGEST_QUESTION) {
    throw new EthogramError('bad-argument', `--ask: found ${question.length} characters, expected a question of at most ${LONGEST_QUESTION}`);
  }
  const saved = textOption(context.options, 'save');
  if (saved !== undefined && existsSync(resolve(context.cwd, saved))) {
    throw fileExists(saved);
  }
  const model = await modelOf(context, store, 'ethogram analyse --sql "SELECT …", over the views that ethogram analyse sql lists');
  const codes = codebooksOf(context).flatMap(({ name, codes: own }) => own.map(({ slug }) => `${name}/${slug}`));
  if (context.options['dryRun'] === true) {
    return { dryRun: await dryRunResult(model, [askQueryRequest(question, codes)], 'A query that cannot be run is asked for once more.') };
  }
  const query = await askQuery(model, question, {
    codes,
    check: async (written) =>
      checkQuery(written, { place: 'query', timeoutMs }).then(() => undefined, (error: unknown) => {
        if (error instanceof EthogramError) return error;
        throw error;
      }),
  });
  const file = await keepQuery(context, saved, { question, query, model: model.name });
  context.talk(`${query}\n\nKept in ${file}; ethogram analyse --sql @${file} runs it again. ${tallyText(model)}`);
  const { costUsd } = model.tally;
  return { question, query, place: file, file, model: model.name, ...(costUsd !== undefined && { costUsd }) };
} // prettier-ignore

/** Writes the query into a new file, or finds it in one; what is there is never written over. */
async function keepQuery(
  { cwd }: CommandContext,
  saved: string | undefined,
  { question, query, model }: { readonly question: string; readonly query: string; readonly model: string },
): Promise<string> {
  const said = visibleText(question.trim()).split('\n').map((line) => `-- ${line}`).join('\n');
  const text = `${said}\n-- Written by ${visibleText(model)}; ethogram analyse --sql @FILE runs it.\n${query.replace(/;?\s*$/, ';\n')}`;
  const name = question.toLowerCase().replace(/[^a-z0-9]+/g, '-').slice(0, LONGEST_NAME).replace(/^-+|-+$/g, '') || 'query';
  const places = function* (): Generator<string> {
    if (saved !== undefined) return yield saved;
    for (let n = 1; ; n++) yield join(FOLDER, `${name}${n === 1 ? '' : `-${n}`}.sql`);
  };
  for (const shown of places()) {
    const file = resolve(cwd, shown);
    if (existsSync(file)) {
      if (readFileSync(file, 'utf8') === text) return shown;
      continue;
    }
    await mkdir(dirname(file), { recursive: true }).catch((cause: unknown) => {
      throw cannotWrite(shown, cause);
    });
    await writeWhole(file, text, { shown });
    return shown;
  }
  throw fileExists(saved!);
} // prettier-ignore

function fileExists(saved: string): EthogramError {
  return new EthogramError('bad-argument', `--save: found that ${saved} exists, expected the name of a new file`, {
    hint: `ethogram analyse --sql @${saved} runs what is in it`,
  });
}
