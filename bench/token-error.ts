import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { countTokens } from 'gpt-tokenizer/encoding/o200k_base';
import { runExampleAgents } from '../examples/agents/run-example-agents.ts';
import { estimateTokens } from '../src/core/estimate-tokens.ts';
import { importFiles } from '../src/trajectory/import-files.ts';
import { partText } from '../src/trajectory/trajectory.ts';
import { median } from './median.ts';

const SHORTEST = 200;

/** Error of the token estimate against the o200k tokenizer, per text of 200 characters or more and in all. */
export async function tokenError(paths: readonly string[] = []): Promise<string[]> {
  const directory = mkdtempSync(join(tmpdir(), 'ethogram-bench-'));
  await runExampleAgents({ directory });
  let estimated = 0;
  let counted = 0;
  const errors: number[] = [];
  for await (const item of importFiles([directory, ...paths])) {
    if (!('trajectory' in item)) continue;
    for (const text of item.trajectory.steps.flatMap(({ parts }) => parts.map(partText))) {
      if (text.length < SHORTEST) continue;
      const exact = countTokens(text, { disallowedSpecial: new Set() });
      const guess = estimateTokens(text);
      estimated += guess;
      counted += exact;
      errors.push(Math.abs(guess - exact) / exact);
    }
  }
  rmSync(directory, { recursive: true });
  const all = ((estimated / counted - 1) * 100).toFixed(1);
  return [
    `token estimate: median error ${(median(errors) * 100).toFixed(1)}% per text (n = ${errors.length}), ${all}% in all, against o200k_base`,
  ];
}
