import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { LABEL_HASH_LENGTH } from '../analysis/agreement/place-label.ts';
import { constantBaseline } from '../analysis/agreement/retrieval-scores.ts';
import type { Code, Cue } from '../behavior/codebook.ts';
import { cueReaderOf } from '../behavior/learned/cue-reader-of.ts';
import { learningCurve } from '../behavior/learned/cross-validate.ts';
import { learnWords } from '../behavior/learned/learn-words.ts';
import { proposeCues } from '../behavior/learned/propose-cues.ts';
import { OWN_CODEBOOKS, codebookNames } from '../behavior/codebooks/load-codebooks.ts';
import { parseCodebook } from '../behavior/codebooks/parse-codebook.ts';
import { textLanguage } from '../behavior/text/text-language.ts';
import { sha256 } from '../core/content-key.ts';
import { EthogramError } from '../core/ethogram-error.ts';
import { plural } from '../core/format-number.ts';
import { mostCommon } from '../core/most-common.ts';
import { textTable } from '../core/text-table.ts';
import { ACTORS, type Actor } from '../trajectory/trajectory.ts';
import { cannotWrite } from './cannot-write.ts';
import { codebookText, codeIn, withCues } from './codebook-text.ts';
import { listOption, textOption, type CommandContext, type CommandResult } from './command.ts';
import { nextToLabel } from './next-to-label.ts';
import { numberOption } from './number-option.ts';
import { openSegments, type UnlabelledSegment } from './open-segments.ts';
import { readLabelled, type LabelledPlace } from './read-labelled.ts';
import { withStore } from './with-store.ts';

const ASKED = 20;
// What nobody labelled stands for everything else; more of it changes no cue.
const BACKGROUND = 1000;
const UNITS = ['reasoning', 'step'] as const satisfies readonly Code['unit'][];

/** F1 on runs that were not learned from, after so many labels. */
interface Point {
  readonly labels: number;
  /** Of cues proposed from them. */
  readonly cues: number;
  /** Of a linear model over words, which also chooses what to label next. */
  readonly words: number;
}

/**
 * `ethogram codebook new NAME`: proposes a codebook of one code from a sentence and labels, tells how good its cues are on
 * runs they were not proposed from, and writes down what to label next.
 *
 * @throws EthogramError `bad-argument`, `bad-labels`, `cannot-write`, `store-unavailable`
 */
export async function newCodebook(context: CommandContext, name: string): Promise<CommandResult> {
  const { options, cwd } = context;
  if (!/^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/.test(name)) {
    throw new EthogramError(
      'bad-argument',
      `codebook new: found "${name}", expected lower-case words joined by hyphens`,
    );
  }
  if (codebookNames().includes(name)) {
    throw new EthogramError(
      'bad-argument',
      `codebook new: ${name} is the name of a codebook that ships, expected another`,
      {
        hint: `ethogram codebook new my-${name}`,
      },
    );
  }
  const out = textOption(options, 'out') ?? join(OWN_CODEBOOKS, `${name}.yaml`);
  const known = existing(resolve(cwd, out), out, name);
  const definition = textOption(options, 'sentence')?.trim() ?? known?.code.definition ?? '';
  if (definition === '') {
    throw new EthogramError(
      'bad-argument',
      'codebook new: found no --sentence, expected one that says what to look for',
      {
        hint: `ethogram codebook new ${name} --sentence "The agent says that it is sorry"`,
      },
    );
  }
  const files = listOption(options, 'labels');
  const replaces = options['replace'] === true;
  if (known !== undefined && !replaces) {
    throw new EthogramError('bad-argument', `${out}: found a codebook, expected none`, {
      hint: '--replace proposes other cues for it and leaves the rest as it is; --out FILE writes another',
    });
  }
  const code = known?.code ?? { unit: unitOption(context), actors: [actorOption(context)] };
  const reading = { unit: code.unit, actors: code.actors, match: { cues: [] } };
  const seed = numberOption(options, 'seed', { whole: true }) ?? 1;
  return withStore(context, async (store) => {
    context.progress('reading runs');
    const labelled = await readLabelled(files, store, { slug: name, code: reading, cwd });
    const open = await openSegments(store.read(), { code: reading, sentence: definition, seed });
    context.progress('learning');
    const { places } = labelled;
    const done = new Set(places.map(({ key }) => key));
    const background = open.segments.filter(({ isRandom, key }) => isRandom && !done.has(key)).map(({ text }) => text).slice(0, BACKGROUND); // prettier-ignore
    const propose = (training: readonly LabelledPlace[]): Cue[] =>
      proposeCues(training, { sentence: definition, background, unit: code.unit, language: languageOf(places) });
    const cues = propose(places);
    const curve = curveOf(places, { propose, unit: code.unit, likenessOf: open.likenessOf, seed });
    context.progress('');
    const text =
      known === undefined
        ? codebookText({ slug: name, definition, unit: code.unit, actors: code.actors, cues })
        : withCues(known.text, name, cues);
    const { hash } = parseCodebook(text, out);
    write(resolve(cwd, out), out, text);
    const chosen = nextToLabel(open, places, { size: numberOption(options, 'ask', { whole: true }) ?? ASKED, seed });
    const next = chosen.length === 0 ? undefined : nextFile(context, name);
    if (next !== undefined) write(resolve(cwd, next), next, chosen.map((one) => `${JSON.stringify(question(one, name))}\n`).join('')); // prettier-ignore
    const present = places.filter((place) => place.present).length;
    const baseline = constantBaseline(places.length === 0 ? 0 : present / places.length);
    const json = {
      file: out,
      codebook: `${name}@${hash}`,
      labels: { present, absent: places.length - present, open: labelled.open },
      cues: cues.map(({ pattern }) => pattern),
      curve,
      baseline: { name: baseline.name, f1: baseline.f1 },
      next: next === undefined ? null : { file: next, segments: chosen.length },
    };
    return { json, rows: curve, text: newText(json, name) };
  });
}

interface Existing {
  readonly text: string;
  readonly code: Code;
}

function existing(path: string, file: string, slug: string): Existing | undefined {
  if (!existsSync(path)) return undefined;
  const text = readFileSync(path, 'utf8');
  const code = codeIn(text, file, slug);
  if (code !== undefined) return { text, code };
  throw new EthogramError(
    'bad-argument',
    `${file}: found a codebook without a code ${slug}, expected none, or one with it`,
    {
      hint: '--out FILE writes another',
    },
  );
}

function unitOption({ options }: CommandContext): (typeof UNITS)[number] {
  const given = textOption(options, 'unit') ?? 'reasoning';
  const unit = UNITS.find((one) => one === given);
  if (unit !== undefined) return unit;
  throw new EthogramError('bad-argument', `--unit: found "${given}", expected ${UNITS.join(' or ')}`);
}

function actorOption({ options }: CommandContext): Actor {
  const given = textOption(options, 'actor') ?? 'agent';
  const actor = ACTORS.find((one) => one === given);
  if (actor !== undefined) return actor;
  throw new EthogramError('bad-argument', `--actor: found "${given}", expected one of ${ACTORS.join(', ')}`);
}

function languageOf(places: readonly LabelledPlace[]): string {
  const counts = new Map<string, number>();
  for (const { text, present } of places) {
    const language = present ? textLanguage(text) : undefined;
    if (language !== undefined) counts.set(language, (counts.get(language) ?? 0) + 1);
  }
  return mostCommon(counts)?.[0] ?? 'en';
}

function curveOf(
  places: readonly LabelledPlace[],
  {
    propose,
    unit,
    likenessOf,
    seed,
  }: {
    readonly propose: (training: readonly LabelledPlace[]) => Cue[];
    readonly unit: Code['unit'];
    readonly likenessOf: (text: string) => number;
    readonly seed: number;
  },
): Point[] {
  const byCues = learningCurve(
    places,
    (training) => {
      const reader = cueReaderOf([propose(training)], unit);
      return ({ text }) => reader.read(text).length > 0;
    },
    { seed },
  );
  const byWords = learningCurve(
    places,
    (training) => {
      const judge = learnWords(training, likenessOf);
      return ({ text }) => judge({ text, likeness: likenessOf(text) }).isPresent;
    },
    { seed },
  );
  return byCues.map(({ labels, f1 }, i) => ({ labels, cues: f1, words: byWords[i]!.f1 }));
}

function question({ run, unit: { step, part, start, end }, text }: UnlabelledSegment, behavior: string): object {
  const hash = sha256(text, LABEL_HASH_LENGTH);
  return { trajectory: run, step, part, start, end, behavior, verdict: '?', unit: 'sentence', hash, quote: text };
}

// Answers that somebody wrote into an earlier file are not written over.
function nextFile({ options, cwd }: CommandContext, name: string): string {
  const asked = textOption(options, 'next');
  if (asked !== undefined && existsSync(resolve(cwd, asked))) {
    throw new EthogramError('cannot-write', `${asked}: found a file, expected none: it may hold labels`);
  }
  if (asked !== undefined) return asked;
  for (let n = 1; ; n++) {
    const file = `labels-${name}-${n}.jsonl`;
    if (!existsSync(resolve(cwd, file))) return file;
  }
}

function write(path: string, name: string, text: string): void {
  try {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  } catch (cause) {
    throw cannotWrite(name, cause);
  }
}

interface Summary {
  readonly file: string;
  readonly labels: { readonly present: number; readonly absent: number; readonly open: number };
  readonly cues: readonly string[];
  readonly curve: readonly Point[];
  readonly baseline: { readonly name: string; readonly f1: number };
  readonly next: { readonly file: string; readonly segments: number } | null;
}

function newText({ file, labels, cues, curve, baseline, next }: Summary, name: string): string {
  const lines = [`wrote ${file}: ${plural(cues.length, 'cue')} from ${plural(labels.present, 'label')} present, ${labels.absent} absent`]; // prettier-ignore
  lines.push(...cues.map((pattern) => `  ${pattern}`));
  if (curve.length > 0) {
    const rows = curve.map((point) => [String(point.labels), point.cues.toFixed(2), point.words.toFixed(2)]);
    lines.push(
      '',
      textTable([{ heading: 'labels', align: 'right' }, { heading: 'F1 of cues', align: 'right' }, { heading: 'of a model over words', align: 'right' }], rows), // prettier-ignore
      `On runs that were not learned from; ${baseline.name} has ${baseline.f1.toFixed(2)}. Labelled segments are chosen, so F1 over all runs may differ.`,
    );
  } else {
    lines.push('', 'No F1 yet: it takes labels from two runs, some of them present.');
  }
  if (next !== null) {
    lines.push(
      '',
      `${next.file}: ${plural(next.segments, 'segment')} to label next. Write present or absent for each "?", or:`,
      `  ethogram label --codebook ${name} --coder ME --ask ${next.file}`,
      `  ethogram codebook new ${name} --replace --labels FILE`,
    );
  }
  return lines.join('\n');
}
