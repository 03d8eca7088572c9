import { retrieveBehaviors } from '../handbook/retrieve-behaviors.ts';
import { textOption, type Command } from './command.ts';
import { numberOption } from './number-option.ts';
import { withStore } from './with-store.ts';

/** `ethogram retrieve`: what would be served for a task, and why. */
export const retrieve: Command = {
  name: 'retrieve',
  summary: 'what would be served for a task, and why',
  description:
    'Active and pinned behaviors whose words fit the request, best first; none when nothing fits well enough.',
  arguments: [{ name: 'TEXT...', description: 'the request' }],
  options: [
    { flags: '-k <n>', description: 'at most so many (5 at most)', default: 3 },
    { flags: '--tokens <n>', description: 'what stating them may cost', default: 400 },
    { flags: '--task <id>', description: 'leave out what is known from this task alone' },
    { flags: '--all', description: 'candidates too' },
  ],
  example: 'ethogram retrieve "cancel my reservation" --all',
  async run(context) {
    const k = numberOption(context.options, 'k', { low: 1, whole: true })!;
    const tokens = numberOption(context.options, 'tokens', { low: 1, whole: true })!;
    const task = textOption(context.options, 'task');
    const all = context.options['all'] === true;
    const behaviors = await withStore(context, (store) => store.behaviors());
    const found = retrieveBehaviors(context.args.join(' '), behaviors, {
      k,
      tokens,
      all,
      ...(task !== undefined && { task }),
    });
    const served = behaviors.filter(({ status, pinned }) => status === 'active' || pinned === true).length;
    return {
      json: found,
      rows: found.behaviors,
      text:
        found.behaviors.length > 0
          ? found.behaviors
              .map(
                ({ name, instruction, score, why, tokens: cost }) =>
                  `${name}\n  ${instruction}\n  ${why} (score ${score.toFixed(1)}, ${cost} tokens)`,
              )
              .join('\n')
          : `Nothing fits. ${all ? `${behaviors.length} behaviors` : `${served} active of ${behaviors.length} behaviors`} were looked at${all ? '' : '; --all looks at candidates too'}.`,
    };
  },
};
