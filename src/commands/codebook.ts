import { join } from 'node:path';
import type { Code, Codebook } from '../behavior/codebook.ts';
import { lintCodebook } from '../behavior/codebooks/lint-codebook.ts';
import { codebookNames, OWN_CODEBOOKS, shippedCodebook } from '../behavior/codebooks/load-codebooks.ts';
import { readCodebookFile } from '../behavior/codebooks/read-codebook-file.ts';
import { EthogramError } from '../core/ethogram-error.ts';
import { plural } from '../core/format-number.ts';
import { textTable } from '../core/text-table.ts';
import { closestFirst } from '../trajectory/formats/table/closest-first.ts';
import { newCodebook } from './new-codebook.ts';
import { codebooksOf } from './codebooks-of.ts';
import { MODEL_OPTIONS } from './model-of.ts';
import { testCodebook } from './test-codebook.ts';
import type { Command, CommandContext, CommandResult } from './command.ts';

const ACTIONS: Readonly<
  Record<string, (context: CommandContext, name: string, code?: string) => Promise<CommandResult>>
> = {
  list,
  show,
  lint,
  new: newCodebook,
  test: testCodebook,
};

/** `ethogram codebook`: what detection looks for. */
export const codebook: Command = {
  name: 'codebook',
  summary: 'list, show, check and start codebooks',
  description: [
    `list: those that ship, and the project's own in ${OWN_CODEBOOKS}/NAME.yaml. show NAME [CODE]: its codes, or all of one. lint FILE: what in it will not do what it is there for; exit 1 if there is a fault.`,
    'new NAME: a codebook of one code, from a sentence that says what to look for and from labels (files as ethogram label writes them and ethogram agree reads them): cues that stand out in what is labelled present, their F1 on runs they were not taken from against the number of labels, and a file of what to label next.',
    "test NAME [CODE] --model M: whether a model that is told the wording of a code alone, neither its name nor examples, finds the marked passages (examples, and what cues and people found in the store's runs) among near misses and random sentences: κ, recall and precision per code, and what was misread. What it misreads, people will misread too: reword the definition, or say what counts and what does not.",
  ].join('\n\n'),
  arguments: [
    { name: 'ACTION', description: Object.keys(ACTIONS).join(' | ') },
    { name: '[NAME]', description: 'a codebook by name, or a file (./mine.yaml)' },
    { name: '[CODE]', description: 'show, test: the slug of one of its codes' },
  ],
  options: [
    { flags: '--sentence <text>', description: 'new: what to look for, in one sentence' },
    { flags: '--labels <file>', description: 'new: labels to learn from; repeatable', repeatable: true },
    { flags: '--unit <kind>', description: 'new: seen in reasoning, or in the words of a step (default reasoning)' },
    { flags: '--actor <name>', description: 'new: whose steps can show it (default agent)' },
    { flags: '--out <file>', description: `new: where to write it (default ${OWN_CODEBOOKS}/NAME.yaml)` },
    { flags: '--replace', description: 'new: propose other cues for a file that is there, and leave the rest' },
    { flags: '--next <file>', description: 'new: what to label next (default labels-NAME-N.jsonl)' },
    { flags: '--ask <n>', description: 'new: how many segments to label next (default 20)' },
    { flags: '--seed <n>', description: 'new, test: another seed draws other segments (default 1)' },
    { flags: '--passages <n>', description: 'test: passages of each kind, per code (default 10)' },
    ...MODEL_OPTIONS,
  ],
  example: 'ethogram codebook show four-habits verification',
  async run(context) {
    const [action = '', name, code] = context.args;
    const work = Object.hasOwn(ACTIONS, action) ? ACTIONS[action] : undefined;
    if (work === undefined) {
      throw new EthogramError(
        'bad-argument',
        `codebook: found "${action}", expected ${Object.keys(ACTIONS).join(', ')}`,
      );
    }
    if (name === undefined && action !== 'list') {
      throw new EthogramError('bad-argument', `codebook ${action}: found no NAME, expected one`);
    }
    return work(context, name ?? '', code);
  },
};

async function list(context: CommandContext): Promise<CommandResult> {
  const shipped = codebookNames();
  const books = codebooksOf(context).map(({ codes, ...book }) => ({
    ...book,
    own: !shipped.includes(book.name),
    codes: codes.map(({ slug }) => slug),
  }));
  const rows = books.map((book) => [book.name, book.version, book.hash, book.codes.join(', ')]);
  return {
    json: { codebooks: books },
    rows: books,
    text: textTable([{ heading: 'name' }, { heading: 'version' }, { heading: 'hash' }, { heading: 'codes' }], rows),
  };
}

async function show(context: CommandContext, name: string, slug?: string): Promise<CommandResult> {
  const [book] = codebooksOf(context, [name]) as [Codebook];
  if (slug === undefined) return { json: book, rows: book.codes, text: bookText(book) };
  const code = book.codes.find((one) => one.slug === slug);
  if (code === undefined) {
    const slugs = book.codes.map((one) => one.slug);
    throw new EthogramError(
      'not-found',
      `codebook ${name}: found no code ${slug}, expected one of ${slugs.join(', ')}`,
      {
        hint: `ethogram codebook show ${name} ${closestFirst(slugs, slug)[0]}`,
      },
    );
  }
  const exclusions = (book.exclusions ?? []).filter(({ codes }) => codes.includes(slug));
  const json = { codebook: `${book.name}@${book.hash}`, source: book.source, ...code, exclusions };
  return { json, rows: [json], text: wholeCodeText(code, { ...book, exclusions }) };
}

async function lint({ cwd }: CommandContext, name: string): Promise<CommandResult> {
  const text = readCodebookFile(fileOf(name, cwd), name);
  const { codebook: book, findings } = lintCodebook(text, name);
  const faults = findings.filter(({ level }) => level === 'fault');
  const notes = findings.length - faults.length;
  const json = { name: book.name, hash: book.hash, codes: book.codes.length, findings };
  const lines = findings.map(
    ({ file: place, line, field, level, message, hint }) =>
      `${place}:${line}: ${field}: ${level === 'note' ? 'note: ' : ''}${message}\n  hint: ${hint}`,
  );
  const end = `${name}: ${plural(book.codes.length, 'code')}, ${faults.length === 0 ? 'no faults' : plural(faults.length, 'fault')}${notes === 0 ? '' : `, ${plural(notes, 'note')}`}`;
  return { json, rows: findings, text: [...lines, end].join('\n'), exitCode: faults.length === 0 ? 0 : 1 };
}

// A path, one that ships, or one of the project's own.
function fileOf(name: string, cwd: string): string {
  if (/[/\\]|\.(?:ya?ml|json)$/.test(name)) return name;
  if (codebookNames().includes(name)) return shippedCodebook(name);
  return join(cwd, OWN_CODEBOOKS, `${name}.yaml`);
}

function bookText({ name, version, hash, title, source, codes }: Codebook): string {
  return [`${name} ${version} (${hash})\n${title}\n${source}`, ...codes.map((code) => codeText(code, 2))].join('\n\n');
}

function codeText({ slug, definition, include, exclude, unit, counting, examples }: Code, shown: number): string {
  return [
    `${slug}  (${unit}, counted ${counting})`,
    `  ${definition}`,
    ...include.map((text) => `  + ${text}`),
    ...exclude.map((text) => `  − ${text}`),
    ...examples.positive.slice(0, shown).map((text) => `  yes: ${text}`),
    ...examples.nearMiss.slice(0, shown).map((text) => `  no:  ${text}`),
  ].join('\n');
}

function wholeCodeText(code: Code, { name, hash, source, exclusions = [] }: Codebook): string {
  const { match, actors, kind, polarity } = code;
  return [
    codeText(code, Infinity),
    '',
    `  ${kind}, ${polarity}, shown by ${actors.join(', ')}`,
    ...exclusions.map(({ codes, decide }) => `  not with ${codes.filter((one) => one !== code.slug).join(', ')}: ${decide}`), // prettier-ignore
    ...(Object.keys(match).length === 0 ? ['  seen by judges and people only'] : []),
    ...Object.entries(match).flatMap(([how, what]) =>
      how === 'cues' || how === 'unless'
        ? (what as NonNullable<Code['match']['cues']>).map(
            ({ pattern, language = 'en' }) => `  ${how === 'cues' ? 'cue' : 'unless'} ${language}: ${pattern}`,
          )
        : [`  ${how}: ${typeof what === 'string' ? what : JSON.stringify(what)}`],
    ),
    '',
    `from ${code.source ?? source}`,
    `${name}@${hash}`,
  ].join('\n');
}
