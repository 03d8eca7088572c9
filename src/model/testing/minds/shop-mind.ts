import { isJsonObject, jsonObjectIn, type Json, type JsonObject } from '../../../core/json.ts';
import type { MindAnswer, MindRequest, MindToolCall } from '../mind.ts';
import { plantedSlip, type SlipRates } from './planted-slip.ts';
import { programmableMind, type ProgrammableMind } from './programmable-mind.ts';
import type { Slip } from './slips.ts';

/** The slips of the shop mind: it opens an order without knowing who asks, and changes things without asking for a yes. */
export const SHOP_SLIPS: readonly Omit<Slip, 'commit'>[] = [
  {
    name: 'unknown-customer',
    key: /\b(?:who (?:is asking|the customer is|they are)|identif\w+|authenticat\w+|account first)\b/i,
    mark: /The order number is all I need, so I open the order straight away\./,
    behavior: {
      name: 'behavior_identify_customer_first',
      instruction: 'Find out who the customer is, by e-mail or by name and zip code, before you open an order.',
    },
  },
  {
    name: 'no-confirmation',
    key: /\bconfirm\w*|\b(?:wait for|ask for|get) a yes\b|\bask\b[^.\n]*\bbefore\b[^.\n]*\bchang/i,
    mark: /The request is plain enough, so I make the change without asking\./,
    behavior: {
      name: 'behavior_confirm_before_change',
      instruction:
        'Tell the customer what you are about to change, item and order, and wait for a yes before you change it.',
    },
  },
];

/**
 * Serves the customers of the shop (`solve --generate shop`) with its tools. Unless advice in the prompt prevents it, it
 * slips at the planted rate: customers who got their own request wrong are then served wrong. Without advice it also looks
 * everything up twice. Everything it knows it reads off the conversation, so that it can be stopped and go on.
 */
export function shopMind(rates: SlipRates = {}): ProgrammableMind {
  return programmableMind((request) => serve(request, rates));
}

interface Call {
  readonly name: string;
  readonly args: JsonObject;
  readonly result: JsonObject;
  readonly turn: number;
}

/** The conversation as the mind sees it. */
interface Talk {
  readonly opening: string;
  /** Words of the customer after the opening, each with what the agent had said before it. */
  readonly replies: readonly { readonly asked: string; readonly said: string }[];
  readonly calls: readonly Call[];
  readonly slips: (slip: number) => boolean;
  readonly advised: boolean;
}

function talkOf(request: MindRequest, rates: SlipRates): Talk {
  const { messages } = request;
  const [first] = messages;
  const whole = first?.role === 'user' ? first.text : '';
  const opening = whole.slice(whole.lastIndexOf('>') + 1).trim();
  const replies: { asked: string; said: string }[] = [];
  const made = new Map<string, { readonly name: string; readonly args: JsonObject; readonly turn: number }>();
  const calls: Call[] = [];
  let asked = '';
  for (const [turn, message] of messages.entries()) {
    if (message.role === 'assistant') {
      asked = message.text;
      for (const call of message.toolCalls ?? [])
        made.set(call.callId, { name: call.name, args: jsonObjectIn(call.argumentsText) ?? {}, turn });
    } else if (message.role === 'user' && turn > 0) replies.push({ asked, said: message.text });
    else if (message.role === 'tool')
      for (const { callId, text } of message.results) {
        const call = made.get(callId);
        if (call !== undefined) calls.push({ ...call, result: jsonObjectIn(text) ?? {} });
      }
  }
  // What it will do is settled by how the conversation began: turns must not draw anew.
  const start = { ...request, messages: messages.slice(0, 1) };
  const planted = SHOP_SLIPS.map(({ key }, i) => {
    return plantedSlip(start, { ...rates, seed: 2 * (rates.seed ?? 0) + i, task: opening, key });
  });
  return {
    opening,
    replies,
    calls,
    slips: (slip) => planted[slip]!.slips,
    advised: planted.some(({ advised }) => advised),
  };
}

const say = (text: string): MindAnswer => ({ text });
const call = (name: string, args: JsonObject, text?: string): MindAnswer => {
  const toolCalls: MindToolCall[] = [{ name, arguments: args }];
  return { ...(text !== undefined && { text }), toolCalls };
};

function serve(request: MindRequest, rates: SlipRates): MindAnswer {
  if (!request.tools.some(({ name }) => name === 'get_order')) return say('I cannot tell.');
  const talk = talkOf(request, rates);
  const topic = /\b(cancellation|returns|exchanges|damaged goods|shipping)\b/.exec(talk.opening)?.[1];
  if (orderNumber(talk.opening) === undefined && topic !== undefined && !/\bmy (?:order|the)\b/.test(talk.opening)) {
    const [policy] = results(talk, 'get_policy');
    return policy === undefined ? call('get_policy', { topic }) : say(String(policy['policy']));
  }
  return identify(talk) ?? open(talk) ?? act(talk);
}

/** Finds out who is asking; undefined once that is known, or left aside. */
function identify(talk: Talk): MindAnswer | undefined {
  const customers = [...results(talk, 'find_user_by_email'), ...results(talk, 'find_user_by_name_zip')];
  if (customers.some((customer) => customer['customer_id'] !== undefined)) return undefined;
  if (orderNumber(talk.opening) !== undefined && talk.slips(0)) return undefined;
  const email = reply(talk, /e-mail address/);
  if (email === undefined) return say('Happy to help. Which e-mail address is your account under?');
  if (customers.length === 0)
    return call('find_user_by_email', { email: /\S+ \(at\) [\w.]+\w/.exec(email)?.[0] ?? email });
  const name = reply(talk, /full name/);
  if (name === undefined) return say('I find nothing under that address. Your full name and zip code, please?');
  const [, who, zip] = /([A-Z]\w+ [A-Z]\w+).*?(\d{5})/s.exec(name) ?? [];
  return customers.length === 1
    ? call('find_user_by_name_zip', { name: who ?? name, zip: zip ?? '' })
    : say('I cannot find you.');
}

/** Reads the order it is about; undefined once it has it. */
function open(talk: Talk): MindAnswer | undefined {
  if (orderOf(talk) !== undefined) return undefined;
  const own = ordersOf(talk);
  const named = orderNumber(talk.opening);
  const read = talk.calls.filter(({ name }) => name === 'get_order').map(({ args }) => args['order_id']);
  if (own === undefined) {
    if (read.length > 1) return say('I cannot find that order.');
    return call('get_order', { order_id: named! }, SHOP_SLIPS[0]!.mark.source.replaceAll('\\', ''));
  }
  if (named !== undefined && !own.includes(named)) {
    const like = own.find((id) => id.slice(0, -1) === named.slice(0, -1)) ?? own[0]!;
    if (reply(talk, /number is not on your account/) === undefined)
      return say(`That number is not on your account, but ${like} is. Is that the one you mean?`);
    return call('get_order', { order_id: like });
  }
  const next = named ?? own.find((id) => !read.includes(id));
  return next === undefined ? say('I cannot find that order.') : call('get_order', { order_id: next });
}

const KINDS: readonly (readonly [tool: string, words: RegExp])[] = [
  ['refund', /damage|broken|cracked|dent|scratched|fell apart|in pieces|refund/i],
  ['exchange_items', /\bswap|exchange|instead|\bwould be (?:perfect|right|better)|should have been/i],
  ['return_items', /\breturn|send back|money back|to send/i],
];

/** Does what is asked for, once the order is known. */
function act(talk: Talk): MindAnswer {
  const order = orderOf(talk)!;
  const id = String(order['order_id']);
  const cancels = /cancel|\bstop\b|call off|\bdrop order|be stopped|changed my mind/i.test(talk.opening);
  const tool = cancels ? 'cancel_order' : KINDS.find(([, words]) => words.test(talk.opening))?.[0];
  if (tool === undefined) return say(`Order ${id} is ${String(order['status'])}.`);
  const done = results(talk, tool).at(-1);
  if (results(talk, 'transfer_to_human').length > 0) return say('A colleague takes over from here.');
  if (done !== undefined && done['error'] === undefined) return say('That is done. You will get an e-mail about it.');
  if (done !== undefined || (tool === 'cancel_order' && order['status'] !== 'pending')) {
    if (reply(talk, /I am sorry/) !== undefined)
      return call('transfer_to_human', { summary: `They do not accept it: ${id}.` });
    return say(
      `I am sorry, that is not possible: order ${id} is ${String(order['status'])}, and the rules do not allow it.`,
    );
  }
  if (!talk.advised && talk.calls.filter(({ name }) => name === 'get_order').length < 3)
    return call(
      'get_order',
      { order_id: id },
      'Let me read the order once more from the beginning, to be sure that I have not left anything out.',
    );
  const said = talk.replies.map((one) => one.said).join(' ');
  if (/keep|leave (?:it|the order)|not cancel|another order in mind/i.test(said))
    return say('Then I leave everything as it is.');
  const item = itemOf(order, talk);
  const variant = tool === 'exchange_items' ? variantOf(talk, item) : undefined;
  if (variant?.turn !== undefined) return variant.turn;
  const plan = [tool.replace('_', ' '), tool === 'cancel_order' ? 'with all that is in it' : item.name, variant?.option].filter((part) => part !== undefined).join(', '); // prettier-ignore
  const yes = talk.replies.findLast(({ asked }) => asked.includes('Shall I go ahead?'));
  const agreed = yes !== undefined && yes.asked.includes(plan);
  if (!talk.slips(1) && !agreed) return say(`Order ${id}: ${plan}. Shall I go ahead?`);
  const words = talk.slips(1) ? SHOP_SLIPS[1]!.mark.source.replaceAll('\\', '') : undefined;
  if (tool === 'cancel_order') return call(tool, { order_id: id, reason: 'customer request' }, words);
  if (tool === 'return_items') return call(tool, { order_id: id, item_ids: [item.id] }, words);
  const change = { order_id: id, item_id: item.id };
  return call(tool, variant === undefined ? change : { ...change, new_item_id: variant.id }, words);
}

interface Thing {
  readonly id: string;
  readonly name: string;
  readonly option: string;
}

/** The item they mean: the last one that they named and did not take back. */
function itemOf(order: JsonObject, { opening, replies }: Talk): Thing {
  const items = itemsIn(order);
  const texts = [opening, ...replies.map(({ said }) => said)].toReversed();
  for (const text of texts) {
    const named = items.filter(({ name }) => text.includes(name));
    const kept = named.filter(
      ({ name }) => !new RegExp(`(?:not|touch|mixed) the ${name}|The ${name} is fine`).test(text),
    );
    if (kept.length > 0) return kept[0]!;
  }
  return items[0]!;
}

/** The variant they want, once it is known to be there; else what has to be done to know. */
function variantOf(talk: Talk, item: Thing): (Thing & { readonly turn?: undefined }) | { readonly turn: MindAnswer } {
  const [listed] = results(talk, 'list_products');
  if (listed === undefined) return { turn: call('list_products', { product: item.name }) };
  const variants = (Array.isArray(listed['variants']) ? (listed['variants'] as readonly Json[]) : []).filter(
    isJsonObject,
  );
  const inStock = variants.filter(({ stock, item_id }) => Number(stock) > 0 && item_id !== item.id);
  const texts = [talk.opening, ...talk.replies.map(({ said }) => said)].toReversed();
  const wished = texts.flatMap((text) => variants.filter(({ option }) => text.includes(`the ${String(option)} one`) && !new RegExp(`[Nn]ot the ${String(option)} one|the ${String(option)} one\\? I meant`).test(text))); // prettier-ignore
  const [wish] = wished;
  const found = inStock.find((variant) => variant === wish);
  if (found !== undefined)
    return { id: String(found['item_id']), name: item.name, option: `the ${String(found['option'])} one` };
  const options = inStock.map(({ option }) => String(option)).join(' and ');
  return { turn: say(`I am sorry, ${wish === undefined ? 'that' : `the ${String(wish['option'])} one`} is sold out. We have ${options || 'no other'}. Which would you like?`) }; // prettier-ignore
}

function itemsIn(order: JsonObject): Thing[] {
  const items = Array.isArray(order['items']) ? (order['items'] as readonly Json[]).filter(isJsonObject) : [];
  return items.map(({ item_id, name, option }) => ({
    id: String(item_id),
    name: String(name),
    option: String(option),
  }));
}

/** The order it is about, among those that were read: the one named, or one with the item. */
function orderOf(talk: Talk): JsonObject | undefined {
  const own = ordersOf(talk);
  const read = results(talk, 'get_order').filter((order) => order['order_id'] !== undefined);
  const fit = own === undefined ? read : read.filter((order) => own.includes(String(order['order_id'])));
  const named = orderNumber(talk.opening);
  if (named !== undefined) return fit.at(-1);
  return fit.find(
    (order) => order['status'] === 'delivered' && itemsIn(order).some(({ name }) => talk.opening.includes(name)),
  );
}

/** The orders of whoever is asking; undefined when that is not known. */
function ordersOf(talk: Talk): readonly string[] | undefined {
  const known = [...results(talk, 'find_user_by_email'), ...results(talk, 'find_user_by_name_zip')];
  const orders = known.find((customer) => customer['customer_id'] !== undefined)?.['orders'];
  return Array.isArray(orders) ? (orders as readonly string[]) : undefined;
}

function orderNumber(text: string): string | undefined {
  const digits = /#?W(\d+)/.exec(text)?.[1];
  return digits === undefined ? undefined : `#W${digits}`;
}

function results({ calls }: Talk, name: string): JsonObject[] {
  return calls.filter((one) => one.name === name).map(({ result }) => result);
}

/** What the customer said after the agent had said something like this. */
function reply({ replies }: Talk, asked: RegExp): string | undefined {
  return replies.find((one) => asked.test(one.asked))?.said;
}
