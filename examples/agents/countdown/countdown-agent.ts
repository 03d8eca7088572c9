import type { Random } from '../../../src/core/random.ts';
import {
  TRIALS,
  type ExampleAgent,
  type ExampleRun,
  type ExampleRunOptions,
  type PlantedEvent,
} from '../example-agent.ts';
import { evenlyChosen, randomFor } from '../random-for.ts';
import { speaker } from '../speaker.ts';
import { checkCountdown, countdownTask, given } from './countdown-task.ts';
import { COUNTDOWN_WORDS } from './countdown-words.ts';
import {
  listValues,
  thinkCountdown,
  type CountdownHabits,
  type CountdownThought,
  type ThoughtSentence,
} from './think-countdown.ts';

const SYSTEM =
  'You play a numbers game. Combine the given tiles with +, -, * and / so that they make the target. Use each tile at most once; ' +
  'every result on the way must be a whole number above zero. Think first, then finish with a line "Answer: <expression>", ' +
  'or "Answer: none" when it cannot be done.';

/** How often a run's agent has each habit (0–1). A miscount that is not checked is answered as if it were right. */
export const COUNTDOWN_RATES = {
  verifies: 0.55,
  backward: 0.4,
  subgoals: 0.45,
  miscounts: 0.85,
  tellsAgain: 0.4,
} as const;

/**
 * Plays the numbers game and thinks aloud. Writes plain JSONL with OpenAI chat messages: system, user, agent
 * (`<think>…</think>` and an answer), and for some wrong answers one more round.
 */
export const countdownAgent: ExampleAgent = { name: 'countdown', format: 'openai-chat', run };

function run({ seed, index, startMs }: ExampleRunOptions): ExampleRun {
  const trial = index % TRIALS;
  const task = countdownTask(seed, Math.floor(index / TRIALS));
  const random = randomFor(seed, 'countdown', index);
  const voice = speaker(random);
  const draw = (habit: 'verifies' | 'backward' | 'subgoals' | 'miscounts'): boolean =>
    evenlyChosen(COUNTDOWN_RATES[habit], { trial, trials: TRIALS }, randomFor(seed, 'countdown-habit', task.id, habit));
  const habits = drawHabits(draw, random);
  const numbers = listValues(task.numbers.map(given), random);
  const text = voice.say(COUNTDOWN_WORDS.request, { numbers, target: task.target });
  const messages: { role: string; content: string }[] = [
    { role: 'system', content: SYSTEM },
    { role: 'user', content: text },
  ];
  const events: PlantedEvent[] = [];
  const nearMisses: PlantedEvent[] = [];
  const slips: string[] = [];
  const answer = (opening: string, roundHabits: CountdownHabits): { success: boolean; reason: string } => {
    const thought = thinkCountdown(task, { habits: roundHabits, speaker: voice, random, opening: { text: opening } });
    const step = messages.length;
    if (thought.answer !== undefined && !roundHabits.verifies) slips.push('answers-unchecked');
    for (const { text: quote, habit, nearMissOf } of thought.sentences) {
      if (habit !== undefined) events.push({ code: `four-habits/${habit}`, step, quote });
      if (nearMissOf !== undefined) nearMisses.push({ code: `four-habits/${nearMissOf}`, step, quote });
    }
    const reply = voice.say(thought.answer === undefined ? COUNTDOWN_WORDS.answerNone : COUNTDOWN_WORDS.answer, {
      target: task.target,
      answer: thought.answer ?? '',
    });
    messages.push({
      role: 'assistant',
      content: `<think>\n${paragraphs(thought.sentences, random)}\n</think>\n\n${reply}`,
    });
    return checkCountdown(task, reply);
  };
  let checked = answer(voice.say(COUNTDOWN_WORDS.opening, { numbers, target: task.target }), habits);
  if (!checked.success && random.chance(COUNTDOWN_RATES.tellsAgain)) {
    messages.push({ role: 'user', content: voice.say(COUNTDOWN_WORDS.again, { reason: checked.reason }) });
    const opening = voice.say(COUNTDOWN_WORDS.againOpening, { reason: checked.reason });
    // Being told makes careful: the second round is checked.
    checked = answer(opening, { ...habits, verifies: true, patience: habits.patience + 2 });
  }
  const id = `${task.id}-t${trial}-s${seed}`;
  const record = {
    run_id: id,
    task_id: task.id,
    trial: String(trial),
    success: checked.success,
    messages,
    metadata: { agent: 'countdown', model: 'example-thinker-1', started_at: new Date(startMs).toISOString() },
  };
  return {
    id,
    trajectoryId: `openai-chat:${id}`,
    task: { id: task.id, trial, text },
    success: checked.success,
    records: [JSON.stringify(record)],
    subAgents: [],
    truth: { events, nearMisses, workflows: [], repairs: [], facts: [], preferences: [], slips },
  };
}

function drawHabits(
  draw: (habit: 'verifies' | 'backward' | 'subgoals' | 'miscounts') => boolean,
  random: Random,
): CountdownHabits {
  return {
    verifies: draw('verifies'),
    backward: draw('backward'),
    subgoals: draw('subgoals'),
    miscounts: draw('miscounts'),
    patience: 3 + random.below(6),
    times: random.pick(['*', '×']),
  };
}

/** The sentences as a person would break them into paragraphs. */
function paragraphs(sentences: CountdownThought['sentences'], random: Random): string {
  let text = '';
  for (const [i, { text: sentence, habit }] of sentences.entries() as Iterable<[number, ThoughtSentence]>) {
    const breaks = habit === 'backtracking' || random.chance(0.15);
    text +=
      i === 0
        ? sentence
        : (sentences[i - 1]!.habit === 'backtracking' || (breaks && i > 2 && habit !== 'backtracking') ? '\n\n' : ' ') +
          sentence;
  }
  return text;
}
