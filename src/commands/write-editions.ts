import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Edition } from '../handbook/digest/edition.ts';
import { editionMarkdown } from '../handbook/digest/edition-markdown.ts';
import type { EditionText } from '../handbook/digest/edition-text.ts';
import { editionFeed } from '../web/edition-feed.ts';
import { editionPage } from '../web/edition-page.ts';
import { cannotWrite } from './cannot-write.ts';
import { textOption, type CommandContext } from './command.ts';

/**
 * Writes editions as Markdown and pages, and all of them as a feed, each file whole or not at all.
 *
 * @returns names of the files
 * @throws EthogramError `cannot-write`
 */
export function writeEditions(
  editions: readonly { readonly edition: Edition; readonly text: EditionText }[],
  { out, context }: { readonly out: string; readonly context: Pick<CommandContext, 'cwd' | 'options'> },
): string[] {
  const folder = resolve(context.cwd, out);
  const base = textOption(context.options, 'baseUrl') ?? pathToFileURL(folder).href;
  const files = new Map(
    editions.flatMap(({ edition: { id }, text }) => [
      [`${id}.md`, editionMarkdown(text)],
      [`${id}.html`, editionPage(text)],
    ]),
  );
  const told = editions.map(({ edition: { id, to }, text }) => ({ id, made: to, text }));
  files.set('feed.atom', editionFeed(told, { base: `${base.replace(/\/+$/, '')}/` }));
  for (const [name, text] of files) {
    const path = join(folder, name);
    try {
      mkdirSync(folder, { recursive: true });
      writeFileSync(`${path}.part`, text);
      renameSync(`${path}.part`, path);
    } catch (cause) {
      throw cannotWrite(path, cause);
    }
  }
  return [...files.keys()];
}
