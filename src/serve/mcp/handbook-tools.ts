import type { CallToolResult, McpServer } from '@modelcontextprotocol/server';
import { z } from 'zod';
import { BEHAVIOR_KINDS, type Exemplar, type MinedBehavior } from '../../behavior/behavior.ts';
import { quoteFinder } from '../../behavior/judge/quote-finder.ts';
import { EthogramError } from '../../core/ethogram-error.ts';
import type { BehaviorStore } from '../../handbook/behavior-store.ts';
import { proposedBehavior } from '../../handbook/proposed-behavior.ts';
import { mayBeServed } from '../../handbook/may-be-served.ts';
import type { Retrieval, RetrieveOptions } from '../../handbook/retrieval/retrieval.ts';
import type { OutcomeRecord, Trajectory } from '../../trajectory/trajectory.ts';

/** What the tools work on. */
export interface HandbookTools {
  /** As it stands: a handbook that changes is seen changed. */
  readonly behaviors: Pick<BehaviorStore, 'behaviors' | 'behavior' | 'updateBehaviors'>;
  readonly retrieve: (query: string, options: RetrieveOptions) => Promise<Retrieval>;
  readonly run: (trajectoryId: string) => Promise<Trajectory | undefined>;
  /** Resolves when the outcome is durable. */
  readonly report: (
    target: { readonly session: string } | { readonly trajectory: string },
    records: readonly OutcomeRecord[],
  ) => Promise<'stored' | 'kept' | 'not-found' | 'unavailable'>;
  readonly now: () => Date;
}

/** An agent that floods the handbook with proposals helps nobody: beyond so many that wait for a person, none is taken. */
export const MOST_PROPOSALS = 200;
const MOST_FOUND = 5;

const WORDS = {
  id: z.string(),
  name: z.string(),
  instruction: z.string(),
  when: z.string().optional(),
  whenNot: z.string().optional(),
};
const READS = { readOnlyHint: true, openWorldHint: false } as const;
const WRITES = { readOnlyHint: false, destructiveHint: false, idempotentHint: true, openWorldHint: false } as const;

/**
 * Registers what an agent may do with a handbook: search it, read one behavior, say how a run went, propose a behavior. Nothing
 * that an agent says here is served to anyone before a person approves it, and no text of a run is given out.
 */
export function registerHandbookTools(server: McpServer, tools: HandbookTools, { by }: { readonly by: string }): void {
  server.registerTool(
    'search_behaviors',
    {
      title: 'Search the handbook',
      description: 'Finds behaviors that worked in earlier runs of such tasks. Few or none: only what fits.',
      inputSchema: z.object({
        query: z.string().min(1).max(20_000).describe('the task, in the words of the request'),
        k: z.number().int().min(1).max(MOST_FOUND).default(3),
        task: z.string().optional().describe('id of the task: leaves out what is known from it alone'),
        project: z.string().optional(),
        tools: z.array(z.string()).optional().describe('names of the tools at hand'),
      }),
      outputSchema: z.object({
        behaviors: z.array(z.object({ ...WORDS, score: z.number(), tokens: z.number(), why: z.string() })),
      }),
      annotations: READS,
    },
    async ({ query, k, task, project, tools: names }) =>
      answered(async () => {
        const { behaviors } = await tools.retrieve(query, {
          k,
          ...(task !== undefined && { task }),
          ...(project !== undefined && { project }),
          ...(names !== undefined && { tools: names }),
        });
        return {
          behaviors: behaviors.map(({ id, name, instruction, when, whenNot, score, tokens: cost, why }) => ({
            ...wordsOf({ id, name, instruction, when, whenNot }),
            score,
            tokens: cost,
            why,
          })),
        };
      }),
  );

  server.registerTool(
    'get_behavior',
    {
      title: 'Read one behavior',
      description: 'One behavior of the handbook by id or name: its words, how often it was seen, what it changed.',
      inputSchema: z.object({ id: z.string().min(1).max(200).describe('id or name') }),
      outputSchema: z.object({
        ...WORDS,
        kind: z.enum(BEHAVIOR_KINDS),
        version: z.number(),
        hash: z.string(),
        tools: z.array(z.string()),
        support: z.object({ trajectories: z.number(), of: z.number(), tasks: z.number() }),
        outcome: z.object({ difference: z.number(), interval: z.array(z.number()), q: z.number() }).optional(),
      }),
      annotations: READS,
    },
    async ({ id }) =>
      answered(async () => {
        const behavior =
          (await tools.behaviors.behavior(id)) ?? (await tools.behaviors.behaviors()).find(({ name }) => name === id);
        if (behavior === undefined || !mayBeServed(behavior, {})) {
          throw new EthogramError('not-found', `found no behavior ${JSON.stringify(id)}, expected one that is active`, {
            hint: 'search_behaviors finds them',
          });
        }
        const { kind, version, hash, scope, support, outcome } = behavior;
        return {
          ...wordsOf(behavior),
          kind,
          version,
          hash,
          tools: [...(scope.tools ?? [])],
          support: { trajectories: support.trajectories, of: support.of, tasks: support.tasks },
          ...(outcome !== undefined && {
            outcome: { difference: outcome.difference, interval: [...outcome.interval], q: outcome.q },
          }),
        };
      }),
  );

  server.registerTool(
    'report_outcome',
    {
      title: 'Say how a run went',
      description: 'Stores the outcome of a recorded session or trajectory.',
      inputSchema: z.object({
        session: z.string().min(1).optional(),
        trajectory: z.string().min(1).optional(),
        success: z.boolean().optional(),
        reward: z.number().optional(),
        feedback: z.string().max(20_000).optional(),
      }),
      outputSchema: z.object({ status: z.enum(['stored', 'kept']) }),
      annotations: WRITES,
    },
    async ({ session, trajectory, success, reward, feedback }) =>
      answered(async () => {
        if ((session === undefined) === (trajectory === undefined)) {
          throw new EthogramError('bad-argument', 'expected session or trajectory, one of them');
        }
        const at = tools.now().toISOString();
        const records = Object.entries({ success, reward, feedback }).flatMap(([name, value]) =>
          // What an agent says of itself is its own view.
          value === undefined ? [] : [{ name, value, by: 'self' as const, at }],
        );
        if (records.length === 0)
          throw new EthogramError('bad-argument', 'expected success, reward or feedback, found none');
        const target = session !== undefined ? { session } : { trajectory: trajectory! };
        const status = await tools.report(target, records);
        if (status === 'not-found') {
          throw new EthogramError('not-found', `found no trajectory ${JSON.stringify(trajectory)}`, {
            hint: 'ethogram show lists those that are stored',
          });
        }
        if (status === 'unavailable') throw new EthogramError('store-unavailable', 'the store cannot be written now');
        return { status };
      }),
  );

  server.registerTool(
    'propose_behavior',
    {
      title: 'Propose a behavior',
      description: 'Proposes a behavior for the handbook. A person decides; until then it is served to nobody.',
      inputSchema: z.object({
        name: z.string().describe('behavior_snake_case'),
        instruction: z.string().describe('one imperative sentence, without what belongs to one task alone'),
        when: z.string().optional(),
        whenNot: z.string().optional(),
        kind: z.enum(BEHAVIOR_KINDS).default('strategy'),
        tools: z.array(z.string().max(200)).max(50).optional(),
        evidence: z
          .array(z.object({ trajectory: z.string(), step: z.number().int().min(0), quote: z.string().min(1) }))
          .max(20)
          .optional()
          .describe('where it shows in stored runs; quotes must be verbatim'),
      }),
      outputSchema: z.object({ id: z.string(), status: z.string(), held: z.array(z.string()), known: z.boolean() }),
      annotations: WRITES,
    },
    async ({ evidence = [], tools: names, name, instruction, when, whenNot, kind }) =>
      answered(async () => {
        const exemplars = await exemplarsOf(evidence, tools.run);
        const words = { name, instruction, kind, ...(when !== undefined && { when }), ...(whenNot !== undefined && { whenNot }) };
        const scope = names === undefined || names.length === 0 ? {} : { tools: names };
        const proposed = proposedBehavior({ ...words, scope }, { by, evidence: exemplars });
        const known = await tools.behaviors.updateBehaviors(async (handbook) => {
          const stored = await handbook.behaviors();
          const { id, hash } = proposed;
          const same = stored.find((one) => one.id === id || one.hash === hash || one.name === proposed.name);
          const waiting = stored.filter(({ status, origin }) => status === 'candidate' && origin?.how === 'proposed');
          if (same !== undefined && same.id !== id && same.hash !== hash) {
            throw new EthogramError('bad-argument', `name: found ${proposed.name}, which another behavior has (${same.id}), expected one of its own`, {
              hint: 'get_behavior shows its words, if it is active',
            });
          }
          if (same === undefined && waiting.length >= MOST_PROPOSALS) {
            throw new EthogramError('bad-argument', `found ${MOST_PROPOSALS} proposals that wait for a person, expected fewer`, {
              hint: 'ethogram handbook list --status candidate',
            });
          }
          const change = { action: 'proposed', at: tools.now().toISOString(), by };
          return { changed: same === undefined ? [proposed] : [], change, result: same };
        });
        const { id, status, held = [] } = known ?? (await tools.behaviors.behavior(proposed.id)) ?? proposed;
        return { id, status, held: held.map(({ reason }) => reason), known: known !== undefined };
      }),
  );
} // prettier-ignore

function wordsOf({ id, name, instruction, when, whenNot }: Pick<MinedBehavior, 'id' | 'name' | 'instruction'> & { readonly when?: string | undefined; readonly whenNot?: string | undefined }) {
  return { id, name, instruction, ...(when !== undefined && { when }), ...(whenNot !== undefined && { whenNot }) };
} // prettier-ignore

/** @throws EthogramError `not-found` when a run is not there or does not hold the quote */
async function exemplarsOf(
  evidence: readonly { readonly trajectory: string; readonly step: number; readonly quote: string }[],
  run: HandbookTools['run'],
): Promise<Exemplar[]> {
  const exemplars: Exemplar[] = [];
  for (const [i, { trajectory: id, step, quote }] of evidence.entries()) {
    const found = await run(id);
    const texts = (found?.steps ?? []).flatMap(({ index, parts }) =>
      parts.flatMap((part, number) => ('text' in part ? [{ step: index, part: number, text: part.text }] : [])),
    );
    const at = quoteFinder(texts).find(quote, step)?.[0];
    if (at === undefined) {
      const what = found === undefined ? `found no trajectory ${JSON.stringify(id)}` : 'found the quote nowhere in the run';
      throw new EthogramError('not-found', `evidence[${i}]: ${what}, expected a verbatim quote of a stored run`);
    }
    const { quote: verbatim, ...place } = at;
    exemplars.push({ trajectoryId: found!.id, steps: [at.step], quote: verbatim, at: place });
  }
  return exemplars;
} // prettier-ignore

/** An answer of a tool; what is wrong with the call is said to the agent, so that it can do better. */
async function answered(work: () => Promise<Record<string, unknown>>): Promise<CallToolResult> {
  try {
    const structuredContent = await work();
    return { content: [{ type: 'text', text: JSON.stringify(structuredContent) }], structuredContent };
  } catch (error) {
    if (!(error instanceof EthogramError)) throw error;
    const { code, message, hint } = error;
    return {
      content: [{ type: 'text', text: `${code}: ${message}${hint === undefined ? '' : `\nhint: ${hint}`}` }],
      isError: true,
    };
  }
}
