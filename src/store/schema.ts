import type { Generated } from 'kysely';

/**
 * The tables as queries see them, the same on both engines; `migrations/` makes them. Texts that are compared are
 * `keyText`s; what must survive to the last bit is packed into `Uint8Array` columns (see `pack-json.ts`).
 */
export interface Schema {
  meta: { name: string; value: string };
  trajectories: {
    /** Short for the id, in order of arrival. */
    key: number;
    id: string;
    /** The id the source gave, where another run had it first; `suffix` is what was added to it. */
    origin: string | null;
    suffix: string | null;
    revision: number;
    content_hash: Uint8Array;
    format: string;
    project: string | null;
    parent_id: string | null;
    task_id: string | null;
    model: string | null;
    started_ms: number | null;
    /** 1, 0 or unknown. */
    success: number | null;
    steps: number;
    tokens: number;
    /** Where the run's head lies; the line after it holds the steps of a run that has no `chunks`. */
    pack: number;
    line: number;
    outcomes: Uint8Array;
    /** As `messageFingerprint` gives it: equal for runs that say the same in any format. */
    messages: number;
  };
  /** Ids under which other formats told a run that is stored already. */
  aliases: { id: string; trajectory: number; format: string };
  /** Runs that say the same as an earlier one of another format, and yet are runs of their own. */
  copies: { trajectory: number; original: number };
  /** Lines of JSON, compressed as one. Each belongs to a run; those whose run is gone are empty. Keys are not used again. */
  packs: { key: number; bytes: Uint8Array };
  chunks: { trajectory: number; number: number; steps: number; bytes: Uint8Array };
  blobs: { hash: Uint8Array; bytes: Uint8Array };
  actions: { key: Generated<number>; hash: Uint8Array; name: string; body: Uint8Array };
  calls: { trajectory: number; step: number; part: number; action: number; error: number };
  links: { child_id: string; body: Uint8Array };
  labels: {
    trajectory_id: string;
    /** −1 when the label is about the whole run. */
    first_step: number;
    last_step: number;
    part: number;
    name: string;
    coder: string;
    body: Uint8Array;
  };
  coders: { key: Generated<number>; codebook: string; detector: string };
  /** `version` is the detector's; with `revision`, the run's, it tells whether the coding is still that of the run. */
  codings: { trajectory: number; coder: number; hash: string; revision: number; version: string; body: Uint8Array };
  events: {
    trajectory: number;
    coder: number;
    number: number;
    slug: string;
    tier: string;
    body: Uint8Array;
  };
  behaviors: { id: string; name: string; status: string; pinned: number; body: Uint8Array };
  provenance: { behavior: string; number: number; trajectory_id: string; body: Uint8Array };
  /** What mining keeps of a run, so that it need not be read each time; `version` says how it was made. */
  digests: { trajectory: number; revision: number; version: number; bytes: Uint8Array };
  /** What models answered, by the hash of what was asked. */
  model_answers: { prompt_hash: string; body: Uint8Array };
  /** Which runs an answer tells of; it goes when one of them goes. */
  model_subjects: { trajectory_id: string; prompt_hash: string };
  model_calls: { key: Generated<number>; prompt_hash: string; body: Uint8Array };
  /** What was said about runs beside coding them. */
  notes: { trajectory: number; kind: string; name: string; body: Uint8Array };
  /** What was decided once for all runs. */
  decisions: { kind: string; name: string; body: Uint8Array };
  /** What was served to units of work; `trajectory_id` is the run's, once it is known. */
  receipts: { request: string; unit: string; trajectory_id: string | null; at_ms: number; body: Uint8Array };
  /** Vectors of texts, by the hash of the text: 32-bit floats, little-endian. */
  embeddings: { model: string; text_hash: string; vector: Uint8Array };
  /** Questions that some process is asking just now, so that no other sends them. */
  model_claims: { prompt_hash: string; owner: string; until_ms: number };
  history: { behavior: string; number: number; body: Uint8Array };
}
