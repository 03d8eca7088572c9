import { EthogramError } from '../core/ethogram-error.ts';
import { editionMarkdown } from '../handbook/digest/edition-markdown.ts';
import type { EditionText } from '../handbook/digest/edition-text.ts';
import type { Store } from '../store/store.ts';
import type { CommandContext } from './command.ts';

/** What became of a message; without `error` it was accepted. */
export interface Delivery {
  readonly to: string;
  readonly error?: string;
}

const MAILED = 'digest-mailed';

/**
 * Sends an edition to those who did not get it yet, and remembers who did. Without a mail server in the environment nothing is
 * sent, which is an error only when somebody asked for it.
 *
 * @throws EthogramError `bad-argument` when it was asked for and no mail server is configured
 */
export async function sendEdition(
  store: Store,
  {
    edition,
    messages,
    isAsked,
  }: {
    readonly edition: string;
    readonly messages: readonly { readonly to: string; readonly text: EditionText }[];
    readonly isAsked: boolean;
  },
  { env, now }: CommandContext,
): Promise<Delivery[]> {
  if (messages.length === 0) return [];
  const [url, from] = [env['ETHOGRAM_SMTP'], env['ETHOGRAM_MAIL_FROM']];
  if (!url || !from) {
    if (!isAsked) return [];
    throw new EthogramError('bad-argument', '--mail: found no mail server, expected one in the environment', {
      hint: 'ETHOGRAM_SMTP=smtp://user:password@host:587 ETHOGRAM_MAIL_FROM=ethogram@example.org ethogram digest --mail …',
    });
  }
  const { mailEdition } = await import('../serve/mail-edition.ts');
  const sent = new Set((await store.decisions(MAILED)).map(({ name }) => name));
  const { editionPage } = await import('../web/edition-page.ts');
  const deliveries: Delivery[] = [];
  for (const { to, text } of messages) {
    const name = JSON.stringify([edition, to, text.sections.map(({ title }) => title)]);
    if (sent.has(name)) continue;
    const mail = { subject: text.title, text: editionMarkdown(text), html: editionPage(text) };
    const error = (await mailEdition({ url, from }, mail, [to])).get(to);
    if (error === undefined) await store.putDecisions(MAILED, [{ name, value: now().toISOString() }]);
    deliveries.push({ to, ...(error !== undefined && { error }) });
  }
  return deliveries;
}
