import { resolve } from 'node:path';
import { checkRules } from '../guard/check-rules.ts';
import { loadRules, ruleFileNames } from '../guard/load-rules.ts';
import { codebooksOf } from './codebooks-of.ts';
import { textOption, type Command } from './command.ts';
import { withStore } from './with-store.ts';
import { plural } from '../core/format-number.ts';
import { writeReport } from './write-report.ts';

/** `ethogram report`: writes the static picture of a store. */
export const report: Command = {
  name: 'report',
  summary: 'write the static picture of a store',
  description:
    'One HTML file that loads nothing: the runs as an ethogram, the time budget, the behaviors with their evidence in place.',
  options: [
    { flags: '--out <file>', description: 'where to write it', default: 'ethogram-report.html' },
    {
      flags: '--rules <file>',
      description: `show what breaks these rules: a file, or one of ${ruleFileNames().join(', ')}`,
    },
  ],
  example: 'ethogram report --out report.html',
  async run(context) {
    const file = resolve(context.cwd, textOption(context.options, 'out')!);
    const rules = textOption(context.options, 'rules');
    const codebooks = codebooksOf(context);
    const data = await withStore(context, async (store) =>
      writeReport(store, file, {
        now: context.now(),
        commands: [rules === undefined ? 'ethogram report' : `ethogram report --rules ${rules}`],
        codebooks,
        ...(rules !== undefined && { rules: await checkRules(loadRules(rules), store.read(), { codebooks }) }),
      }),
    );
    return {
      json: { file, trajectories: data.runs, behaviors: data.behaviors.length, codes: data.codes.length },
      text: `wrote ${file}: ${plural(data.runs, 'run')}, ${plural(data.behaviors.length, 'behavior')}, ${plural(data.codes.length, 'coded behavior')}`,
    };
  },
};
