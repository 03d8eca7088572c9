import type { OptionSpec } from '../command.ts';

/** By what to put calls together. */
export const FOLD_OPTION: OptionSpec = {
  flags: '--fold <key>',
  description: 'put calls together by what they are about: tool, file or argument:NAME (such as argument:order_id)',
};
