import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { emptyFolder } from './run-cli.ts';
import { ROOT } from './source-files.ts';

const env = {
  ...process.env,
  PATH: `${dirname(process.execPath)}:${join(ROOT, 'node_modules/.bin')}:${process.env['PATH'] ?? ''}`,
};

test('the packed tarball works when installed into an empty folder', () => {
  const folder = emptyFolder();
  execFileSync('npm', ['pack', '--pack-destination', folder, '--silent'], { cwd: ROOT, env, stdio: 'pipe' });
  const tarball = join(folder, `ethogram-${version()}.tgz`);
  execFileSync('publint', [tarball, '--strict'], { cwd: ROOT, env, stdio: 'pipe' });
  writeFileSync(join(folder, 'package.json'), '{"private":true}');
  execFileSync('npm', ['install', '--no-audit', '--no-fund', '--prefer-offline', '--silent', tarball], {
    cwd: folder,
    env,
    stdio: 'pipe',
  });
  const run = (...args: string[]): string =>
    execFileSync(process.execPath, [join(folder, 'node_modules/ethogram/bin/ethogram.js'), ...args], {
      cwd: folder,
      env: { ...env, HOME: folder },
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  assert.equal(run('--version'), `${version()}\n`);
  assert.match(run('demo'), /Five behaviors/);
  // The packages that speak to providers are optional: without one, the command says which.
  assert.throws(
    () => run('solve', '--generate', 'arithmetic', '-n', '1', '--model', 'ollama:some'),
    /error\[model-unusable\]: .*@ai-sdk\/openai-compatible[\s\S]*npm install @ai-sdk\/openai-compatible/,
  );
  assert.ok(existsSync(join(folder, 'ethogram-report.html')));
  const names = execFileSync(
    process.execPath,
    ['--input-type=module', '-e', "console.log(Object.keys(await import('ethogram')).length)"],
    {
      cwd: folder,
      encoding: 'utf8',
    },
  );
  assert.ok(Number(names) > 10);
});

test('the lock file holds no download addresses', () => {
  assert.doesNotMatch(readFileSync(join(ROOT, 'package-lock.json'), 'utf8'), /"resolved"/);
});

function version(): string {
  return (JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { version: string }).version;
}
