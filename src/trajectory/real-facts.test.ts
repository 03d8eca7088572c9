import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import type { Json } from '../core/json.ts';
import { importFiles } from './import-files.ts';
import { trajectoriesOf } from './testing/import-text.ts';
import { skipWithoutData } from './testing/shared-data.ts';
import { dataFiles } from './testing/text-law.ts';

// Words of the formats themselves, which the kinds of steps and parts stand for; and of lines, what their order says.
const STRUCTURE = /(?:^|\.)(?:type|role|agentId|parentUuid)$/;
// Moments between the first and the last line of a step.
const MOMENT = /^\d{4}-\d\d-\d\dT[\d:.]+Z$/;

const FOLDERS: readonly (readonly [title: string, folder: string, name: RegExp])[] = [
  ['Claude Code', 'claude-code-spotter', /\.jsonl$/],
  ['Claude Code, older', 'claude-code-log', /(?:representative|session_b|todowrite).*\.jsonl$/],
  ['Claude Code, exported', 'claude-code-transcripts', /\.jsonl?$/],
  ['Claude Code, by hand', 'inspect_scout/tests/sources/claude_code_source', /\.jsonl$/],
  ['Codex', 'codex-localpush', /\.jsonl$/],
  ['Codex, by hand', 'agentsview/internal/parser/testdata/codex', /\.jsonl$/],
  ['Gemini CLI', 'agentsview/internal/parser/testdata/gemini', /\.json$/],
];

for (const [title, folder, name] of FOLDERS) {
  test(`no text and no fact of the logs of ${title} is lost`, { skip: skipWithoutData }, async () => {
    const files = dataFiles(folder, name);
    assert.notEqual(files.length, 0);
    for (const path of files) {
      const found: string[] = [];
      for (const trajectory of trajectoriesOf(await Array.fromAsync(importFiles([path], { redact: false })))) {
        eachString(trajectory as unknown as Json, '', (_, text) => found.push(text));
      }
      const exact = new Set(found);
      const all = found.join('\n');
      // Files stand in results with the numbers of their lines.
      const bare = all.replaceAll(/^ *\d+[\t→]/gm, '');
      for (const record of recordsOf(readFileSync(path, 'utf8'))) {
        eachString(record, '', (place, text) => {
          if (text.trim() === '' || STRUCTURE.test(place) || MOMENT.test(text) || exact.has(text)) return;
          const isThere = [text, JSON.stringify(text).slice(1, -1)].some((form) => all.includes(form));
          assert.ok(isThere || bare.includes(text), `${path} ${place}: ${text.slice(0, 200)}`);
        });
      }
    }
  });
}

function recordsOf(content: string): Json[] {
  try {
    return [JSON.parse(content) as Json];
  } catch {
    return content.split('\n').flatMap((line) => (line.trim() === '' ? [] : [JSON.parse(line) as Json]));
  }
}

function eachString(value: Json, place: string, tell: (place: string, text: string) => void): void {
  if (typeof value === 'string') tell(place, value);
  else if (Array.isArray(value)) for (const item of value as readonly Json[]) eachString(item, place, tell);
  else if (typeof value === 'object' && value !== null) {
    for (const [name, item] of Object.entries(value)) eachString(item, `${place}.${name}`, tell);
  }
}
