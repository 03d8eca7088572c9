import type { Json } from '../../../core/json.ts';
import { promptText, type MindAnswer, type MindRequest } from '../mind.ts';
import type { ProgrammableMind } from './programmable-mind.ts';
import { slipsIn, type FoundSlip, type ShownSlip } from './slips-in.ts';
import { SLIPS, type Slip } from './slips.ts';

/** How a mind looks back. */
export interface ReflectingOptions {
  /** What it can see in a run. Default: the solver's slips. */
  readonly slips?: readonly ShownSlip[];
  /** What it takes a slip to call for, for slips with a behavior that is beside the point. Default: the slip's own. */
  readonly behaviorFor?: (slip: ShownSlip) => Slip['behavior'];
}

/**
 * Tells a mind to look back as a careful reader would, by the names of the shapes that `reflect` and `mine --model` ask for:
 * what slipped in a run, in words of the run, and the behavior that was missing; two behaviors are the same when their
 * words are; words that are good stay. Returns the mind.
 */
export function reflectingMind(mind: ProgrammableMind, options: ReflectingOptions = {}): ProgrammableMind {
  const { slips = SLIPS, behaviorFor = ({ behavior }) => behavior } = options;
  const say = (value: Json): MindAnswer => ({ text: JSON.stringify(value) });
  return mind
    .on({ schemaName: 'reflection', fields: ['correctness', 'missing', 'shown'] }, (request) => {
      const text = promptText(request);
      const found = slipsIn(text, slips);
      const kinds = [...new Map(found.map((one) => [one.slip.name, one])).values()];
      const at = ({ quote, at: place }: FoundSlip): { step: number; quote: string } => ({ step: stepAt(text, place), quote });
      const mistakes = found.map((one) => ({ ...at(one), sort: 'logic', explanation: `A ${one.slip.name}.` }));
      const verdict = mistakes.length === 0 ? 'correct' : 'incorrect';
      const missing = kinds.map((one) => {
        const why = `It prevents the ${one.slip.name}.`;
        return { ...at(one), why, effect: 'saves', ...behaviorFor(one.slip), when: null, whenNot: null, kind: 'strategy' };
      });
      return say({ correctness: { reason: 'Every part was looked at.', verdict, mistakes }, missing, shown: [] });
    })
    .on({ schemaName: 'contrast', fields: ['difference', 'behaviors'] }, () => {
      return say({ difference: 'What separates them is seen in each alone.', behaviors: [] });
    })
    .on({ schemaName: 'relations', fields: ['relations'] }, (request) => {
      const [first = '', ...others] = listed(request);
      return say({
        relations: others.map((other, i) => {
          const relation = other === first ? 'same' : 'different';
          return { number: i + 1, reason: `The words are ${relation}.`, relation };
        }),
      });
    })
    .on({ schemaName: 'wording', fields: ['name', 'instruction', 'when', 'whenNot'] }, (request) => {
      const [, name = '', instruction = ''] = /^(\w+): (.*?)(?: When: .*| Not when: .*)?$/m.exec(listed(request)[0] ?? '') ?? [];
      return say({ name, instruction, when: null, whenNot: null });
    });
} // prettier-ignore

/** The number in the last heading before a place: `#TAG [3] agent says`. */
function stepAt(text: string, place: number): number {
  return Number([...text.slice(0, place).matchAll(/^#\w{8} \[(\d+)\]/gm)].at(-1)?.[1] ?? 0);
}

/** What stands under the headings of a list. */
function listed(request: MindRequest): readonly string[] {
  const text = promptText(request);
  const tag = /The tag is (\w{8})\./.exec(text)?.[1] ?? '';
  return text
    .split(`#${tag} `)
    .slice(1)
    .map((entry) => entry.slice(entry.indexOf('\n') + 1).trim());
}
