import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { reflectingMind } from '../src/model/testing/minds/reflecting-mind.ts';
import { solverMind } from '../src/model/testing/minds/solver-mind.ts';
import { startModelServer } from '../src/model/testing/start-model-server.ts';
import { PROVIDERS } from '../src/model/model-name.ts';
import { emptyFolder, runCli } from './run-cli.ts';
import { ROOT } from './source-files.ts';

const doc = readFileSync(join(ROOT, 'docs/models.md'), 'utf8');

test('docs/models.md names the package and key of every provider', async () => {
  const rows = [...doc.matchAll(/^\| `(\w+)` \| `(@ai-sdk\/[\w-]+)` \| `(\w+)`/gm)].map(([, ...cells]) => cells);
  assert.deepEqual(rows.map(([provider]) => provider), PROVIDERS);
  const peers = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { peerDependencies: Record<string, string> };
  // The package of types that the middleware's declarations name is no provider.
  const { '@ai-sdk/provider': _, ...providers } = peers.peerDependencies;
  assert.deepEqual(rows.map(([, name]) => name).sort(), Object.keys(providers).sort());
  for (const [provider, , key] of rows.slice(0, 3)) {
    const { stderr } = await runCli(['solve', '--generate', 'arithmetic', '--model', `${provider}:any`], { cwd: emptyFolder() });
    assert.match(stderr, new RegExp(`found no key in the environment, expected ${key}\\b`));
  }
}); // prettier-ignore

test('the commands of docs/models.md run, one after the other', async (t) => {
  const server = await startModelServer(reflectingMind(solverMind({ seed: 1 })));
  t.after(() => server.close());
  const cwd = emptyFolder();
  const env = { ETHOGRAM_MODEL: 'compatible:any', ETHOGRAM_BASE_URL: `${server.url}/v1` };
  const commands = [...doc.matchAll(/```sh\n([\s\S]*?)```/g)]
    .flatMap(([, block]) => block!.trim().split('\n'))
    .map((line) => line.replace(/#.*/, '').trim());
  assert.equal(commands.filter((line) => line.startsWith('ethogram ')).length, commands.length - 1);
  let ids: readonly string[] = [];
  for (const command of commands.slice(1)) {
    const args = command.split(/\s+/).slice(1).flatMap((arg) => (arg === 'ID' ? ids : [arg])); // prettier-ignore
    const { code, stdout, stderr } = await runCli(command.includes('--json') ? args : [...args, '--json'], {
      cwd,
      env,
    });
    assert.equal(code, 0, `${command}: ${stderr}`);
    if (args[0] === 'mine') ids = (JSON.parse(stdout) as { behaviors: { id: string; foundBy?: string }[] }).behaviors.filter(({ foundBy }) => foundBy !== undefined).map(({ id }) => id); // prettier-ignore
    if (args[1] === '--jsonl') assert.equal(stdout.trim().split('\n').length, server.requests.length);
  }
  assert.equal(ids.length, 2);
});
