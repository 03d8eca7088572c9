#!/usr/bin/env node
// Plain JavaScript, so that any Node can start it: runs Ethogram under this Node when it is new enough, else under the
// Node that the checkout brings (npm package `node`).
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const NEEDED = 24;
const path = (relative) => fileURLToPath(new URL(relative, import.meta.url));

if (Number(process.versions.node.split('.')[0]) >= NEEDED) {
  const { enableCompileCache } = await import('node:module');
  enableCompileCache();
  const source = path('../src/cli.ts');
  const { main } = await import(existsSync(source) ? source : path('../dist/src/cli.js'));
  await main(process.argv.slice(2));
} else {
  const node = path('../node_modules/node/bin/node');
  if (existsSync(node)) {
    const child = spawn(node, [path('./ethogram.js'), ...process.argv.slice(2)], { stdio: 'inherit' });
    const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
    for (const signal of signals) process.on(signal, () => child.kill(signal));
    child.on('error', (error) => {
      console.error(`error[old-node]: ${node}: could not be started: ${error.message}`);
      process.exit(2);
    });
    child.on('exit', (code, signal) => {
      if (signal === null) process.exit(code ?? 2);
      // With a listener the signal would only be passed on to a child that is gone.
      for (const name of signals) process.removeAllListeners(name);
      process.kill(process.pid, signal);
    });
  } else {
    console.error(`error[old-node]: Node ${process.versions.node} found, Node ${NEEDED} or newer needed`);
    console.error('  hint: npm install --global node@24, or run npm ci in a checkout, which brings its own');
    process.exit(2);
  }
}
