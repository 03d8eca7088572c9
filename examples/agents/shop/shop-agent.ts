import { TRIALS, type ExampleAgent, type ExampleRun, type ExampleRunOptions } from '../example-agent.ts';
import { evenlyChosen, randomFor, randomText } from '../random-for.ts';
import { runClock } from '../run-clock.ts';
import { otelLog } from './otel-log.ts';
import { serveCustomer, type ShopSlips } from './serve-customer.ts';
import { shopConversation } from './shop-conversation.ts';
import { checkShop, shopTask } from './shop-task.ts';
import { SHOP_TOOLS } from './shop-tools.ts';
import { shopWorld } from './shop-world.ts';

const INSTRUCTIONS =
  'You are the support agent of a small online shop. Help with orders: status, cancellations, returns, exchanges, damaged goods. ' +
  'Find out who the customer is before you open an order (e-mail, or name and zip code). ' +
  'Before you change anything, tell the customer what you are about to do and wait for a yes. ' +
  'Only do what the policies allow; look them up when unsure. When a customer does not accept a refusal, hand over to a colleague.';

/** How often a run's agent slips (0–1); see {@link MISTAKE_RATES} for what that costs. */
export const SHOP_SLIP_RATES = {
  actsBeforeAuthenticating: 0.25,
  actsWithoutConfirmation: 0.3,
  triesAnyway: 0.4,
  readsAgain: 0.15,
  cancelsUnseen: 0.15,
  claimsWithoutActing: 0.05,
  keepsRefusing: 0.3,
} as const;

/**
 * Serves the customers of a simulated shop. Writes OpenTelemetry GenAI spans, one OTLP/JSON document per run. Step *i* of
 * the imported run is message *i* of the conversation (the instructions are not a message).
 */
export const shopAgent: ExampleAgent = { name: 'shop', format: 'otel-genai', run };

function run({ seed, index, startMs }: ExampleRunOptions): ExampleRun {
  const trial = index % TRIALS;
  const world = shopWorld(seed);
  const task = shopTask(seed, Math.floor(index / TRIALS), world);
  const random = randomFor(seed, 'shop', index);
  const draw = (slip: keyof typeof SHOP_SLIP_RATES): boolean =>
    evenlyChosen(SHOP_SLIP_RATES[slip], { trial, trials: TRIALS }, randomFor(seed, 'shop-slip', task.id, slip));
  const chat = shopConversation(world, { random, clock: runClock(startMs, random), thinks: random.chance(0.5) });
  const service = serveCustomer(task, { world, chat, slips: drawSlips(draw), random });
  const checked = checkShop(task, world);
  const id = `conv_${randomText(random, 16)}`;
  const record = otelLog(
    chat.turns,
    {
      conversationId: id,
      agentName: 'shop-support',
      model: 'example-support-1',
      instructions: INSTRUCTIONS,
      tools: SHOP_TOOLS,
      task: { id: task.id, trial },
      evaluation: { success: checked.success, explanation: checked.reason },
    },
    random,
  );
  const [opening] = chat.turns[0]!.parts;
  return {
    id,
    trajectoryId: `otel-genai:${id}`,
    task: { id: task.id, trial, text: opening?.type === 'text' ? opening.content : '' },
    success: checked.success,
    records: [record],
    subAgents: [],
    truth: { events: chat.events, nearMisses: chat.nearMisses, preferences: [], ...service },
  };
}

function drawSlips(draw: (slip: keyof ShopSlips) => boolean): ShopSlips {
  return {
    actsBeforeAuthenticating: draw('actsBeforeAuthenticating'),
    actsWithoutConfirmation: draw('actsWithoutConfirmation'),
    triesAnyway: draw('triesAnyway'),
    readsAgain: draw('readsAgain'),
    cancelsUnseen: draw('cancelsUnseen'),
    claimsWithoutActing: draw('claimsWithoutActing'),
    keepsRefusing: draw('keepsRefusing'),
  };
}
