import { sql } from 'kysely';
import type { Migration } from './migration.ts';

/** Version 2: codings and their events, behaviors with evidence and history. */
export const codings: Migration = async (trx, { key, text, bytes, clustered }) => {
  const statements = [
    `create table coders (
      key ${key}, codebook ${text} not null, detector ${text} not null, unique (codebook, detector))`,
    `create table codings (
      trajectory integer not null references trajectories (key) on delete cascade,
      coder integer not null references coders (key), hash ${text} not null, body ${bytes} not null,
      primary key (trajectory, coder))${clustered}`,
    `create table events (
      trajectory integer not null references trajectories (key) on delete cascade,
      coder integer not null references coders (key), number integer not null, slug ${text} not null,
      tier ${text} not null, body ${bytes} not null, primary key (trajectory, coder, number))${clustered}`,
    `create table behaviors (
      id ${text} primary key, name ${text} not null, status ${text} not null, pinned smallint not null,
      body ${bytes} not null)`,
    `create table provenance (
      behavior ${text} not null references behaviors (id) on delete cascade, number integer not null,
      trajectory_id ${text} not null, body ${bytes} not null, primary key (behavior, number))`,
    'create index provenance_trajectory on provenance (trajectory_id)',
    `create table history (
      behavior ${text} not null references behaviors (id) on delete cascade, number integer not null,
      body ${bytes} not null, primary key (behavior, number))`,
  ];
  for (const statement of statements) await sql.raw(statement).execute(trx);
};
