import { CODING_RATES } from './coding/coding-agent.ts';
import { MISTAKE_RATES } from './shop/shop-task.ts';
import { WRITE_TOOLS } from './shop/shop-tools.ts';
import { SHOP_POLICIES } from './shop/shop-world.ts';

/** A sequence of symbols (see `src/behavior/call/run-symbols.ts`) that recurs; `a | b` where several take the same place. */
export interface PlantedWorkflow {
  readonly name: string;
  readonly agent: string;
  readonly symbols: readonly string[];
}

/** An error that recurs, and the call that mends it. */
export interface PlantedRepair {
  readonly name: string;
  readonly agent: string;
  readonly failing: string;
  /** Words of the error that are the same each time. */
  readonly error: string;
  readonly fixing: string;
}

/** Something that is looked up again and again, and what is found. */
export interface PlantedFact {
  readonly name: string;
  readonly agent: string;
  readonly lookup: string;
  /** What is concluded. */
  readonly answer: string;
  /** Words of the look-up's result that say so. */
  readonly shownBy: string;
}

/** A slip, and the probability of success (0–1) with it and without it where it can occur, all else being right. */
export interface PlantedWarning {
  readonly slip: string;
  readonly agent: string;
  readonly successWith: number;
  readonly successWithout: number;
}

/** A rule that every good run keeps, in the syntax of `ethogram rules`; the slips that break it. */
export interface PlantedRule {
  readonly name: string;
  readonly agent: string;
  readonly description: string;
  readonly formula: string;
  readonly brokenBy: string;
}

const CHANGES = WRITE_TOOLS.map((tool) => `tool:${tool}`).join(' | ');
const KNOWING = ['find_user_by_email', 'find_user_by_name_zip'].map((tool) => `tool:${tool}`).join(' | ');

/** Everything that the example agents are made to show, over all runs; names are those in `PlantedTruth`. */
export const PLANTED = {
  /**
   * Codebooks (per agent) of which the truth names every occurrence, so that what else is found is wrong. The moves in the
   * shop are only the main one of each message: recall can be computed from them, precision cannot.
   */
  complete: { countdown: ['four-habits'], shop: ['agent-runs'], coding: ['agent-runs'] },
  /** Codes of `four-habits` that the Countdown agent shows, placed sentence by sentence. */
  strategies: ['verification', 'backtracking', 'subgoal-setting', 'backward-chaining'],
  workflows: [
    { name: 'authenticate-first', agent: 'shop', symbols: [KNOWING, 'tool:get_order'] },
    { name: 'confirm-before-change', agent: 'shop', symbols: ['agent:ask-confirmation', 'user:confirm', CHANGES] },
    {
      name: 'hand-over-when-they-insist',
      agent: 'shop',
      symbols: ['agent:refuse', 'user:complain', 'tool:transfer_to_human'],
    },
    {
      name: 'search-read-edit',
      agent: 'coding',
      symbols: ['tool:Grep | tool:Bash(grep) | tool:Task', 'tool:Read', 'tool:Edit'],
    },
    {
      name: 'edit-then-test',
      agent: 'coding',
      symbols: ['tool:Edit', 'tool:Bash(npm run test:unit) | tool:Bash(pnpm test)'],
    },
  ] satisfies PlantedWorkflow[],
  repairs: [
    {
      name: 'order-id-without-hash',
      agent: 'shop',
      failing: 'get_order',
      error: 'order ids look like #W12345',
      fixing: 'get_order',
    },
    {
      name: 'unknown-email',
      agent: 'shop',
      failing: 'find_user_by_email',
      error: 'no customer with e-mail',
      fixing: 'find_user_by_name_zip',
    },
    {
      name: 'database-url',
      agent: 'coding',
      failing: 'npm test',
      error: 'DATABASE_URL is not set',
      fixing: 'npm run test:unit',
    },
    {
      name: 'misnamed-script',
      agent: 'coding',
      failing: 'npm run tests',
      error: 'Missing script: "tests"',
      fixing: 'npm run test:unit',
    },
    { name: 'python3', agent: 'coding', failing: 'python', error: 'python: command not found', fixing: 'python3' },
    { name: 'edit-before-read', agent: 'coding', failing: 'Edit', error: 'File has not been read yet', fixing: 'Read' },
  ] satisfies PlantedRepair[],
  facts: [
    ...Object.entries(SHOP_POLICIES).map(([topic, answer]) => ({
      name: `policy:${topic}`,
      agent: 'shop',
      lookup: 'get_policy',
      answer,
      shownBy: answer,
    })),
    {
      name: 'test-command:acme-shop',
      agent: 'coding',
      lookup: 'cat package.json',
      answer: 'npm run test:unit',
      shownBy: '"test:unit": ',
    },
    {
      name: 'test-command:acme-reports',
      agent: 'coding',
      lookup: 'cat package.json',
      answer: 'pnpm test',
      shownBy: '"packageManager": "pnpm@',
    },
    {
      name: 'config-file:acme-shop',
      agent: 'coding',
      lookup: 'cat config/defaults.json',
      answer: 'config/defaults.json',
      shownBy: '"freeShippingFrom": 6000',
    },
    {
      name: 'config-file:acme-reports',
      agent: 'coding',
      lookup: 'cat settings/report.yaml',
      answer: 'settings/report.yaml',
      shownBy: 'decimals: 2',
    },
  ] satisfies PlantedFact[],
  preferences: [{ name: 'pnpm:acme-reports', agent: 'coding', wanted: 'pnpm', unwanted: 'npm' }],
  warnings: [
    { slip: 'answers-unchecked', agent: 'countdown', successWith: 0.74, successWithout: 0.88 },
    { slip: 'acts-without-confirmation', agent: 'shop', successWith: 1 - MISTAKE_RATES.thing, successWithout: 1 },
    { slip: 'acts-before-authenticating', agent: 'shop', successWith: 1 - MISTAKE_RATES.order, successWithout: 1 },
    { slip: 'claims-without-acting', agent: 'shop', successWith: 0, successWithout: 1 },
    { slip: 'keeps-refusing', agent: 'shop', successWith: 0, successWithout: 1 },
    { slip: 'skips-tests', agent: 'coding', successWith: 1 - CODING_RATES.firstEditWrong, successWithout: 1 },
  ] satisfies PlantedWarning[],
  rules: [
    {
      name: 'authenticate-first',
      agent: 'shop',
      description: 'know who is asking before changing anything of theirs',
      formula: `!(${CHANGES}) W (${KNOWING})`,
      brokenBy: 'acts-before-authenticating',
    },
    {
      name: 'confirm-before-change',
      agent: 'shop',
      description: 'get a yes from the customer before changing anything',
      // A yes from before the order was looked up is the answer to another question: which order it is.
      formula: `G((${CHANGES}) -> (!tool:get_order S user:confirm))`,
      brokenBy: 'acts-without-confirmation',
    },
  ] satisfies PlantedRule[],
} as const;
