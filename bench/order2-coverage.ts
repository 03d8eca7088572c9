import { addCount } from '../src/core/add-count.ts';
import type { Corpus } from '../src/mine/digest/corpus.ts';
import { openRunCode } from '../src/mine/choose/run-code.ts';
import { inOrder, learnOrder1 } from '../src/mine/choose/order1.ts';

/**
 * What an order-2 model of acts would save of the held-out runs (their acts and arguments), as a share of what an order-1
 * model takes, with nothing to pay for stating it: how much there is to know at most about two acts in a row.
 */
export function order2Coverage(corpus: Corpus): number {
  const { fragments, heldOut, lexicon } = corpus;
  const size = lexicon.size + 1;
  const written = fragments.map(({ symbols }) => inOrder(symbols, lexicon.size));
  const learned = written.filter((_, run) => !heldOut[run]);
  const order1 = learnOrder1(learned, size);
  const counts = new Map<string, number>();
  for (const { contexts, symbols } of learned) {
    for (let i = 0; i < symbols.length; i++) {
      const two = `${contexts[i - 1] ?? lexicon.size} ${contexts[i]}`;
      if (addCount(counts, `${two} ${symbols[i]}`) === 1) addCount(counts, `${two} kinds`);
      addCount(counts, two);
    }
  }
  let saved = 0;
  for (const { contexts, symbols } of written.filter((_, run) => heldOut[run])) {
    for (let i = 0; i < symbols.length; i++) {
      const two = `${contexts[i - 1] ?? lexicon.size} ${contexts[i]}`;
      const kinds = (counts.get(`${two} kinds`) ?? 0) + 1;
      const plain = order1.chance(contexts[i]!, symbols[i]!);
      const chance = ((counts.get(`${two} ${symbols[i]}`) ?? 0) + kinds * plain) / ((counts.get(two) ?? 0) + kinds);
      saved += Math.log2(chance / plain);
    }
  }
  const { unseenBits } = openRunCode(corpus);
  return unseenBits === 0 ? 0 : saved / unseenBits;
}
