import type { Codebook } from '../behavior/codebook.ts';
import { loadCodebooks } from '../behavior/load-codebooks.ts';
import { EthogramError } from '../core/ethogram-error.ts';
import { textTable } from '../core/text-table.ts';
import type { Command } from './command.ts';

const ACTIONS = ['list', 'show', 'lint'] as const;

/** `ethogram codebook`: what detection looks for. */
export const codebook: Command = {
  name: 'codebook',
  summary: 'list, show and check codebooks',
  description: 'list: those that ship. show NAME: its codes. lint FILE: whether a codebook of your own can be used.',
  arguments: [
    { name: 'ACTION', description: ACTIONS.join(' | ') },
    { name: '[NAME]', description: 'a codebook by name, or a file (./mine.yaml)' },
  ],
  example: 'ethogram codebook show four-habits',
  async run({ args }) {
    const [action, name] = args;
    if (!(ACTIONS as readonly (string | undefined)[]).includes(action)) {
      throw new EthogramError('bad-argument', `codebook: found "${action}", expected ${ACTIONS.join(', ')}`);
    }
    if (action === 'list') {
      const books = loadCodebooks().map(({ codes, ...book }) => ({ ...book, codes: codes.map(({ slug }) => slug) }));
      const rows = books.map((book) => [book.name, book.version, book.hash, book.codes.join(', ')]);
      return {
        json: { codebooks: books },
        rows: books,
        text: textTable([{ heading: 'name' }, { heading: 'version' }, { heading: 'hash' }, { heading: 'codes' }], rows),
      };
    }
    if (name === undefined) throw new EthogramError('bad-argument', `codebook ${action}: found no NAME, expected one`);
    const [book] = loadCodebooks([name]) as [Codebook];
    if (action === 'lint') {
      return {
        json: { name: book.name, hash: book.hash, codes: book.codes.length },
        text: `${name}: ${book.codes.length} codes, no faults`,
      };
    }
    return { json: book, rows: book.codes, text: codebookText(book) };
  },
};

function codebookText({ name, version, hash, title, source, codes }: Codebook): string {
  const sections = codes.map(({ slug, definition, include, exclude, unit, counting, examples }) =>
    [
      `${slug}  (${unit}, counted ${counting})`,
      `  ${definition}`,
      ...include.map((text) => `  + ${text}`),
      ...exclude.map((text) => `  − ${text}`),
      ...examples.positive.slice(0, 2).map((text) => `  yes: ${text}`),
      ...examples.nearMiss.slice(0, 2).map((text) => `  no:  ${text}`),
    ].join('\n'),
  );
  return [`${name} ${version} (${hash})\n${title}\n${source}`, ...sections].join('\n\n');
}
