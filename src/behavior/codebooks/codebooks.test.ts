import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test, type TestContext } from 'node:test';
import { parse } from 'yaml';
import { seededRandom, type Random } from '../../core/random.ts';
import { compileCues } from '../cue/compile-cues.ts';
import type { Code, Codebook } from '../codebook.ts';
import { codebookNames, loadCodebooks, shippedCodebook } from './load-codebooks.ts';
import { parseCodebook } from './parse-codebook.ts';

const CODEBOOKS = loadCodebooks();

/** Sentence templates by the habit they show or come near to; see `habit-templates.yaml`. */
interface Templates {
  readonly shows: Readonly<Record<string, readonly string[]>>;
  readonly near: Readonly<Record<string, readonly string[]>>;
  readonly plain: readonly string[];
}
interface TemplateFile {
  readonly fillers: Readonly<Record<string, readonly string[]>>;
  readonly seen: Templates;
  readonly 'held-back': Templates;
}
const TEMPLATES = parse(readFileSync(new URL('../habit-templates.yaml', import.meta.url), 'utf8')) as TemplateFile;

function codesWithCues({ codes }: Codebook): readonly Code[] {
  return codes.filter(({ match }) => match.cues !== undefined);
}

test('the codebooks of the literature are there, whole', () => {
  const slugs = new Map(CODEBOOKS.map(({ name, codes }) => [name, codes.map(({ slug }) => slug)]));
  const count = (name: string): number | undefined => slugs.get(name)?.length;
  assert.deepEqual(slugs.get('four-habits'), ['verification', 'backtracking', 'subgoal-setting', 'backward-chaining']);
  assert.equal(count('agentic-search'), 4);
  assert.deepEqual(slugs.get('overthinking')?.slice(0, 3), [
    'analysis-paralysis',
    'rogue-actions',
    'premature-disengagement',
  ]);
  assert.equal(count('habits-of-mind'), 16);
  assert.equal(count('blind-goal-directedness'), 6);
  assert.equal(count('multi-agent-failures'), 14);
  assert.equal(count('planning-criteria'), 5);
  assert.equal(count('boundaries'), 7);
  assert.deepEqual(slugs.get('action-classes'), ['suggestive', 'generative', 'autonomous', 'destructive']);
  assert.deepEqual(slugs.get('reactions'), ['thanks', 'correction', 'repetition', 'abandonment', 'approval']);
  for (const name of [
    'parallel-thinking',
    'language-switch',
    'security',
    'gaming',
    'unverified-claims',
    'changed-goal',
  ])
    assert.ok(count(name)! > 0, name);
});

test('every pattern of the codebooks that ship is one that codebooks may have', () => {
  for (const name of codebookNames()) {
    const path = shippedCodebook(name);
    assert.equal(parseCodebook(readFileSync(path, 'utf8'), path).hash, loadCodebooks([name])[0]!.hash);
  }
});

test('every code says what counts and what does not, and shows both', () => {
  const thin = CODEBOOKS.filter(({ name }) => !['agent-runs', 'moves'].includes(name)).flatMap(({ name, codes }) =>
    codes
      .filter(
        ({ include, exclude, examples }) =>
          include.length === 0 || exclude.length === 0 || examples.positive.length < 3 || examples.nearMiss.length < 3,
      )
      .map(({ slug }) => `${name}/${slug}`),
  );
  assert.deepEqual(thin, []);
});

test('a slug names one code, whatever the codebook', () => {
  const slugs = loadCodebooks().flatMap(({ codes }) => codes.map(({ slug }) => slug));
  assert.deepEqual(slugs.toSorted(), [...new Set(slugs)].toSorted());
});

test('no example of a code stands among the examples of another code of its codebook', () => {
  for (const { name, codes } of CODEBOOKS) {
    const positives = codes.flatMap(({ examples }) => examples.positive);
    assert.equal(new Set(positives).size, positives.length, name);
  }
});

test('on the examples of their codebook cues find their own code and few others', (t) => {
  for (const codebook of CODEBOOKS) {
    const codes = codesWithCues(codebook);
    if (codes.length === 0) continue;
    const reader = compileCues([codebook]);
    const tally = { right: 0, wrong: 0, missed: 0 };
    for (const { slug, examples } of codes) {
      for (const text of examples.positive) {
        const found = new Set(reader.read(text).map(({ code }) => code.slug));
        if (found.delete(slug)) tally.right++;
        else tally.missed++;
        tally.wrong += found.size;
      }
    }
    const precision = tally.right / (tally.right + tally.wrong);
    t.diagnostic(`${codebook.name}: precision ${precision.toFixed(2)}, recall ${recall(tally).toFixed(2)}`);
    assert.equal(tally.missed, 0, codebook.name);
    // An example may show a second code as well, such as a refusal that apologises.
    assert.ok(precision >= 0.7, `${codebook.name}: ${JSON.stringify(tally)}`);
  }
});

test('codes read German where they say so, and are not observable where they do not', () => {
  const german = new Map<string, number>();
  for (const { name, codes } of CODEBOOKS) {
    const known = codes.filter(({ match }) => match.cues?.some(({ language }) => language === 'de') === true);
    if (known.length > 0) german.set(name, known.length);
  }
  assert.equal(german.get('four-habits'), 4);
  assert.equal(german.get('reactions'), 5);
  assert.equal(german.get('boundaries'), 7);
});

test('the four habits are found in wordings that the cues were made for', (t) => {
  for (const [habit, f1] of scores(t, TEMPLATES.seen, 1)) assert.ok(f1 >= 0.9, `${habit}: F1 ${f1}`);
});

test('the four habits are found in wordings that were held back', (t) => {
  for (const [habit, f1] of scores(t, TEMPLATES['held-back'], 2)) assert.ok(f1 >= 0.8, `${habit}: F1 ${f1}`);
});

/**
 * F1 per habit over sentences made from templates. Each sentence that shows a habit also comes once in a quotation and once in
 * somebody else's mouth, and every fourth in program code, where it shows none.
 */
function scores(t: TestContext, templates: Templates, seed: number): [habit: string, f1: number][] {
  const random = seededRandom(seed);
  const books = loadCodebooks(['four-habits']);
  const reader = compileCues(books);
  const habits = Object.keys(templates.shows);
  const tallies = new Map(habits.map((habit) => [habit, { right: 0, wrong: 0, missed: 0 }]));
  const examine = (text: string, shown: string | undefined): void => {
    const found = new Set(reader.read(text, { language: 'en' }).map(({ code }) => code.slug));
    // As detection does where one place can show only one.
    for (const { codes } of books[0]!.exclusions ?? []) {
      const first = codes.findIndex((slug) => found.has(slug));
      for (const weaker of codes.slice(first + 1)) found.delete(weaker);
    }
    for (const [habit, tally] of tallies) {
      if (found.has(habit)) tally[habit === shown ? 'right' : 'wrong']++;
      else if (habit === shown) tally.missed++;
    }
  };
  for (const habit of habits) {
    for (const [index, template] of templates.shows[habit]!.entries()) {
      for (let i = 0; i < 4; i++) examine(fill(template, random), habit);
      examine(
        `"${fill(template, random)}" is what the ${random.pick(['note', 'poster', 'old hand', 'film'])} said.`,
        undefined,
      );
      examine(
        `${random.pick(['Ann wrote', 'His answer was', 'The chef said'])}: "${fill(template, random)}"`,
        undefined,
      );
      if (index % 4 === 0) examine(`\`\`\`\n# ${fill(template, random)}\n\`\`\``, undefined);
    }
    for (const template of templates.near[habit]!)
      for (let i = 0; i < 4; i++) examine(fill(template, random), undefined);
  }
  for (const template of templates.plain) for (let i = 0; i < 4; i++) examine(fill(template, random), undefined);
  return [...tallies].map(([habit, tally]) => {
    const { right, wrong, missed } = tally;
    const f1 = (2 * right) / (2 * right + wrong + missed);
    t.diagnostic(`${habit}: precision ${(right / (right + wrong)).toFixed(2)}, recall ${recall(tally).toFixed(2)}, F1 ${f1.toFixed(2)}`); // prettier-ignore
    return [habit, f1];
  });
}

function recall({ right, missed }: { readonly right: number; readonly missed: number }): number {
  return right / (right + missed);
}

function fill(template: string, random: Random): string {
  const filled = template.replace(/\{(\w+)\}/g, (_, slot: string) => random.pick(TEMPLATES.fillers[slot]!));
  return filled.includes('{') ? fill(filled, random) : filled;
}
