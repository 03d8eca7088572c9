import { behaviorName } from '../wording/behavior-name.ts';
import type { BehaviorWords } from './proposal.ts';

/** Words of a behavior as a model says them; null where it says nothing. */
export interface SaidWords {
  readonly name: string;
  readonly instruction: string;
  readonly when: string | null;
  readonly whenNot: string | null;
}

const NOTHING = /^(?:null|none|n\/a|always|never|-)?$/i;

/** Words as they are kept: on one line, under a name of the right form, and no condition where none was said. */
export function tidyWords({ name, instruction, when, whenNot }: SaidWords): BehaviorWords {
  const condition = clause(when, /^when\s+/i);
  const exception = clause(whenNot, /^(?:not )?when\s+/i);
  return {
    name: behaviorName(name.replace(/^behaviou?rs?[\s_:-]+/i, '')),
    instruction: line(instruction),
    ...(!NOTHING.test(condition) && { when: condition }),
    ...(!NOTHING.test(exception) && { whenNot: exception }),
  };
}

function line(text: string | null): string {
  return (text ?? '').replace(/\s+/g, ' ').trim();
}

function clause(text: string | null, first: RegExp): string {
  return line(text)
    .replace(first, '')
    .replace(/[.;,\s]+$/, '');
}
