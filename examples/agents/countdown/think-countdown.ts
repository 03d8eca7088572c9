import type { Random } from '../../../src/core/random.ts';
import type { Speaker } from '../speaker.ts';
import { given, operationsOn, solve, type CountdownTask, type Made, type Operation } from './countdown-task.ts';
import { COUNTDOWN_WORDS as WORDS } from './countdown-words.ts';

/** How this run's agent thinks; drawn once per run. */
export interface CountdownHabits {
  /** Checks a result before answering. */
  readonly verifies: boolean;
  /** Undoes the last step from the target instead of combining tiles. */
  readonly backward: boolean;
  /** Names an intermediate number before going for it. */
  readonly subgoals: boolean;
  /** Gets one sum wrong when a result comes close, and believes it. */
  readonly miscounts: boolean;
  /** How many paths it follows before it gives up. */
  readonly patience: number;
  /** Sign it writes for multiplication. */
  readonly times: '*' | '×';
}

/** A sentence of the thinking, and the habit it was written to show. */
export interface ThoughtSentence {
  readonly text: string;
  readonly habit?: string;
  readonly nearMissOf?: string;
}

/** What was thought, and the expression it ended with (undefined when it gave up). */
export interface CountdownThought {
  readonly sentences: readonly ThoughtSentence[];
  readonly answer: string | undefined;
}

/** How close to the target a wrong result must be for the agent to mistake it for the target. */
const CLOSE = 8;

/**
 * Searches for a solution and says so. The search is a real one: paths are followed, results are computed, and a path
 * is given up when nothing on it makes the target.
 */
export function thinkCountdown(
  task: CountdownTask,
  {
    habits,
    speaker,
    random,
    opening,
  }: { habits: CountdownHabits; speaker: Speaker; random: Random; opening: ThoughtSentence },
): CountdownThought {
  const sentences: ThoughtSentence[] = [opening];
  const tiles = task.numbers.map(given);
  const listed = listValues(tiles, random);
  const tried = new Set<string>();
  let miscountsLeft = habits.miscounts ? 1 : 0;
  let kept: Operation | undefined;
  const write = (made: Pick<Operation, 'left' | 'operator' | 'right'>, result: number): string =>
    `${made.left.value} ${made.operator === '*' ? habits.times : made.operator} ${made.right.value} = ${result}`;
  const say = (
    templates: readonly string[],
    slots: Readonly<Record<string, string | number>>,
    habit?: string,
  ): void => {
    const text = speaker.say(templates, { target: task.target, numbers: listed, ...slots });
    sentences.push(habit === undefined ? { text } : { text, habit });
  };
  const verify = (operations: readonly Operation[]): boolean => {
    const got = operations.at(-1)!.result.value;
    const right = got === task.target;
    const chain = operations.map((operation) => write(operation, operation.result.value)).join(', ');
    say(right ? WORDS.verifyRight : WORDS.verifyWrong, { chain, got }, 'verification');
    const used = operations.at(-1)!.result.text.match(/\d+/gu) ?? [];
    if (right && new Set(used).size === used.length && random.chance(0.3)) {
      say(WORDS.verifyUse, { used: used.join(', ') }, 'verification');
    }
    return right;
  };
  if (random.chance(0.5)) say(WORDS.colour, {});
  if (random.chance(0.4)) {
    const [nearMissOf, template] = random.pick(
      WORDS.nearMiss.filter(([code]) => !habits.backward || code !== 'backward-chaining'),
    );
    sentences.push({ text: speaker.say([template]), nearMissOf });
  }
  for (let path = 0; path < habits.patience; path++) {
    const { operations, believed } = habits.backward && random.chance(0.6) ? backwardPath() : forwardPath();
    const got = operations.at(-1)!.result;
    const right = got.value === task.target;
    if (right && !habits.verifies) say(WORDS.found, {});
    else if (right || (believed && habits.verifies)) verify(operations);
    else if (believed) say(WORDS.found, {});
    if (right || (believed && !habits.verifies)) return { sentences, answer: got.text };
    const [first] = operations;
    // Either everything is undone, or all but the first step.
    kept =
      kept === undefined && operations.length > 1 && free(first).length > 2 && random.chance(0.35) ? first : undefined;
    say(WORDS.backtrack, { from: kept === undefined ? listed : listValues(free(kept), random) }, 'backtracking');
  }
  say(WORDS.giveUp, {});
  return { sentences, answer: undefined };

  /** The values that can be combined after `first`; all tiles when nothing was done yet. */
  function free(first: Operation | undefined): Made[] {
    return first === undefined ? tiles : [first.result, ...without(without(tiles, first.left), first.right)];
  }

  /** Picks a last tile, undoes it from the target, and looks for the rest. */
  function backwardPath(): Path {
    kept = undefined;
    // Insight: seeing from the target which number is needed makes a good choice more likely.
    const ending = chooseEnding(0.6);
    say(WORDS.backward, { last: ending.last.value, need: ending.need, inverse: ending.inverse }, 'backward-chaining');
    return follow(without(tiles, ending.last), ending);
  }

  /** Combines tiles towards the target, with or without a stepping stone. */
  function forwardPath(): Path {
    if (kept !== undefined || !habits.subgoals || random.chance(0.3)) return follow(free(kept), undefined);
    const ending = chooseEnding(0.5);
    say(WORDS.subgoal, { need: ending.need, last: ending.last.value }, 'subgoal-setting');
    return follow(without(tiles, ending.last), ending);
  }

  /** A last step to aim for: one that can be reached with probability `insight`, else any. */
  function chooseEnding(insight: number): Ending {
    const endings = random.shuffle(tiles).flatMap((last) => endingsWith(last, task.target, habits.times));
    const fresh = endings.filter(({ inverse }) => !tried.has(inverse));
    const reachable = (): Ending | undefined =>
      fresh.find(({ last, need }) => solve(without(tiles, last), need) !== undefined);
    const ending = (random.chance(insight) ? reachable() : undefined) ?? fresh[0] ?? endings[0]!;
    tried.add(ending.inverse);
    return ending;
  }

  /** Combines `values` step by step towards the target, or towards what `ending` needs. */
  function follow(values: readonly Made[], ending: Ending | undefined): Path {
    const goal = ending?.need ?? task.target;
    const done: Operation[] = kept === undefined ? [] : [kept];
    let left = [...values];
    let believed = false;
    while (left.length > 1 && !believed && left[0]!.value !== goal) {
      const solution = solve(left, goal);
      const sees = solution !== undefined && random.chance(done.length === 0 ? 0.45 : 0.85);
      const step = sees ? restsOn(solution)[0]! : likely(left, goal, done);
      const near = step.result.value !== goal && Math.abs(step.result.value - goal) <= CLOSE;
      believed =
        near &&
        miscountsLeft > 0 &&
        done.length > 0 &&
        (ending === undefined || finish(step.result, ending) !== undefined);
      if (believed) miscountsLeft--;
      left = [step.result, ...without(without(left, step.left), step.right)];
      const sum = write(step, believed ? goal : step.result.value);
      const others = [...left.slice(1), ...(ending === undefined ? [] : [ending.last])];
      const opens = done.length === 0 && others.length > 0 && step.result.value !== goal;
      say(opens ? WORDS.try : WORDS.next, { sum, left: listValues(others, random) });
      done.push(step);
    }
    tried.add(done.map(({ result }) => result.text).join(';'));
    const made = done.at(-1)!.result;
    const last = ending !== undefined && (believed || made.value === goal) ? finish(made, ending) : undefined;
    if (last !== undefined) {
      say(WORDS.next, { sum: write(believed ? { ...last, left: { value: goal, text: '' } } : last, task.target) });
      done.push(last);
    }
    return { operations: restsOn(done), believed };
  }

  /** The pair whose result looks most useful: near the goal, with some noise, and not tried before. */
  function likely(left: readonly Made[], goal: number, done: readonly Operation[]): Operation {
    const pairs = left.flatMap((a, i) => left.slice(i + 1).flatMap((b) => operationsOn(a, b)));
    const scored = pairs.map((pair) => {
      const again = tried.has([...done, pair].map(({ result }) => result.text).join(';'));
      return { pair, score: (Math.abs(pair.result.value - goal) + 3) * (0.3 + random.next()) * (again ? 1000 : 1) };
    });
    const { pair } = scored.reduce((best, next) => (next.score < best.score ? next : best));
    if (done.length === 0 && left.length > 2) tried.add(pair.result.text);
    return pair;
  }
}

/** What a path came to; `believed` when a miscount made it look right. */
interface Path {
  readonly operations: readonly Operation[];
  readonly believed: boolean;
}

/** A last step: `need` with `last` makes the target. */
interface Ending {
  readonly last: Made;
  readonly need: number;
  readonly operator: Operation['operator'];
  readonly inverse: string;
}

/** The last steps that end in `target` with the tile `last`. */
function endingsWith(last: Made, target: number, times: string): Ending[] {
  const tile = last.value;
  const ending = (operator: Operation['operator'], sign: string, need: number): Ending => ({
    last,
    need,
    operator,
    inverse: `${target} ${sign} ${tile} = ${need}`,
  });
  const endings = [ending('-', '+', target + tile)];
  if (target > tile) endings.push(ending('+', '-', target - tile));
  if (tile > 1 && target % tile === 0) endings.push(ending('*', '/', target / tile));
  if (tile > 1 && tile < 4) endings.push(ending('/', times, target * tile));
  return endings;
}

/** The last step from `made` in fact, whatever it comes to; undefined where it cannot be done. */
function finish(made: Made, { last, operator }: Ending): Operation | undefined {
  const ordered = operator === '-' || operator === '/';
  return operationsOn(made, last).find(
    (operation) => operation.operator === operator && (!ordered || operation.left === made),
  );
}

function without(tiles: readonly Made[], tile: Made): Made[] {
  return tiles.filter((other) => other !== tile);
}

/** Those operations that the last one rests on. */
function restsOn(operations: readonly Operation[]): Operation[] {
  const used: Operation[] = [];
  for (const operation of operations.toReversed()) {
    const needed =
      used.length === 0 || used.some(({ left, right }) => left === operation.result || right === operation.result);
    if (needed) used.unshift(operation);
  }
  return used;
}

/** `3, 7 and 25`, in one of the ways people write lists. */
export function listValues(values: readonly Made[], random: Random): string {
  const texts = values.map(({ value }) => String(value));
  if (texts.length < 2 || random.chance(0.5)) return texts.join(', ');
  return `${texts.slice(0, -1).join(', ')} and ${texts.at(-1)}`;
}
