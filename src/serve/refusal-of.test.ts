import assert from 'node:assert/strict';
import { test } from 'node:test';
import { refusalOf, type Admission } from './refusal-of.ts';

const HERE: Admission = { host: '127.0.0.1' };
const GUARDED: Admission = { host: '0.0.0.0', token: 'a secret' };

function refused(
  headers: Record<string, string>,
  admission: Admission = HERE,
  { isPassedOn = true, method = 'POST' }: { isPassedOn?: boolean; method?: string } = {},
): string | undefined {
  return refusalOf({ headers, method }, admission, { isPassedOn })?.code;
}

test('programs of this machine are let in by any of its names', () => {
  for (const host of ['127.0.0.1:4747', 'localhost:4747', 'LOCALHOST', '[::1]:4747', '127.0.0.53']) {
    assert.equal(refused({ host }), undefined, host);
  }
});

test('a name that somebody pointed at this machine is refused', () => {
  for (const host of [
    'evil.example',
    'evil.example:4747',
    'localhost.evil.example',
    '127.0.0.1.evil.example',
    '',
    '[::1',
  ]) {
    assert.equal(refused({ host }), 'bad-host', host);
  }
});

test('pages of other sites are refused, our own are not', () => {
  const host = '127.0.0.1:4747';
  assert.equal(refused({ host, origin: 'https://evil.example' }), 'cross-origin');
  assert.equal(refused({ host, origin: 'http://127.0.0.1:3000' }), 'cross-origin');
  assert.equal(refused({ host, origin: 'null' }), 'cross-origin');
  assert.equal(refused({ host, 'sec-fetch-site': 'cross-site' }), 'cross-origin');
  assert.equal(refused({ host, origin: 'http://127.0.0.1:4747' }), undefined);
  assert.equal(refused({ host, 'sec-fetch-site': 'same-origin' }), undefined);
});

test('a link on another site may lead to a page, and to nothing that acts', () => {
  const headers = { host: 'localhost', 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' };
  assert.equal(refused(headers, HERE, { isPassedOn: false, method: 'GET' }), undefined);
  assert.equal(refused(headers, HERE, { isPassedOn: false }), 'cross-origin');
  assert.equal(refused(headers, HERE, { method: 'GET' }), 'cross-origin');
});

test('with a token it is asked for, and names do not matter', () => {
  const host = 'agents.example';
  assert.equal(refused({ host }, GUARDED), 'bad-token');
  assert.equal(refused({ host, 'x-ethogram-token': 'a secre' }, GUARDED), 'bad-token');
  assert.equal(refused({ host, 'x-ethogram-token': 'a secret' }, GUARDED), undefined);
});

test('the authorisation of a request that is passed on is the provider’s, that of any other may be the token', () => {
  const host = 'agents.example';
  const guarded = { host: '0.0.0.0', token: 'secret' };
  for (const authorization of ['Bearer secret', `Basic ${Buffer.from('me:secret').toString('base64')}`]) {
    assert.equal(refused({ host, authorization }, guarded), 'bad-token');
    assert.equal(refused({ host, authorization }, guarded, { isPassedOn: false }), undefined);
  }
});
