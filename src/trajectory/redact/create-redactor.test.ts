import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { createRedactor } from './create-redactor.ts';

// Put together here, so that no file of the project holds anything of a key's shape.
const key = (prefix: string, length: number): string => prefix + 'aB3dE6gH9jK2mN5pQ8sT'.repeat(6).slice(0, length);
const KEYS = {
  'an OpenAI key': key('sk-', 40),
  'an OpenAI project key': key('sk-proj-', 80),
  'an Anthropic key': key('sk-ant-', 90),
  'a GitHub token': key('ghp_', 36),
  'a GitHub fine-grained token': key('github_pat_', 70),
  'an AWS access key': `AKIA${'ABCD2345'.repeat(2)}`,
  'a Google key': key('AIza', 35),
  'a Slack token': key('xoxb-', 40),
  'a Stripe key': key('sk_live_', 24),
  'a JWT': `${key('eyJ', 30)}.${key('eyJ', 60)}.${key('', 43)}`,
  'an npm token': key('npm_', 36),
  'a Hugging Face token': key('hf_', 34),
  'a SendGrid key': `SG.${key('', 22)}.${key('', 43)}`,
};

for (const [what, secret] of Object.entries(KEYS)) {
  test(`${what} is replaced wherever it stands`, () => {
    for (const [text, redacted] of [
      [secret, '[key-1]'],
      [`export KEY=${secret}\n`, 'export KEY=[key-1]\n'],
      [`{"k": "${secret}"}`, '{"k": "[key-1]"}'],
      [`{"command": "a\\n${secret}\\n"}`, '{"command": "a\\n[key-1]\\n"}'],
      [`"${secret}" and '${secret}'`, `"[key-1]" and '[key-1]'`],
    ] as const) {
      // The prefix of these two is set off by a dot and stays.
      const expected = secret.startsWith('SG.') ? redacted.replaceAll('[key-1]', 'SG.[key-1]') : redacted;
      assert.equal(createRedactor().text(text), expected);
    }
  });
}

test('bearer tokens and assigned secrets are replaced, ids and hashes are not', () => {
  const secret = key('', 32);
  for (const [text, redacted] of [
    [`Authorization: Bearer ${secret}`, 'Authorization: Bearer [key-1]'],
    [`api_key = "${secret}"`, 'api_key = "[key-1]"'],
    [`"client_secret": "${secret}"`, '"client_secret": "[key-1]"'],
    [`{\\"access_token\\":\\"${secret}\\"}`, '{\\"access_token\\":\\"[key-1]\\"}'],
    [`aws_secret_access_key=${secret}/x+y`, 'aws_secret_access_key=[key-1]'],
    ['DB_PASSWORD=hunter2-hunter2', 'DB_PASSWORD=[password-1]'],
    ['"password": "correct-h0rse"', '"password": "[password-1]"'],
    ['postgres://shop:pw1@localhost:5432/db', 'postgres://shop:[password-1]@localhost:5432/db'],
    ['password: s3cret! # the old one', 'password: [password-1] # the old one'],
  ]) {
    assert.equal(createRedactor().text(text!), redacted);
  }
  for (const text of [
    'call_oIHazX6yQrB8hUwl4cRilFKj',
    'commit 3f786850e387550fdab836ed7e6dc881de23001b',
    '"session": "8463c716-a2ea-4c14-9efa-87158ebd9f20"',
    'class="sk-folding-cube-with-long-name"',
    'password = os.environ["DB_PASSWORD"]',
    'password: string;',
    'Enter your password: ',
    'const password = getPassword(user);',
    'password=${PASSWORD}',
    'postgres://user:$PASSWORD@localhost/db and https://x.org/@mia:3',
    'npm_config_cache and ghp_ and sk-',
    'task-4-of-the-very-long-plan-with-1-number',
  ]) {
    assert.equal(createRedactor().text(text), text);
  }
});

test('a private key is replaced as a whole, cut off or not', () => {
  const head = `-----BEGIN RSA PRIVATE KEY-----`;
  const end = `-----END RSA PRIVATE KEY-----`;
  const { text } = createRedactor();
  assert.equal(text(`a\n${head}\nMIIE\n${end}\nb`), 'a\n[key-1]\nb');
  assert.equal(text(`${head}\nMIIE`), '[key-2]');
  const certificate = '-----BEGIN CERTIFICATE-----\nMIIE\n-----END CERTIFICATE-----';
  assert.equal(text(certificate), certificate);
});

test('e-mail addresses are replaced; packages, decorators and remotes are not', () => {
  const { text } = createRedactor();
  assert.equal(text('Ann <ann.lee+x@mail.example.com>, bob@163.com.'), 'Ann <[email-1]>, [email-2].');
  assert.equal(text('{"a": "x\\nann.lee+x@mail.example.com\\n"}'), '{"a": "x\\n[email-1]\\n"}');
  assert.equal(text('\\u0041bob@163.com'), '\\u0041[email-2]');
  for (const plain of [
    'left-pad@1.2.3.tgz',
    '@app.route("/x")',
    'git@github.com:o/r.git',
    'react@19.1.0',
    'a @ b.com',
    'x@y',
  ]) {
    assert.equal(text(plain), plain);
  }
});

test('user names in home directories are replaced, however the path is written', () => {
  const { text } = createRedactor();
  for (const [path, redacted] of [
    ['/home/mia/code/x.ts', '/home/[user-1]/code/x.ts'],
    ['cd /Users/mia && ls', 'cd /Users/[user-1] && ls'],
    ['C:\\Users\\mia\\x', 'C:\\Users\\[user-1]\\x'],
    ['"C:\\\\Users\\\\mia\\\\x"', '"C:\\\\Users\\\\[user-1]\\\\x"'],
    ['file:///home/mia/x', 'file:///home/[user-1]/x'],
    ['/mnt/c/Users/mia/x', '/mnt/c/Users/[user-1]/x'],
    ['~/.claude/projects/-Users-mia-code/x', '~/.claude/projects/-Users-[user-1]-code/x'],
    ['~/.claude/projects/-home-mia-code/x', '~/.claude/projects/-home-[user-1]-code/x'],
    ['/home/zoë.b:/home/mia', '/home/[user-2]:/home/[user-1]'],
  ]) {
    assert.equal(text(path!), redacted);
  }
  for (const plain of [
    'https://example.com/home/garden',
    '/home/$USER/x',
    '/Users/Shared/x',
    '/home/*/x',
    'api.example.com/Users/7',
  ]) {
    assert.equal(text(plain), plain);
  }
});

test('the same secret has the same placeholder, numbered by first appearance, and counts tell how many there were', () => {
  const redactor = createRedactor();
  assert.equal(redactor.text('b@x.org a@x.org b@x.org'), '[email-1] [email-2] [email-1]');
  assert.deepEqual(redactor.json({ 'a@x.org': ['/home/mia', { n: 1, deep: 'a@x.org' }] }), {
    '[email-2]': ['/home/[user-1]', { n: 1, deep: '[email-2]' }],
  });
  assert.deepEqual(redactor.counts(), { email: 5, user: 1 });
});

test('what holds no secret is returned as it is', () => {
  const value = { a: ['x', { b: 1 }], c: null };
  assert.equal(createRedactor().json(value), value);
});

test('redacting again changes nothing, and JSON stays JSON', () => {
  const pieces = fc.constantFrom(
    ...Object.values(KEYS),
    'a@b.org',
    '/home/mia/',
    'C:\\Users\\mia',
    'password: "x1y2z3"',
    '\\n',
    '"',
    ' ',
    '@',
    '.',
    '-',
  );
  const texts = fc.array(fc.oneof(pieces, fc.string())).map((list) => list.join(''));
  fc.assert(
    fc.property(texts, (text) => {
      const once = createRedactor().text(text);
      assert.equal(createRedactor().text(once).replace(/\d+/g, ''), once.replace(/\d+/g, ''));
      assert.equal(typeof JSON.parse(createRedactor().text(JSON.stringify(text))), 'string');
    }),
    { numRuns: 500 },
  );
});

test('a megabyte of anything is read in time that is linear in it', () => {
  const parts = [
    'a',
    '@',
    'a@',
    'a.',
    '/home/',
    '/home/a',
    'Users\\',
    'password=',
    'PASSWORD: a1',
    '-----BEGIN ',
    '\\',
    'eyJ',
    'sk-a1B',
    '-',
    '_x1',
    'é@',
    ': "',
  ];
  for (const part of parts) {
    const text = part.repeat(1_000_000 / part.length);
    const started = performance.now();
    createRedactor().text(text);
    createRedactor().text(`eyJ${text}`);
    assert.ok(performance.now() - started < 5000, part);
  }
});
