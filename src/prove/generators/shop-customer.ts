import { CUSTOMER_WORDS as WORDS } from '../../../examples/agents/shop/customer-words.ts';
import { variantWords } from '../../../examples/agents/shop/shop-change.ts';
import type { ShopTask } from '../../../examples/agents/shop/shop-task.ts';
import type { ShopWorld } from '../../../examples/agents/shop/shop-world.ts';
import type { Speaker } from '../../../examples/agents/speaker.ts';

// More than any honest conversation needs.
const MOST_REPLIES = 12;

const ASKS = {
  email: /e-?mail/i,
  name: /\bzip\b|post(?:al)? ?code|full name|your name/i,
  number: /\b(?:which order|order (?:number|id))\b/i,
  soldOut: /out of stock|sold out|(?:not|un) ?available/i,
  yes: /\?|\bconfirm|\bshall i\b|\bgo ahead\b|\bproceed\b/i,
  refuses: /\bsorry\b|unfortunately|\bcan(?:not|'t)\b|\bunable\b|\bnot (?:possible|able|allow)|\bafraid\b/i,
} as const;

/** An address as people write it who do not want it collected: what is sent to a model is redacted, and must still be of use. */
export function spelledEmail(email: string): string {
  return email.replace('@', ' (at) ');
}

/** What a customer says first. */
export function openingWords(task: ShopTask, voice: Speaker): string {
  const { namedOrder, bareNumber, namedVariant } = task;
  const order = namedOrder === undefined ? '' : bareNumber ? namedOrder.slice(1) : namedOrder;
  // Without a number they say when it was.
  const templates = WORDS[task.kind].map((words) =>
    order === '' ? words.replace(/(?:[Oo]rder)?(?: number)?(?: is)? ?\{order\}/u, ' my order from [last week|the other day]') : words,
  ); // prettier-ignore
  const words = voice.say(templates, {
    order,
    item: task.namedItem.name,
    new: namedVariant === undefined ? '' : variantWords(namedVariant),
    topic: task.topic,
  });
  return words.replaceAll('( ', '(');
}

/**
 * The customer of a task, as a reply to what the agent says: they tell who they are when asked, notice what they got wrong
 * when they are told what is about to be done, and are gone once the shop has done something or there is nothing to wait for.
 */
export function shopCustomer(
  task: ShopTask,
  world: ShopWorld,
  voice: Speaker,
): (agentText: string) => string | undefined {
  const { customer, kind, item, namedItem, order, insists } = task;
  const wanted = task.wants.find(({ stock }) => stock > 0);
  const said = new Set<keyof typeof WORDS>();
  let left = MOST_REPLIES;

  const say = (what: keyof typeof WORDS, slots: Readonly<Record<string, string>> = {}): string => {
    said.add(what);
    return voice.say(WORDS[what], slots);
  };
  const tellEmail = (): string => {
    const email = task.otherEmail ? customer.email.replace('@example.com', '@mail.example.com') : customer.email;
    return say('email', { email: spelledEmail(email) });
  };

  const identify = (text: string): string | undefined => {
    if (ASKS.email.test(text) && !said.has('email')) return tellEmail();
    if (ASKS.name.test(text) || (ASKS.email.test(text) && ASKS.yes.test(text) && !said.has('nameAndZip')))
      return say('nameAndZip', { name: customer.name, zip: customer.zip });
    return undefined;
  };
  const takeRefusal = (text: string): string | undefined => {
    if (!ASKS.refuses.test(text) && ASKS.yes.test(text)) return say('confirm');
    return insists && !said.has('insist') ? say('insist') : undefined;
  };
  const agree = (text: string): string | undefined => {
    const mentions = (words: string): boolean => text.toLowerCase().includes(words.toLowerCase());
    if (task.namedOrder !== undefined && task.namedOrder !== order.id && mentions(order.id.slice(1)) && !said.has('ownOrder'))
      return say('ownOrder', { order: order.id }); // prettier-ignore
    if (kind === 'exchange' && ASKS.soldOut.test(text))
      return wanted === undefined ? undefined : say('otherVariant', { new: variantWords(wanted) });
    if (ASKS.number.test(text) && !said.has('withoutNumber')) {
      if (task.namedOrder !== undefined) return task.namedOrder;
      return `${say('withoutNumber')} It is the one with the ${namedItem.name}.`;
    }
    if (!ASKS.yes.test(text)) return undefined;
    if (task.expected.length === 0) return say('keepOrder', { item: item.name });
    if (namedItem !== item && mentions(namedItem.name) && !mentions(item.name))
      return say('correctItem', { wrong: namedItem.name, item: item.name });
    const named = task.namedVariant;
    if (named !== undefined && wanted !== undefined && named !== wanted && mentions(named.option) && !mentions(wanted.option))
      return say('correctVariant', { wrong: variantWords(named), new: variantWords(wanted) }); // prettier-ignore
    return say('confirm');
  };

  return (text) => {
    if (world.changes.length > 0 || said.has('keepOrder') || left-- === 0) return undefined;
    const identified = identify(text);
    if (identified !== undefined) return identified;
    if (kind === 'status' || kind === 'policy') return undefined;
    return kind === 'cancel-shipped' || kind === 'late-return' ? takeRefusal(text) : agree(text);
  };
}
