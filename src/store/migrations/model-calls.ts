import { sql } from 'kysely';
import type { Migration } from './migration.ts';

/** Version 5: what models answered, which runs each answer tells of, and every call. */
export const modelCalls: Migration = async (trx, { key, text, bytes, clustered }) => {
  const statements = [
    `create table model_answers (prompt_hash ${text} primary key, body ${bytes} not null)`,
    `create table model_subjects (
      trajectory_id ${text} not null, prompt_hash ${text} not null references model_answers (prompt_hash) on delete cascade,
      primary key (trajectory_id, prompt_hash))${clustered}`,
    'create index model_subjects_answer on model_subjects (prompt_hash)',
    `create table model_calls (key ${key}, prompt_hash ${text} not null, body ${bytes} not null)`,
  ];
  for (const statement of statements) await sql.raw(statement).execute(trx);
};
