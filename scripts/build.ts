import { execFileSync } from 'node:child_process';
import { cpSync, globSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

// Builds what is published: JavaScript and declarations of src/ and of the example agents that the demo runs, and the data
// files that lie beside the sources.
const root = fileURLToPath(new URL('..', import.meta.url));
rmSync(`${root}dist`, { recursive: true, force: true });
execFileSync(process.execPath, [`${root}node_modules/typescript/bin/tsc`, '-p', 'tsconfig.build.json'], {
  cwd: root,
  stdio: 'inherit',
});
for (const path of globSync('src/**/*.{yaml,json,md,css,js}', { cwd: root }))
  cpSync(`${root}${path}`, `${root}dist/${path}`);
