/** What a planted corpus is like. Rates are 0–1. */
export interface PlantedSetting {
  readonly seed: number;
  /** Which set of domains and sentences: mining was improved while looking at the first only. */
  readonly world: 'first' | 'second';
  readonly runs: number;
  /** Share of calls that have nothing to do with anything planted. */
  readonly noise: number;
  /** Unrelated calls between two acts that belong together: up to so many, as far as the noise suffices. */
  readonly gaps: number;
  /** Probability that two neighbouring threads of work are mixed instead of done one after the other. */
  readonly interleaving: number;
  /** In how many wordings each planted sentence is said, 1–8. */
  readonly paraphrase: number;
  /** Probability, per run and field, that an argument or answer field has another name than usual. */
  readonly renamedVariables: number;
  /** How frequent pointless calls, pairs and sentences are; 0 none, 1 in most runs, 2 twice as many. */
  readonly distractors: number;
  /** Share of runs that succeed. */
  readonly successRate: number;
  readonly vocabulary: 'plain' | 'nonsense';
  /** What the agent thinks and says its strategies in. */
  readonly language: 'en' | 'de';
  /** How tools answer: in JSON, or in lines of text. */
  readonly answers: 'json' | 'text';
  /** Whether runs tell which task they are of; else only the same request does. */
  readonly tasks: 'named' | 'unnamed';
  /** Share of runs whose outcome is known. */
  readonly judged: number;
  /** False plants nothing: the tools, sentences, errors and outcomes are there, without rhyme or reason. */
  readonly planted: boolean;
}

/** The setting that goals are stated for. */
export const DEFAULT_SETTING: PlantedSetting = {
  seed: 1,
  world: 'first',
  runs: 500,
  noise: 0.3,
  gaps: 3,
  interleaving: 0.2,
  paraphrase: 7,
  renamedVariables: 0.1,
  distractors: 1,
  successRate: 0.6,
  vocabulary: 'plain',
  language: 'en',
  answers: 'json',
  tasks: 'named',
  judged: 1,
  planted: true,
};

/** How many behaviors of each kind are planted. */
export const PLANTED_COUNTS = {
  workflow: 4,
  repair: 4,
  fact: 3,
  strategy: 4,
  warning: 3,
  preference: 2,
} as const;
