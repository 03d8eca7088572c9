import type { Kysely } from 'kysely';
import type { Json } from '../core/json.ts';
import type { Step, Trajectory } from '../trajectory/trajectory.ts';
import type { EncodedChunk } from './encoded-batch.ts';
import type { SharedValues } from './shared-values.ts';
import type { Schema } from './schema.ts';
import { decodeChunk, sharedTextsOf, withSharedTexts } from './encode-steps.ts';
import { trajectoryOf, type HeadRow } from './stored-head.ts';

// Runs whose chunks are fetched with one statement: as many as hold about 2 MB of text.
const RUNS_AT_ONCE = 50;
const TOKENS_AT_ONCE = 500_000;

type ChunkRow = EncodedChunk & { readonly trajectory: number; readonly revision: number };
const NO_CHUNKS: Map<number, ChunkRow[]> = new Map();

/**
 * Whole runs from their rows, in order, one at a time. A run that grew or went between the reading of its row and of its
 * chunks is passed to `again`, which finds its row as it is now.
 */
export async function* readSteps(
  db: Kysely<Schema>,
  rows: AsyncIterable<HeadRow>,
  { shared, again }: { readonly shared: SharedValues; readonly again: (key: string) => AsyncIterable<Trajectory> },
): AsyncGenerator<Trajectory> {
  for await (const group of grouped(rows)) {
    const large = group.filter(({ packed }) => packed.length === 0);
    const chunks = large.length === 0 ? NO_CHUNKS : await chunksOf(db, large);
    for (const row of group) {
      if (row.packed.length > 0) {
        yield await assemble(row, [{ steps: row.steps, bytes: row.packed }], shared);
        continue;
      }
      const own = chunks.get(row.key) ?? [];
      chunks.delete(row.key);
      const whole = own.reduce((sum, { steps }) => sum + steps, 0) === row.steps;
      if (whole && own.every(({ revision }) => revision === row.revision)) yield await assemble(row, own, shared);
      else yield* again(row.id);
    }
  }
}

async function* grouped(rows: AsyncIterable<HeadRow>): AsyncGenerator<HeadRow[]> {
  let group: HeadRow[] = [];
  let tokens = 0;
  for await (const row of rows) {
    group.push(row);
    tokens += row.tokens;
    if (group.length < RUNS_AT_ONCE && tokens < TOKENS_AT_ONCE) continue;
    yield group;
    group = [];
    tokens = 0;
  }
  if (group.length > 0) yield group;
}

async function chunksOf(db: Kysely<Schema>, group: readonly HeadRow[]): Promise<Map<number, ChunkRow[]>> {
  const rows = await db
    .selectFrom('chunks as c')
    .innerJoin('trajectories as t', 't.key', 'c.trajectory')
    .select(['c.trajectory', 'c.steps', 'c.bytes', 't.revision'])
    .where(
      'c.trajectory',
      'in',
      group.map(({ key }) => key),
    )
    .orderBy('c.trajectory')
    .orderBy('c.number')
    .execute();
  return Map.groupBy(rows, ({ trajectory }) => trajectory);
}

async function assemble(row: HeadRow, chunks: readonly EncodedChunk[], shared: SharedValues): Promise<Trajectory> {
  const { trajectory, head } = trajectoryOf(row);
  const decoded = chunks.map(decodeChunk);
  const stored = decoded.flatMap((chunk) => chunk.steps);
  const named = [head.tools, head.instructions].filter((hash) => hash !== undefined);
  const values = await shared([...named, ...sharedTextsOf(stored)]);
  const steps: readonly Step[] = withSharedTexts(stored, values);
  return {
    ...trajectory,
    agent: {
      ...trajectory.agent,
      ...(head.tools !== undefined && { tools: values.get(head.tools) as Json }),
      ...(head.instructions !== undefined && { instructions: values.get(head.instructions) as string }),
    },
    steps,
    extra: decoded.at(-1)?.extra ?? {},
  };
}
