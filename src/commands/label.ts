import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseLabels, type LabelRow } from '../analysis/agreement/parse-labels.ts';
import { sampleUnits } from '../analysis/agreement/sample-units.ts';
import type { UnitKind } from '../analysis/agreement/run-units.ts';
import type { Code, Codebook } from '../behavior/codebook.ts';
import { EthogramError } from '../core/ethogram-error.ts';
import { plural } from '../core/format-number.ts';
import type { Store } from '../store/store.ts';
import { closestFirst } from '../trajectory/formats/table/closest-first.ts';
import { codebooksOf } from './codebooks-of.ts';
import { listOption, textOption, type Command, type CommandContext } from './command.ts';
import { numberOption } from './number-option.ts';
import { askLabels, rowKey } from './ask-labels.ts';
import { askedQuestions } from './asked-questions.ts';
import { keepLabels } from './keep-labels.ts';
import { openLabelFile } from './open-label-file.ts';
import { readLabelFile } from './read-label-file.ts';
import { withStore } from './with-store.ts';

const SAMPLE = 50;
const KINDS = ['sentence', 'step', 'run'] as const satisfies readonly UnitKind[];

/** `ethogram label`: codes runs by hand, at the keyboard. */
export const label: Command = {
  name: 'label',
  summary: 'code runs by hand, at the keyboard',
  description: [
    'Draws units (sentences of reasoning, steps, runs) at random and asks for each code whether it is there: y present, n absent, ? cannot tell, s skip, b take the last answer back, q quit. Nothing of other coders or of detection is shown. Every answer is in the file at once; starting again goes on where it stopped.',
    "The file holds places, verdicts and hashes of the text, no text; what it says is in the store, too, as events of tier human (ethogram events --tier human). ethogram agree compares it with detection, or with another coder's file: the same --seed asks every coder the same. Answers may be piped in, one per line.",
  ].join('\n\n'),
  options: [
    { flags: '--codebook <name>', description: 'a codebook by name, or a file (./mine.yaml)' },
    { flags: '--coder <name>', description: 'who codes' },
    { flags: '--behavior <slug>', description: 'ask only for this code; repeatable', repeatable: true },
    { flags: '--sample <n>', description: 'units to draw', default: SAMPLE },
    { flags: '--seed <n>', description: 'another seed draws other units', default: 1 },
    { flags: '--unit <kind>', description: `ask of each ${KINDS.join(', ')} (default: the unit of the code)` },
    { flags: '--out <file>', description: 'file of labels, .jsonl or .csv (default: labels-CODEBOOK-CODER.jsonl)' },
    {
      flags: '--ask <file>',
      description: 'ask about the places of this label file, as codebook new writes it, and draw none',
    },
    { flags: '--quotes', description: 'write the text of each unit into the file' },
  ],
  example: 'ethogram label --codebook four-habits --coder me',
  async run(context) {
    const { options, cwd } = context;
    const coder = required(options, 'coder', 'the name of the one who codes');
    const [codebook] = codebooksOf(context, [required(options, 'codebook', 'the name of a codebook')]) as [Codebook];
    const name = textOption(options, 'out') ?? `labels-${codebook.name}-${coder.replace(/[^\w.-]+/g, '_')}.jsonl`;
    const path = resolve(cwd, name);
    const kind = kindOption(context);
    return withStore(context, async (store) => {
      context.progress('drawing units');
      const codes = chosenCodes(codebook, listOption(options, 'behavior'));
      const asked = textOption(options, 'ask');
      const questions =
        asked !== undefined
          ? askedQuestions(asked, { cwd, codes })
          : await sampleUnits(store.read(), codes, {
              size: numberOption(options, 'sample', { low: 1, whole: true }) ?? SAMPLE,
              seed: numberOption(options, 'seed', { whole: true }) ?? 1,
              ...(kind !== undefined && { kind }),
            });
      context.progress('');
      if (questions.length === 0) {
        return {
          json: { file: name, coder, labels: 0, left: 0 },
          text: 'Nothing to label: no run shows what these codes are read in.',
        };
      }
      const file = openLabelFile(path, name);
      try {
        refuseOthers(file.rows, { name, coder, codebook });
        const given = await askLabels(context, { store, questions, file, codebook, coder });
        await keepFile(context, { store, codebook, before: file.rows, path, name });
        const count = (verdict: string): number => [...given.values()].filter((other) => other === verdict).length;
        const left = questions.length - given.size;
        const json = {
          file: name,
          coder,
          codebook: `${codebook.name}@${codebook.hash}`,
          labels: given.size,
          present: count('present'),
          absent: count('absent'),
          unclear: count('unclear'),
          left,
        };
        return { json, text: `${name}: ${plural(given.size, 'label')}, ${json.present} present; ${left} left` };
      } finally {
        file.close();
      }
    });
  },
};

// The file is the record; the store has what it says.
async function keepFile(
  { talk }: CommandContext,
  {
    store,
    codebook,
    before,
    path,
    name,
  }: {
    readonly store: Store;
    readonly codebook: Codebook;
    readonly before: readonly LabelRow[];
    readonly path: string;
    readonly name: string;
  },
): Promise<void> {
  const text = existsSync(path) ? readLabelFile(path, name) : '';
  const rows = text.split('\n').length > 2 || text.startsWith('{') ? parseLabels(text, { file: name, coder: '' }) : [];
  const still = new Set(rows.map(rowKey));
  try {
    await keepLabels(rows, store, {
      codebooks: [codebook],
      takenBack: before.filter((row) => !still.has(rowKey(row))),
    });
  } catch (error) {
    // A store that cannot be written to can be coded, too.
    if (!(error instanceof EthogramError) || error.code !== 'store-unavailable') throw error;
    talk(`the labels are in ${name} only: ${error.message}`);
  }
}

function required(options: CommandContext['options'], name: string, what: string): string {
  const value = textOption(options, name)?.trim();
  if (value !== undefined && value !== '') return value;
  throw new EthogramError('bad-argument', `label: found no --${name}, expected ${what}`, {
    hint: label.example,
  });
}

function kindOption({ options }: CommandContext): UnitKind | undefined {
  const unit = textOption(options, 'unit');
  if (unit === undefined || (KINDS as readonly string[]).includes(unit)) return unit as UnitKind | undefined;
  throw new EthogramError('bad-argument', `--unit: found "${unit}", expected one of ${KINDS.join(', ')}`);
}

function chosenCodes({ name, codes }: Codebook, slugs: readonly string[]): readonly Code[] {
  const known = codes.map(({ slug }) => slug);
  for (const slug of slugs) {
    if (known.includes(slug)) continue;
    throw new EthogramError('bad-argument', `--behavior: found "${slug}", expected a code of ${name}`, {
      hint: `--behavior ${closestFirst(known, slug)[0]}`,
    });
  }
  return slugs.length === 0 ? codes : codes.filter(({ slug }) => slugs.includes(slug));
}

// A coder who goes on in another's file would see, and could take back, what that one said.
function refuseOthers(
  rows: readonly LabelRow[],
  { name, coder, codebook }: { readonly name: string; readonly coder: string; readonly codebook: Codebook },
): void {
  const hint = '--out FILE names another file';
  const id = `${codebook.name}@${codebook.hash}`;
  for (const row of rows) {
    if (row.coder !== coder) {
      throw new EthogramError(
        'bad-labels',
        `${row.place}: found a label of ${row.coder || 'no coder'}, expected only those of ${coder}`,
        { hint },
      );
    }
    if (row.codebook !== id) {
      const found =
        row.codebook === undefined ? 'a label that names no codebook' : `a label of codebook ${row.codebook}`;
      throw new EthogramError(
        'bad-labels',
        `${row.place}: found ${found}, expected ${id}: other definitions are other labels`,
        { hint: `${hint}; ${name} stays as it is` },
      );
    }
  }
}
