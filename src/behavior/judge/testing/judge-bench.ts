import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after } from 'node:test';
import { modelName } from '../../../model/model-name.ts';
import { openModel } from '../../../model/open-model.ts';
import type { Fault } from '../../../model/testing/fault.ts';
import type { Mind, MindRequest } from '../../../model/testing/mind.ts';
import { startModelServer, type ModelServer } from '../../../model/testing/start-model-server.ts';
import { openStore } from '../../../store/open-store.ts';
import type { Store } from '../../../store/store.ts';
import { calls, sampleRun, says } from '../../../trajectory/testing/sample-run.ts';
import type { Trajectory } from '../../../trajectory/trajectory.ts';
import { parseCodebook } from '../../codebooks/parse-codebook.ts';
import type { Coding, Event } from '../../event.ts';
import { askedCodes } from '../asked-codes.ts';
import type { JudgeTask } from '../judge-groups.ts';
import { judgeRun, type JudgedRun, type JudgedTasks } from '../judge-run.ts';
import { codebookText, UNFINISHED } from './codebook-text.ts';

/** A codebook of four codes: one of each unit, and a second of steps that the first rules out. */
export const BOOK = parseCodebook(
  codebookText(
    {
      name: 'manners',
      title: "Manners of a shop's agent",
      exclusions: [{ codes: ['promise', 'greeting'], decide: 'A greeting that promises something is a promise.' }],
    },
    [
      {
        slug: 'promise',
        definition: 'The agent promises the customer something.',
        include: ['a refund that is announced'],
        exclude: ['a promise that somebody else made'],
        counting: 'each',
        examples: { positive: ['You will get your money back.'], nearMiss: ['My colleague promised it.'] },
      },
      {
        slug: 'greeting',
        definition: 'The agent greets.',
        polarity: 'good',
        examples: { positive: ['Good morning!'], nearMiss: ['The customer says hello.'] },
      },
      {
        slug: 'doubt',
        definition: 'The agent doubts its own conclusion.',
        unit: 'reasoning',
        polarity: 'good',
        counting: 'each',
        match: { cues: [{ pattern: 'not sure' }] },
        examples: { positive: ['I am not sure.'], nearMiss: ['I am sure.'] },
      },
      UNFINISHED,
    ],
  ),
  'manners.yaml',
);

/** A second codebook, of one code of steps and one of the whole run. */
export const SECOND_BOOK = parseCodebook(
  codebookText({ name: 'temper', title: 'Temper' }, [
    {
      slug: 'regret',
      definition: 'The agent is sorry.',
      examples: { positive: ['I am sorry.'], nearMiss: ['A sorry sight.'] },
    },
    { ...UNFINISHED, slug: 'rude-end', definition: 'The agent ends rudely.' },
  ]),
  'temper.yaml',
);

/** A run that shows all but the second turn of a doubt. */
export const RUN = sampleRun(
  [
    says('system', 'You work in a shop. Promise nothing that you cannot keep.'),
    says('user', 'Hello! I promise to be brief: cancel order 12.'),
    {
      actor: 'agent',
      parts: [
        { kind: 'reasoning', visibility: 'raw', text: 'Is it 12? Perhaps I misread.' },
        { kind: 'reasoning', visibility: 'encrypted', text: 'c2VjcmV0' },
        { kind: 'text', text: 'Hello,  and welcome. I promise you a refund. I promise you a voucher.' },
      ],
    },
    ...calls('c1', 'get_order', '{"id":12,"note":"I promise\\nto hurry"}', 'status: "open"'),
    says('agent', 'Order 12 is open. I will look into it some other day.'),
  ],
  { id: 'shop:1' },
);

/** What a mind that codes by patterns finds them by. */
export const PATTERNS = {
  promise: /I promise[^.]*\./,
  greeting: /hello/i,
  unfinished: /some other day/,
};

/** A run of many stretches. */
export const LONG = sampleRun([
  says('user', 'Cancel the orders 1 to 40, please.'),
  ...Array.from({ length: 40 }, (_, i) =>
    says('agent', `Order ${i}: ${'it is being looked at, '.repeat(12)} done. I promise order ${i}.`),
  ),
  says('agent', 'The rest some other day.'),
]);

/** How a run is judged in a test. */
export interface JudgeTestSettings {
  readonly samples?: number;
  readonly stretchTokens?: number;
  readonly scope?: 'open' | 'all';
  readonly run?: Trajectory;
  readonly store?: Store;
  /** What the cheaper tiers could not observe, by slug. */
  readonly notObservable?: Coding['notObservable'];
  readonly slugs?: readonly string[];
}

/** What tests of the judge work with. */
export interface JudgeBench {
  serve(mind: Mind, faults?: (request: MindRequest) => Fault | undefined): Promise<ModelServer>;
  newStore(): Promise<Store>;
  /** By {@link BOOK}. */
  judge(server: Pick<ModelServer, 'url'>, settings?: JudgeTestSettings): Promise<JudgedRun>;
  judgeTasks(
    server: Pick<ModelServer, 'url'>,
    tasks: readonly JudgeTask[],
    settings?: Pick<JudgeTestSettings, 'samples' | 'stretchTokens' | 'run' | 'store'>,
  ): Promise<JudgedTasks>;
}

/** Servers and stores that are closed when the tests have ended, and the judge at them. */
export function judgeBench(): JudgeBench {
  const folder = mkdtempSync(join(tmpdir(), 'ethogram-judge-'));
  const servers: ModelServer[] = [];
  const stores: Store[] = [];
  after(async () => {
    for (const server of servers) await server.close();
    for (const store of stores) await store.close();
    rmSync(folder, { recursive: true });
  });
  const newStore = async (): Promise<Store> => {
    const store = await openStore(join(folder, String(stores.length), 'ethogram.db'));
    stores.push(store);
    return store;
  };
  const judgeTasks: JudgeBench['judgeTasks'] = async ({ url }, tasks, settings = {}) => {
    const { samples = 1, stretchTokens = 24_000, run = RUN } = settings;
    const model = await openModel(modelName('compatible:judge', `${url}/v1`), {
      store: settings.store ?? (await newStore()),
      env: {},
      cwd: folder,
      now: () => new Date(),
      price: { input: 1, cachedInput: 1, output: 2 },
    });
    return judgeRun(run, tasks, { model, detector: 'judge-compatible:judge@1', samples, stretchTokens });
  };
  return {
    newStore,
    async serve(mind, faults) {
      const server = await startModelServer(mind, faults === undefined ? {} : { faults });
      servers.push(server);
      return server;
    },
    judgeTasks,
    async judge(server, settings = {}) {
      const { scope = 'open', slugs, notObservable = {} } = settings;
      const asked = askedCodes(BOOK, { notObservable }, scope).filter(({ code }) => slugs?.includes(code.slug) ?? true);
      const { judged, error } = await judgeTasks(server, [{ codebook: BOOK, asked }], settings);
      if (error !== undefined) throw error;
      return judged[0]!;
    },
  };
}

/** Slug, verdict, steps, places with their quotes, and confidence of an event. */
export const brief = ({ code, verdict, steps, spans, confidence }: Event): unknown[] => [
  code.slice(code.indexOf('/') + 1, code.indexOf('@')),
  verdict,
  steps,
  spans.map(({ step, part, quote }) => [step, part, quote]),
  confidence,
];
