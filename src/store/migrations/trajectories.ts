import { sql } from 'kysely';
import type { Migration } from './migration.ts';

/** Version 1: runs, their packs, chunks and shared texts, calls, labels. */
export const trajectories: Migration = async (trx, { key, text, bytes, clustered }) => {
  const statements = [
    `create table trajectories (
      key integer primary key, id ${text} not null unique, origin ${text}, suffix ${text}, revision integer not null,
      content_hash ${bytes} not null, format ${text} not null, project ${text}, parent_id ${text}, task_id ${text},
      model ${text}, started_ms double precision, success smallint, steps integer not null, tokens integer not null,
      pack integer not null, line smallint not null, outcomes ${bytes} not null,
      messages double precision not null)`,
    // Runs of equal content say the same: eight bytes find both, where an index of whole hashes would be a large part of a
    // small run.
    'create index trajectories_messages on trajectories (messages)',
    `create table packs (key integer primary key, bytes ${bytes} not null)`,
    'create index trajectories_origin on trajectories (origin) where origin is not null',
    `create table chunks (
      trajectory integer not null references trajectories (key) on delete cascade, number integer not null,
      steps integer not null, bytes ${bytes} not null, primary key (trajectory, number))`,
    `create table blobs (hash ${bytes} primary key, bytes ${bytes} not null)`,
    `create table actions (key ${key}, hash ${bytes} not null unique, name ${text} not null, body ${bytes} not null)`,
    `create table calls (
      trajectory integer not null references trajectories (key) on delete cascade, step integer not null,
      part integer not null, action integer not null, error smallint not null,
      primary key (trajectory, step, part))${clustered}`,
    `create table links (child_id ${text} primary key, body ${bytes} not null)${clustered}`,
    `create table aliases (
      id ${text} primary key, trajectory integer not null references trajectories (key) on delete cascade,
      format ${text} not null)`,
    'create index aliases_trajectory on aliases (trajectory)',
    `create table copies (
      trajectory integer primary key references trajectories (key) on delete cascade,
      original integer not null references trajectories (key) on delete cascade)`,
    'create index copies_original on copies (original)',
    `create table labels (
      trajectory_id ${text} not null, first_step integer not null, last_step integer not null, part integer not null,
      name ${text} not null, coder ${text} not null, body ${bytes} not null,
      primary key (trajectory_id, first_step, last_step, part, name, coder))${clustered}`,
  ];
  for (const statement of statements) await sql.raw(statement).execute(trx);
};
