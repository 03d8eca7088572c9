import { sql } from 'kysely';
import type { Migration } from './migration.ts';

/** Version 7: what was served to whom, vectors of texts, and which questions to models are out. */
export const serving: Migration = async (trx, { text, bytes, clustered }) => {
  const statements = [
    `create table receipts (
      request ${text} primary key, unit ${text} not null, trajectory_id ${text}, at_ms double precision not null, body ${bytes} not null)`,
    'create index receipts_unit on receipts (unit)',
    'create index receipts_trajectory on receipts (trajectory_id)',
    'create index receipts_at on receipts (at_ms)',
    `create table embeddings (
      model ${text} not null, text_hash ${text} not null, vector ${bytes} not null, primary key (model, text_hash))${clustered}`,
    `create table model_claims (prompt_hash ${text} primary key, owner ${text} not null, until_ms double precision not null)${clustered}`,
    'create index model_claims_owner on model_claims (owner)',
  ];
  for (const statement of statements) await sql.raw(statement).execute(trx);
};
