import { createTransport } from 'nodemailer';

/** A mail server, from the environment. */
export interface MailServer {
  /** `smtp://user:password@host:port` or `smtps://…`; never shown. */
  readonly url: string;
  readonly from: string;
}

/** A message with both its forms. */
export interface EditionMail {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

const TIMEOUT_MS = 20_000;
// One mailbox without a display name: a list, a group or a line break would name readers that nobody sees named.
const ONE_ADDRESS = /^[^\s\p{Cc}<>()[\]:;,@"\\]+@[^\s\p{Cc}<>():;,@"\\]+$/u;

/**
 * Sends a message to each address by itself, so that nobody sees who else reads it.
 *
 * @returns per address what went wrong, in the server's words without the server's address or password; undefined when it was
 *   accepted
 */
export async function mailEdition(
  { url, from }: MailServer,
  { subject, text, html }: EditionMail,
  addresses: readonly string[],
): Promise<Map<string, string | undefined>> {
  const transport = createTransport({
    url,
    connectionTimeout: TIMEOUT_MS,
    greetingTimeout: TIMEOUT_MS,
    socketTimeout: TIMEOUT_MS,
    // The message is ours, but what it quotes is not: nothing in it may name a file or an address to fetch.
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  const fates = new Map<string, string | undefined>();
  try {
    for (const to of addresses) {
      if (!ONE_ADDRESS.test(to)) {
        fates.set(to, 'found no single address, expected NAME@HOST');
        continue;
      }
      try {
        await transport.sendMail({ from, to, subject, text, html });
        fates.set(to, undefined);
      } catch (error) {
        fates.set(to, reasonOf(error));
      }
    }
  } finally {
    transport.close();
  }
  return fates;
}

function reasonOf(error: unknown): string {
  const { code, response } = error as { code?: string; response?: string };
  if (response !== undefined) return response.replace(/[\p{Cc}\p{Cf}]+/gu, ' ').slice(0, 200);
  return `the mail server could not be reached (${code ?? 'unknown'})`;
}
