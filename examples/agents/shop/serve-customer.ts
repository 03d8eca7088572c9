import type { Json, JsonObject } from '../../../src/core/json.ts';
import type { Random } from '../../../src/core/random.ts';
import { changeCall, doneWords, planWords, variantWords } from './shop-change.ts';
import type { ShopConversation } from './shop-conversation.ts';
import type { ShopTask } from './shop-task.ts';
import { variantsOf } from './shop-task.ts';
import type { Order, OrderLine, ShopWorld, Variant } from './shop-world.ts';
import { AGENT_WORDS as AGENT } from './agent-words.ts';
import { CUSTOMER_WORDS as CUSTOMER } from './customer-words.ts';

/** What this run's agent does wrong; drawn once per run. */
export interface ShopSlips {
  /** Opens and changes the order without finding out who is asking. */
  readonly actsBeforeAuthenticating: boolean;
  /** Changes the order without asking for a yes. */
  readonly actsWithoutConfirmation: boolean;
  /** Tries a change that the order's status rules out. */
  readonly triesAnyway: boolean;
  /** Reads the order once more without need. */
  readonly readsAgain: boolean;
  /** Looks at an order and cancels it in one turn, before it can know what it looked at. */
  readonly cancelsUnseen: boolean;
  /** Says that the change is made without making it. */
  readonly claimsWithoutActing: boolean;
  /** Refuses a second time instead of handing over. */
  readonly keepsRefusing: boolean;
}

/** What the run showed, for the planted truth. */
export interface ShopService {
  readonly workflows: readonly string[];
  readonly repairs: readonly string[];
  readonly facts: readonly string[];
  readonly slips: readonly string[];
}

const POLICY_OF: Readonly<Record<ShopTask['kind'], string>> = {
  cancel: 'cancellation',
  return: 'returns',
  exchange: 'exchanges',
  damaged: 'damaged goods',
  'cancel-shipped': 'cancellation',
  'late-return': 'returns',
  status: 'shipping',
  policy: 'shipping',
};

/** Plays one conversation between the customer of `task` and an agent with `slips`; the world changes as they go. */
export function serveCustomer(
  task: ShopTask,
  { world, chat, slips, random }: { world: ShopWorld; chat: ShopConversation; slips: ShopSlips; random: Random },
): ShopService {
  const workflows: string[] = [];
  const repairs: string[] = [];
  const facts: string[] = [];
  const made: string[] = [];
  const tellsEmail = random.chance(0.25) && !slips.actsBeforeAuthenticating && task.kind !== 'policy';
  const spoken = task.namedOrder === undefined ? '' : task.bareNumber ? task.namedOrder.slice(1) : task.namedOrder;
  let known = false;
  open();
  if (task.kind === 'policy') answerQuestion();
  else if (!serve()) {
    chat.agent(AGENT.trouble, {}, 'hand-over');
    chat.callTogether([
      { name: 'transfer_to_human', args: { summary: `No answer from the order system (${task.kind}).` } },
    ]);
    chat.agent(AGENT.handOver, {}, 'hand-over');
  }
  return { workflows, repairs, facts, slips: made };

  function open(): void {
    const templates = CUSTOMER[task.kind].map((words) =>
      spoken === ''
        ? words.replace(
            /([Oo]rder)?(?: number)?(?: is)? ?\{order\}/u,
            (_, order?: string) => `${order ?? ''} from [last week|the other day|earlier this month]`,
          )
        : words,
    );
    const wish = task.namedVariant;
    const slots = {
      order: spoken,
      item: task.namedItem.name,
      new: wish === undefined ? '' : variantWords(wish),
      topic: task.topic,
    };
    const words = chat.voice.say(templates, slots);
    chat.customer(
      [tellsEmail ? `${words} My [e-mail|address] is {email}.` : words],
      { email: firstEmail() },
      'request',
      !tellsEmail,
    );
  }

  /** Everything between the request and the end; false when a tool stayed silent. */
  function serve(): boolean {
    if (slips.actsBeforeAuthenticating && task.namedOrder !== undefined) made.push('acts-before-authenticating');
    else if (!authenticate()) return false;
    if (slips.cancelsUnseen && task.kind === 'cancel' && task.namedOrder !== undefined)
      return cancelUnseen(task.namedOrder);
    const order = openOrder();
    if (order === undefined) return false;
    if (slips.readsAgain) {
      if (chat.call('get_order', { order_id: order.id }) === undefined) return false;
      chat.note('agent-runs/repeated-call');
      made.push('reads-again');
    }
    if (task.kind === 'status') return tellStatus(order);
    if (task.kind === 'cancel-shipped' || task.kind === 'late-return') return refuse(order);
    if (random.chance(0.55) && !readPolicy()) return false;
    const variant = task.kind === 'exchange' ? chooseVariant() : undefined;
    if (variant === 'silent') return false;
    if (task.kind === 'exchange' && variant === undefined) return true;
    return change(order, variant);
  }

  function firstEmail(): string {
    return task.otherEmail ? task.customer.email.replace('@example.com', '@mail.example.com') : task.customer.email;
  }

  function authenticate(): boolean {
    if (!tellsEmail) {
      chat.agent(AGENT.askEmail, {}, 'ask-information');
      chat.customer(CUSTOMER.email, { email: firstEmail() }, 'provide-information', false);
    }
    const found = chat.call('find_user_by_email', { email: firstEmail() }, AGENT.think.unknown);
    if (found === undefined) return false;
    if (found.isError) {
      chat.agent(AGENT.askNameZip, {}, 'ask-information');
      chat.customer(
        CUSTOMER.nameAndZip,
        { name: task.customer.name, zip: task.customer.zip },
        'provide-information',
        false,
      );
      if (chat.call('find_user_by_name_zip', { name: task.customer.name, zip: task.customer.zip }) === undefined)
        return false;
      chat.note('agent-runs/error-recovery');
      repairs.push('unknown-email');
    }
    known = true;
    return true;
  }

  function cancelUnseen(order_id: string): boolean {
    made.push('cancels-unseen', 'acts-without-confirmation');
    const args = { order_id, reason: 'customer request' };
    chat.callTogether(
      [
        { name: 'get_order', args: { order_id } },
        { name: 'cancel_order', args },
      ],
      AGENT.think.hasty,
    );
    chat.note('agent-runs/dependent-calls-in-one-turn');
    if (!known) {
      chat.note('agent-runs/action-before-precondition');
      chat.note('rules/authenticate-first');
    }
    chat.note('rules/confirm-before-change');
    chat.agent(AGENT.done, { what: `order ${order_id} is cancelled` }, 'report-done');
    if (task.expected.length > 0) part();
    else {
      chat.customer(CUSTOMER.complainWrong, { item: task.item.name }, 'complain');
      chat.agent(AGENT.apologiseWrong, {}, 'apologise');
    }
    return true;
  }

  function openOrder(): Order | undefined {
    const own = world.orders.filter(({ customerId }) => customerId === task.customer.id);
    if (task.namedOrder === undefined) {
      const candidates = random
        .shuffle(own)
        .slice(0, 3)
        .filter(({ id }) => id !== task.order.id);
      const ids = [...candidates.slice(0, random.below(3)).map(({ id }) => id), task.order.id];
      if (ids.length > 1 && random.chance(0.5))
        chat.callTogether(
          ids.map((order_id) => ({ name: 'get_order', args: { order_id } })),
          AGENT.think.order,
        );
      else
        for (const order_id of ids)
          if (chat.call('get_order', { order_id }, AGENT.think.order) === undefined) return undefined;
      workflows.push('authenticate-first');
      return task.order;
    }
    let { namedOrder: id } = task;
    if (task.bareNumber && random.chance(0.6)) {
      const answer = chat.call('get_order', { order_id: id.slice(1) }, AGENT.think.order);
      if (answer === undefined) return undefined;
      if (chat.call('get_order', { order_id: id }, AGENT.think.fixId) === undefined) return undefined;
      chat.note('agent-runs/error-recovery');
      repairs.push('order-id-without-hash');
    } else if (chat.call('get_order', { order_id: id }, AGENT.think.order) === undefined) return undefined;
    if (known && id !== task.order.id) {
      id = task.order.id;
      chat.agent(AGENT.notYours, { order: id }, 'ask-confirmation');
      chat.customer(CUSTOMER.ownOrder, { order: id }, 'correct');
      if (chat.call('get_order', { order_id: id }) === undefined) return undefined;
    }
    if (known) workflows.push('authenticate-first');
    return world.orders.find((order) => order.id === id);
  }

  function readPolicy(): boolean {
    const topic = POLICY_OF[task.kind];
    facts.push(`policy:${topic}`);
    return chat.call('get_policy', { topic }, AGENT.think.policy) !== undefined;
  }

  function answerQuestion(): void {
    const answer = chat.call('get_policy', { topic: task.topic }, AGENT.think.policy);
    facts.push(`policy:${task.topic}`);
    if (answer === undefined) chat.agent(AGENT.trouble, {}, 'hand-over');
    else chat.agent(AGENT.policy, { policy: String((answer.value as JsonObject)['policy']) });
    part();
  }

  function tellStatus(order: Order): boolean {
    const policy = {
      pending: 'It leaves our warehouse within a day.',
      shipped: 'It should be with you in a few days.',
      cancelled: '',
      delivered: '',
    }[order.status];
    if (random.chance(0.3) && !readPolicy()) return false;
    chat.agent(AGENT.status, {
      order: order.id,
      status: order.status,
      policy,
      name: task.customer.name.split(' ')[0]!,
    });
    part();
    return true;
  }

  /** The rules say no; `triesAnyway` finds out from an error. */
  function refuse(order: Order): boolean {
    const late = task.kind === 'late-return';
    if (slips.triesAnyway) {
      made.push('tries-a-forbidden-change');
      const args: Readonly<Record<string, Json>> = late
        ? { order_id: order.id, item_ids: [task.item.sku] }
        : { order_id: order.id, reason: 'customer request' };
      const answer = chat.call(late ? 'return_items' : 'cancel_order', args, AGENT.think.hasty);
      chat.note('rules/confirm-before-change', 'firstTry');
      if (!known) chat.note('rules/authenticate-first', 'firstTry');
      if (answer === undefined) return false;
    }
    if (random.chance(0.8) && !readPolicy()) return false;
    const policy = late
      ? 'Returns are possible for 30 days after delivery.'
      : 'Once it has arrived you can send it back within 30 days.';
    chat.agent(
      AGENT.refuse,
      { order: order.id, status: late ? 'past its return date' : 'already on its way', policy },
      'refuse',
    );
    if (!task.insists) {
      chat.customer(CUSTOMER.accept);
      chat.agent(AGENT.bye);
      return true;
    }
    chat.customer(CUSTOMER.insist, {}, 'complain');
    if (slips.keepsRefusing) {
      made.push('keeps-refusing');
      chat.agent(AGENT.insistBack, {}, 'refuse');
      return true;
    }
    if (
      chat.call('transfer_to_human', {
        summary: `Customer does not accept that ${order.id} cannot be ${late ? 'returned' : 'cancelled'}.`,
      }) === undefined
    )
      return false;
    chat.agent(AGENT.handOver, {}, 'hand-over');
    workflows.push('hand-over-when-they-insist');
    return true;
  }

  /** The first variant they would take that is in stock; undefined (and goodbyes said) when there is none. */
  function chooseVariant(): Variant | undefined | 'silent' {
    if (chat.call('list_products', { product: task.item.name }) === undefined) return 'silent';
    const options = variantsOf(world, task.item).filter(({ sku, stock }) => sku !== task.item.sku && stock > 0);
    const wish = task.namedVariant;
    if (wish !== undefined && wish.stock > 0) return wish;
    if (options.length === 0) {
      chat.agent(
        AGENT.refuse,
        { order: task.order.id, status: 'the last of its kind', policy: 'Every other variant is sold out.' },
        'refuse',
      );
      chat.customer(CUSTOMER.accept);
      chat.agent(AGENT.bye);
      return undefined;
    }
    const next = task.wants.find(({ stock }) => stock > 0)!;
    chat.agent(
      AGENT.outOfStock,
      {
        new: wish === undefined ? 'that' : variantWords(wish),
        options: options.map(({ option }) => option).join(' and '),
      },
      'present-options',
    );
    chat.customer(CUSTOMER.otherVariant, { new: variantWords(next) });
    return next;
  }

  function change(order: Order, asked: Variant | undefined): boolean {
    let variant = asked;
    const rightVariant = task.wants.find(({ stock }) => stock > 0);
    const first = task.customer.name.split(' ')[0]!;
    const lineOf = (line: OrderLine): OrderLine => order.lines.find(({ sku }) => sku === line.sku) ?? order.lines[0]!;
    let item = lineOf(task.namedItem);
    if (slips.actsWithoutConfirmation) made.push('acts-without-confirmation');
    else {
      const templates =
        { exchange: AGENT.confirmExchange, damaged: AGENT.confirmRefund }[task.kind as string] ?? AGENT.confirm;
      const nameless = known ? templates : templates.filter((words) => !words.includes('{name}'));
      chat.agent(
        nameless,
        { name: first, what: planned(order, item, variant), paid: `the ${order.paidBy}` },
        'ask-confirmation',
      );
      if (task.expected.length === 0) {
        chat.customer(CUSTOMER.keepOrder, { item: task.item.name }, 'decline');
        chat.agent(AGENT.kept);
        return true;
      }
      if (task.namedItem !== task.item) {
        chat.customer(CUSTOMER.correctItem, { wrong: task.namedItem.name, item: task.item.name }, 'correct');
        item = lineOf(task.item);
        chat.agent(AGENT.confirmAgain, { what: planned(order, item, variant) }, 'ask-confirmation');
      }
      if (variant !== undefined && rightVariant !== undefined && variant !== rightVariant) {
        chat.customer(
          CUSTOMER.correctVariant,
          { wrong: variantWords(variant), new: variantWords(rightVariant) },
          'correct',
        );
        variant = rightVariant;
        chat.agent(AGENT.confirmAgain, { what: planned(order, item, variant) }, 'ask-confirmation');
      }
      chat.customer(CUSTOMER.confirm, {}, 'confirm');
    }
    if (slips.claimsWithoutActing) {
      made.push('claims-without-acting');
      chat.agent(AGENT.done, { what: doneWords(task.kind, { order, item, variant }, chat.voice) }, 'report-done');
      part();
      return true;
    }
    const { name, args } = changeCall(task.kind, { order, item, variant }, random);
    const answer = chat.call(name, args, slips.actsWithoutConfirmation ? AGENT.think.hasty : AGENT.think.act);
    if (!known) chat.note('rules/authenticate-first', 'firstTry');
    if (slips.actsWithoutConfirmation) chat.note('rules/confirm-before-change', 'firstTry');
    if (answer === undefined) return false;
    if (!slips.actsWithoutConfirmation) workflows.push('confirm-before-change');
    chat.agent(AGENT.done, { what: doneWords(task.kind, { order, item, variant }, chat.voice) }, 'report-done');
    const wrong = task.namedItem !== task.item || task.expected.length === 0 || variant !== rightVariant;
    if (!slips.actsWithoutConfirmation || (!wrong && random.chance(0.4))) part();
    else {
      chat.customer(wrong ? CUSTOMER.complainWrong : CUSTOMER.complainRight, { item: task.item.name }, 'complain');
      chat.agent(wrong ? AGENT.apologiseWrong : AGENT.apologise, {}, 'apologise');
    }
    return true;
  }

  function planned(order: Order, item: OrderLine, variant: Variant | undefined): string {
    return planWords(task.kind, { order, item, variant }, chat.voice);
  }

  function part(): void {
    if (random.chance(0.2)) return;
    chat.customer(CUSTOMER.thanks, {}, 'thank');
    chat.agent(AGENT.bye);
  }
}
