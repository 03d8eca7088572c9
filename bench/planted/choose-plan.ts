import type { Random } from '../../src/core/random.ts';
import { CODE_REPOSITORY } from './domains/code-repository.ts';
import { GREENHOUSE } from './domains/greenhouse.ts';
import { GRID_PUZZLE } from './domains/grid-puzzle.ts';
import { HOTEL_DESK } from './domains/hotel-desk.ts';
import { LIBRARY_DESK } from './domains/library-desk.ts';
import { OBSERVATORY } from './domains/observatory.ts';
import { PARCEL_DEPOT } from './domains/parcel-depot.ts';
import { SURVEY_ANALYST } from './domains/survey-analyst.ts';
import type {
  Domain,
  FactScript,
  PreferenceScript,
  RepairScript,
  StrategyScript,
  WarningScript,
  WorkflowScript,
} from './planted-domain.ts';
import { PLANTED_COUNTS, type PlantedSetting } from './planted-setting.ts';
import { SUCCESS_STRATEGIES } from './planted-words.ts';
import { SECOND_STRATEGIES } from './second-words.ts';

/** What agents of a planted corpus work in, and what they think. */
const WORLDS: Readonly<
  Record<PlantedSetting['world'], { domains: readonly Domain[]; thoughts: readonly StrategyScript[] }>
> = {
  first: {
    domains: [LIBRARY_DESK, GREENHOUSE, PARCEL_DEPOT, CODE_REPOSITORY, GRID_PUZZLE],
    thoughts: SUCCESS_STRATEGIES,
  },
  second: { domains: [HOTEL_DESK, OBSERVATORY, SURVEY_ANALYST, GRID_PUZZLE], thoughts: SECOND_STRATEGIES },
};

/** What is planted in one domain of one corpus. */
export interface DomainPlan {
  readonly domain: Domain;
  readonly workflows: readonly WorkflowScript[];
  readonly repairs: readonly RepairScript[];
  readonly facts: readonly FactScript[];
  readonly strategies: readonly StrategyScript[];
  readonly warnings: readonly WarningScript[];
  readonly preferences: readonly PreferenceScript[];
}

type Slot = Exclude<keyof DomainPlan, 'domain'>;
type Choice = { [K in Slot]: { domain: Domain; slot: K; script: DomainPlan[K][number] } }[Slot];

/**
 * Picks what a corpus plants, by {@link PLANTED_COUNTS}: of workflows at least one with words, perhaps two
 * of one domain that begin alike;
 * of facts one that changes; half of the strategies with a next call and half, in all domains that think aloud, with
 * success; of warnings an omission, a harmful call or order, and repeats, in domains of their own.
 */
export function choosePlan(
  random: Random,
  { planted, world }: Pick<PlantedSetting, 'planted' | 'world'>,
): DomainPlan[] {
  const { domains } = WORLDS[world];
  const chosen = planted ? chooseScripts(world, random) : [];
  const of = <K extends Slot>(domain: Domain, slot: K): DomainPlan[K] =>
    chosen
      .filter((choice) => choice.domain === domain && choice.slot === slot)
      .map(({ script }) => script) as unknown as DomainPlan[K];
  return domains.map((domain) => ({
    domain,
    workflows: of(domain, 'workflows'),
    repairs: of(domain, 'repairs'),
    facts: of(domain, 'facts'),
    strategies: of(domain, 'strategies'),
    warnings: of(domain, 'warnings'),
    preferences: of(domain, 'preferences'),
  }));
}

function chooseScripts(world: PlantedSetting['world'], random: Random): Choice[] {
  const { domains, thoughts: possible } = WORLDS[world];
  const working = random.shuffle(domains.filter(({ workflows }) => workflows.length > 0));
  const all = (slot: Slot): Choice[] =>
    working.flatMap((domain) => domain[slot].map((script) => ({ domain, slot, script }) as unknown as Choice));
  const oneEach = (choices: Choice[], count: number): Choice[] =>
    random
      .shuffle(working)
      .flatMap((domain) => {
        const own = choices.filter((choice) => choice.domain === domain);
        return own.length > 0 ? [random.pick(own)] : [];
      })
      .slice(0, count);

  const sequences = all('workflows');
  const worded = random.pick(sequences.filter(({ script }) => hasWords(script as WorkflowScript)));
  const workflows = random
    .shuffle(sequences.filter((choice) => choice !== worded))
    .slice(0, PLANTED_COUNTS.workflow - 1);
  const lookups = all('facts');
  const changing = random.pick(lookups.filter(({ script }) => (script as FactScript).answers.length > 1));
  const facts = random.shuffle(lookups.filter((choice) => choice !== changing)).slice(0, PLANTED_COUNTS.fact - 1);
  const halfOfStrategies = PLANTED_COUNTS.strategy / 2;
  const thoughts = random.shuffle(possible).slice(0, halfOfStrategies);
  const slips = [
    all('warnings').filter(({ script }) => (script as WarningScript).how === 'omission'),
    all('warnings').filter(({ script }) => ['harmful', 'order'].includes((script as WarningScript).how)),
    all('warnings').filter(({ script }) => (script as WarningScript).how === 'repeat'),
  ].map((choices, i) => choices.find(({ domain }) => domain === working[i])!);
  return [
    worded,
    ...workflows,
    ...random.shuffle(all('repairs')).slice(0, PLANTED_COUNTS.repair),
    changing,
    ...facts,
    ...oneEach(all('strategies'), halfOfStrategies),
    ...domains
      .filter(({ reasons }) => reasons)
      .flatMap((domain) => thoughts.map((script): Choice => ({ domain, slot: 'strategies', script }))),
    ...slips,
    ...random.shuffle(all('preferences')).slice(0, PLANTED_COUNTS.preference),
  ];
}

function hasWords({ acts }: WorkflowScript): boolean {
  return acts.some((act) => 'say' in act);
}
