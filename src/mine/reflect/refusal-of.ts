import type { Trajectory } from '../../trajectory/trajectory.ts';
import { requestOf } from '../../trajectory/trajectory.ts';
import { repeatsInjected } from '../digest/repeats-injected.ts';
import { wordStretches } from '../digest/word-stretches.ts';
import { sentenceTerms } from '../strategy/sentence-terms.ts';
import { mayBeSaid, mayBeShown } from '../wording/may-be-said.ts';
import { stateBehavior } from '../wording/state-behavior.ts';
import { ownValues } from './own-values.ts';
import type { BehaviorWords, Refusal } from './proposal.ts';

const NAME = /^behavior_[\p{Ll}\p{N}]+(?:_[\p{Ll}\p{N}]+)*$/u;
const MIN_CHARACTERS = 20;
const MAX_CHARACTERS = 300;
// Advice that holds for everything helps with nothing: so many of its words must say something that is not said of every task.
const MIN_TERMS = 2;
const GENERIC = new Set(
  sentenceTerms(
    `careful carefully care attention attentive focus thorough thoroughly task problem instruction instructions prompt read reread
     understand understanding think thinking reason reasoning step steps answer answers correct correctly correctness right accurate accurately accuracy
     best good better well properly proper appropriate avoid mistake mistakes error errors wrong work working follow provide clear clearly clarity result
     results solution solve solving complete completely final review verify check ensure confirm consider analyze analyse plan quality detail details
     precise precisely precision important information user help helpful time always never begin beginning start end finish finishing try possible
     necessary required requirement requirements fully everything anything something way thing response respond output give given using use approach
     methodical methodically systematic systematically logical logically sense sound double again twice before after first responding answering
     submitting submit proceeding proceed every all each`,
  ),
);

/**
 * Why words of a behavior may not be kept, whoever wrote them: they could steer or tell secrets (`unsafe`), or they hold for every
 * task and therefore say nothing (`trivial`). Undefined when neither.
 */
export function wordsRefusal(words: BehaviorWords): Refusal | undefined {
  const { name, instruction, when = '', whenNot = '' } = words;
  const fits = instruction.length >= MIN_CHARACTERS && instruction.length <= MAX_CHARACTERS;
  if (!NAME.test(name) || name.length > 80 || when.length > MAX_CHARACTERS || whenNot.length > MAX_CHARACTERS) return 'unsafe';
  if (!mayBeSaid(stateBehavior(words)) || !mayBeShown(name)) return 'unsafe';
  if (!fits) return 'trivial';
  const telling = sentenceTerms(instruction).filter((term) => !GENERIC.has(term));
  return telling.length + ownValues(instruction).length < MIN_TERMS ? 'trivial' : undefined;
} // prettier-ignore

/**
 * Why a run is no source for these words: they repeat what Ethogram put before the agent (`injected`), or more than eight words
 * in a row of the task or its answer (`task-text`). Undefined when neither.
 */
export function sourceRefusal(words: BehaviorWords, run: Trajectory): Refusal | undefined {
  const said = [words.instruction, words.when ?? '', words.whenNot ?? ''].filter((text) => text !== '');
  const ours = injectedText(run);
  if (ours.includes(words.name)) return 'injected';
  const isRepeat = repeatsInjected([{ index: 0, actor: 'user', parts: [{ kind: 'text', text: ours, injected: [] }] }]);
  if (said.slice(0, 1).some(isRepeat)) return 'injected';
  const stretches = new Set(taskTexts(run).flatMap(wordStretches));
  return said.some((text) => wordStretches(text).some((stretch) => stretches.has(stretch))) ? 'task-text' : undefined;
}

/** Ids of the behaviors that were put before the agent in a run. */
export function servedIn({ steps }: Pick<Trajectory, 'steps'>): string[] {
  const ids = steps.flatMap(({ parts }) => parts.flatMap((part) => (part.kind === 'text' ? (part.injected ?? []) : [])));
  return [...new Set(ids.map((id) => id.replace(/@.*$/, '')))].sort();
} // prettier-ignore

/** All that Ethogram wrote into a run: what it injected, and the instructions of runs that it made itself. */
function injectedText({ steps, source, agent }: Trajectory): string {
  const injected = steps.flatMap(({ parts }) =>
    parts.flatMap((part) => (part.kind === 'text' && part.injected !== undefined ? [part.text] : [])),
  );
  if (source.format.startsWith('ethogram-') && agent.instructions !== undefined) injected.push(agent.instructions);
  return injected.join('\n');
}

/** What was asked and what was answered, in words. */
function taskTexts(run: Trajectory): string[] {
  const last = run.steps.findLast(({ actor, parts }) => actor === 'agent' && parts.some(({ kind }) => kind === 'text'));
  const answer = (last?.parts ?? []).flatMap((part) => (part.kind === 'text' ? [part.text] : []));
  const known = [run.extra['answer'], run.extra['truth']].flatMap((value) => (value === undefined ? [] : [JSON.stringify(value)]));
  return [requestOf(run), ...answer, ...known];
} // prettier-ignore
