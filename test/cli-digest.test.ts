import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { SMTPServer } from 'smtp-server';
import { proposedBehavior } from '../src/handbook/proposed-behavior.ts';
import { openStore } from '../src/store/open-store.ts';
import { emptyFolder, runCli, type CliRun } from './run-cli.ts';

const folder = emptyFolder();
const digest = async (args: readonly string[], env: Record<string, string> = {}): Promise<CliRun> =>
  runCli(['digest', ...args], { cwd: folder, env });

before(async () => {
  const store = await openStore(join(folder, '.ethogram/ethogram.db'));
  const words = { name: 'behavior_ask_first', instruction: 'Ask before you cancel a booking.', kind: 'workflow' } as const; // prettier-ignore
  await store.putBehaviors([proposedBehavior(words, { by: 'test' })], {
    action: 'mined',
    at: new Date(Date.now() - 3_600_000).toISOString(),
  });
  await store.close();
});

test('an edition tells what is new, for saved searches too, and stays as it is', async () => {
  assert.equal((await digest(['subscribe', 'cancel a booking', '--name', 'bookings'])).code, 0);
  const first = await digest(['--json']);
  assert.equal(first.code, 0, first.stderr);
  const { edition, sections } = JSON.parse(first.stdout) as { edition: { id: string }; sections: { title: string }[] };
  assert.deepEqual(
    sections.map(({ title }) => title),
    ['New', 'For “bookings”'],
  );
  assert.equal((await digest(['--json'])).stdout, first.stdout);
  assert.equal((await digest(['show', edition.id, '--json'])).stdout, first.stdout);
  const again = JSON.parse((await digest(['--again', '--json'])).stdout) as typeof JSON & { edition: { id: string } };
  assert.equal(again.edition.id, `${edition.id}-2`);
  assert.match((await digest(['list'])).stdout, new RegExp(`^${edition.id}  .*1 new, 0 approved`, 'm'));
  const written = await digest(['show', edition.id, '--out', 'news', '--base-url', 'https://example.org/news']);
  assert.equal(written.code, 0, written.stderr);
  for (const name of [`${edition.id}.md`, `${edition.id}.html`, `${edition.id}-2.html`, 'feed.atom']) {
    assert.ok(existsSync(join(folder, 'news', name)), name);
  }
  assert.match(readFileSync(join(folder, 'news/feed.atom'), 'utf8'), /https:\/\/example\.org\/news\/feed\.atom/);
});

test('an edition is mailed once to each who asked, and says so when no server is configured', async () => {
  const to: string[] = [];
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    onData: (stream, session, done) => {
      to.push(...session.envelope.rcptTo.map(({ address }) => address));
      stream.on('end', () => done()).resume();
    },
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.server.address() as AddressInfo;
  const env = { ETHOGRAM_SMTP: `smtp://127.0.0.1:${port}`, ETHOGRAM_MAIL_FROM: 'ethogram@example.org' };
  try {
    const missing = await digest(['--mail', 'a@example.org']);
    assert.equal(missing.code, 2);
    assert.match(missing.stderr, /error\[bad-argument\]: --mail: found no mail server[\s\S]*hint: ETHOGRAM_SMTP=/);
    const sent = await digest(['--mail', 'a@example.org', '--mail', 'b@example.org'], env);
    assert.equal(sent.code, 0, sent.stderr);
    await digest(['--mail', 'a@example.org'], env);
    assert.deepEqual(to, ['a@example.org', 'b@example.org']);
  } finally {
    await new Promise<void>((resolve) => server.close(resolve));
  }
  const down = await digest(['--mail', 'c@example.org'], env);
  assert.equal(down.code, 1);
  assert.match(down.stderr, /Not sent to c@example\.org: the mail server could not be reached/);
});

test('what digest cannot do it says', async () => {
  assert.match((await digest(['shwo'])).stderr, /digest: found "shwo", expected one of now, list/);
  assert.match((await digest(['show'])).stderr, /digest show: found nothing, expected an edition/);
  assert.match((await digest(['show', '1999-01-01'])).stderr, /found no edition "1999-01-01"/);
  assert.match((await digest(['subscribe', 'x', '--name', 'a\r\nBcc: b'])).stderr, /found a name of several lines/);
  assert.match((await digest(['unsubscribe', 'no'])).stderr, /found no saved search "no"/);
  assert.match((await digest(['--since', '2999-01-01'])).stderr, /--since: found 2999/);
});
