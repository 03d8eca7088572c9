import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { sha256 } from '../../core/content-key.ts';
import { seededRandom } from '../../core/random.ts';
import { modelName } from '../../model/model-name.ts';
import { openModel } from '../../model/open-model.ts';
import { promptText } from '../../model/testing/mind.ts';
import { startModelServer } from '../../model/testing/start-model-server.ts';
import { openStore } from '../../store/open-store.ts';
import { knownRelations } from './known-relations.ts';
import { mergeBehaviors, type MergeItem } from './merge-behaviors.ts';

const TOPICS = 20;
const random = seededRandom(7);
const vowels = 'aeiou';
const consonants = 'bdfgklmnprstvz';
const word = (): string =>
  Array.from({ length: 3 }, () => random.pick([...consonants]) + random.pick([...vowels])).join('');
const common = Array.from({ length: 400 }, word);
const vocabulary = Array.from({ length: TOPICS }, () => Array.from({ length: 12 }, word));

/** Wordings of one of twenty habits each: six words in ten are the habit's own. */
const items = Array.from({ length: 300 }, (_, i): MergeItem & { readonly topic: number } => {
  const topic = i % TOPICS;
  const words = Array.from({ length: 12 }, () => random.pick(random.chance(0.6) ? vocabulary[topic]! : common));
  return { words: { name: `behavior_${i}`, instruction: words.join(' ') }, topic, proposals: [] };
});
const topicOf = new Map(items.map(({ words, topic }) => [`${words.name}: ${words.instruction}`, topic]));

/** Groups that a model comes to which gives this share of wrong answers, the same for the same pair; and what it was asked. */
async function merged(wrong: number): Promise<{ readonly precision: number; readonly recall: number; readonly asked: number }> {
  const folder = mkdtempSync(join(tmpdir(), 'ethogram-merge-'));
  const store = await openStore(join(folder, 'a.db'));
  const server = await startModelServer((request) => {
    const prompt = promptText(request);
    const tag = /The tag is (\w{8})\./.exec(prompt)![1]!;
    const [first, ...others] = prompt.split(`#${tag} `).slice(1).map((entry) => entry.split('\n')[1]!.trim());
    const relations = others.map((other, i) => {
      const slips = Number.parseInt(sha256(`${first}|${other}`, 6), 16) / 0xffffff < wrong;
      const same = topicOf.get(first!) === topicOf.get(other);
      return { number: i + 1, reason: '', relation: same !== slips ? 'same' : 'different' };
    });
    return { text: JSON.stringify({ relations }) };
  });
  try {
    const model = await openModel(modelName('compatible:some', `${server.url}/v1`), { store, env: {}, cwd: folder, now: () => new Date() });
    const { groups, left } = await mergeBehaviors(model, items, { known: knownRelations([]), concurrency: 8 });
    assert.equal(left, 0);
    const groupOf = new Map(groups.flatMap((group, i) => group.items.map((item) => [item, i] as const)));
    const counts = { both: 0, together: 0, same: 0 };
    for (const [i, a] of items.entries()) {
      for (const b of items.slice(0, i)) {
        const together = groupOf.get(a) === groupOf.get(b);
        const same = a.topic === b.topic;
        counts.together += Number(together);
        counts.same += Number(same);
        counts.both += Number(together && same);
      }
    }
    return { precision: counts.both / counts.together, recall: counts.both / counts.same, asked: server.requests.length };
  } finally {
    await server.close();
    await store.close();
    rmSync(folder, { recursive: true });
  }
} // prettier-ignore

test('twenty habits in three hundred wordings come out as twenty, with about one question for each wording', async () => {
  const { precision, recall, asked } = await merged(0);
  assert.deepEqual([precision, recall], [1, 1]);
  assert.ok(asked <= 330, `${asked}`);
});

test('a wrong answer in twenty hardly does any harm', async () => {
  const { precision, recall } = await merged(0.05);
  assert.ok(precision >= 0.95 && recall >= 0.95, `precision ${precision}, recall ${recall}`);
});
