import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { runExampleAgents } from '../../examples/agents/run-example-agents.ts';
import { sha256 } from '../core/content-key.ts';
import { importFiles } from '../trajectory/import-files.ts';
import type { Code, Matcher } from './codebook.ts';
import { withHash } from './codebooks/parse-codebook.ts';
import { DETECTOR, runDetector } from './run-detector.ts';
import { STRUCTURES } from './structure/structures.ts';

// When this fails because other things are found: raise the version in DETECTOR, so that what an older one found is not taken
// for what this one finds, and put the new hash here. It does not depend on the codebooks that ship: they have hashes of their own.
const EXPECTED = { detector: 'cues-and-structure@3', hash: '53af53ebcf04' };

function codeOf(slug: string, match: Matcher, unit: Code['unit']): Code {
  return {
    slug,
    definition: slug,
    include: [],
    exclude: [],
    unit,
    kind: 'point',
    polarity: 'neutral',
    actors: ['agent'],
    counting: 'each',
    examples: { positive: [], nearMiss: [] },
    match,
  };
}

test('what is found on the example agents comes out as the version of the detector says', async () => {
  const cues = [String.raw`\b(?:let me|I will|I'll) .{0,20}check`, String.raw`\b(?:wait|that isn't)\b`];
  const codebook = withHash({
    name: 'all',
    version: '1',
    title: 'Everything',
    source: 'this file',
    codes: [
      ...[...STRUCTURES.keys()].map((name) => codeOf(name, { structure: name }, 'step')),
      ...cues.map((pattern, i) => codeOf(`cue-${i}`, { cues: [{ pattern }] }, 'reasoning')),
    ],
  });
  const detector = runDetector([codebook]);
  const directory = mkdtempSync(join(tmpdir(), 'ethogram-detector-'));
  await runExampleAgents({ directory, seed: 1, runs: { countdown: 40, shop: 40, coding: 20 } });
  const found: unknown[] = [];
  for await (const item of importFiles([directory])) {
    if (!('trajectory' in item)) continue;
    const { events, codings } = detector.detect(item.trajectory);
    for (const event of events) {
      const { code, steps, spans, actor, target, tier, confidence, modifiers } = event;
      found.push([code.replace(/@.*/, ''), steps, spans, actor, target, tier, confidence, modifiers]);
    }
    for (const { observedUnits, notObservable, observedTokens } of codings)
      found.push([observedUnits, notObservable, observedTokens]);
  }
  rmSync(directory, { recursive: true });
  assert.deepEqual({ detector: DETECTOR, hash: sha256(JSON.stringify(found), 12) }, EXPECTED);
});
