import { enableCompileCache } from 'node:module';
import { dirname } from 'node:path';

// What one test file, thread or program has compiled, the next need not: `npm test` preloads this.
const { directory } = enableCompileCache();
if (directory !== undefined) process.env['NODE_COMPILE_CACHE'] = dirname(directory);
