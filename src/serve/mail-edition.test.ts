import assert from 'node:assert/strict';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { SMTPServer } from 'smtp-server';
import { mailEdition } from './mail-edition.ts';

test('each address gets a message of its own, and one that is refused is told apart', async () => {
  const got: { to: string[]; body: string }[] = [];
  const server = new SMTPServer({
    disabledCommands: ['STARTTLS'],
    onAuth: ({ username, password }, _session, done) =>
      done(username === 'robot' && password === 'p@ss' ? null : new Error('no'), { user: username }),
    onRcptTo: ({ address }, _session, done) =>
      done(address.startsWith('nobody') ? Object.assign(new Error('no such box'), { responseCode: 550 }) : null),
    onData: (stream, session, done) => {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        got.push({
          to: session.envelope.rcptTo.map(({ address }) => address),
          body: Buffer.concat(chunks).toString('utf8'),
        });
        done();
      });
    },
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.server.address() as AddressInfo;
  const mail = { subject: 'Handbook, 2026-03-08', text: 'Nothing has changed.', html: '<p>Nothing has changed.</p>' };
  const at = (url: string) => ({ url, from: 'Ethogram <ethogram@example.org>' });
  try {
    const fates = await mailEdition(at(`smtp://robot:p%40ss@127.0.0.1:${port}`), mail, [
      'a@example.org',
      'nobody@example.org',
      'b@example.org',
      'c@example.org, d@example.org',
      'e@example.org\r\nBcc: f@example.org',
      'nowhere',
    ]);
    assert.equal(fates.get('a@example.org'), undefined);
    assert.match(fates.get('nobody@example.org')!, /^550 no such box/);
    for (const several of ['c@example.org, d@example.org', 'e@example.org\r\nBcc: f@example.org', 'nowhere']) {
      assert.equal(fates.get(several), 'found no single address, expected NAME@HOST');
    }
    assert.deepEqual(
      got.map(({ to }) => to),
      [['a@example.org'], ['b@example.org']],
    );
    assert.match(got[0]!.body, /Subject: Handbook, 2026-03-08[\s\S]*text\/plain[\s\S]*text\/html/);
    const refused = await mailEdition(at(`smtp://robot:wrong@127.0.0.1:${port}`), mail, ['a@example.org']);
    assert.doesNotMatch(refused.get('a@example.org')!, /wrong|127/);
  } finally {
    await new Promise<void>((resolve) => server.close(resolve));
  }
  const gone = await mailEdition(at(`smtp://127.0.0.1:${port}`), mail, ['a@example.org']);
  assert.equal(gone.get('a@example.org'), 'the mail server could not be reached (ESOCKET)');
});
