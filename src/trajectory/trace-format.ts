import type { Json } from '../core/json.ts';
import type { Issue, Label, SubAgentLink, Trajectory } from './trajectory.ts';

/**
 * How a file is cut into records: `jsonl` one value per line, `array` the elements of one top-level array,
 * `document` one value, `text` lines that are not JSON; `members` the files of a ZIP that is one log, each
 * `{name, value}`, the header first; `protobuf` OTLP messages, each as its OTLP/JSON value.
 */
export const CONTAINERS = ['jsonl', 'array', 'document', 'text', 'members', 'protobuf'] as const;
/** One of {@link CONTAINERS}. */
export type Container = (typeof CONTAINERS)[number];

/** One record of a file: a parsed value (or a raw line, for `text`), and where it began. */
export interface SourceRecord {
  readonly value: Json;
  /** 1-based line on which the record starts. */
  readonly line: number;
}

/** The beginning of a file, from which formats are recognised. */
export interface Sample {
  readonly path: string;
  readonly container: Container;
  /** The first records, at most {@link SAMPLE_RECORDS}. */
  readonly records: readonly Json[];
}

/** How many records a {@link Sample} holds at most. */
export const SAMPLE_RECORDS = 20;

/**
 * A trajectory as a format reader knows it: not yet redacted, hashed or identified. `runId` is the source's own id of
 * the run, if it has one; `finishTrajectory` turns a draft into a {@link Trajectory}.
 */
export type TrajectoryDraft = Omit<
  Trajectory,
  'id' | 'contentHash' | 'revision' | 'copyOf' | 'parentId' | 'spawnedBy' | 'source'
> & {
  readonly runId?: string;
  /** The parent's `runId`, in the same format. */
  readonly parentRunId?: string;
  readonly line?: number;
  /** Facts that tell two runs of the same task apart when there is no `runId` (model, pipeline, attack…). */
  readonly distinguishing?: Json;
  /** Parts that the source holds later than their place in the steps says; in the order of the source. */
  readonly late?: readonly LateParts[];
};

/** Parts `[from, to)` of a step that was already followed by others when they came: there were `after` steps by then. */
export interface LateParts {
  readonly step: number;
  readonly from: number;
  readonly to: number;
  readonly after: number;
}

/** A label on a draft: the trajectory id is filled in when the draft is finished. */
export type DraftLabel = Omit<Label, 'trajectoryId'>;

/** What a reader yields. Labels belong to the draft they come with; issues lack the file, which the caller knows. */
export type DraftItem =
  | { readonly draft: TrajectoryDraft; readonly labels?: readonly DraftLabel[] }
  | {
      readonly link: Omit<SubAgentLink, 'parentId' | 'childId'> & {
        readonly parentRunId: string;
        readonly childRunId: string;
      };
    }
  | { readonly issue: Omit<Issue, 'file'> }
  /** A trajectory that Ethogram itself wrote: it keeps its identity, and is only redacted and hashed again. */
  | { readonly stored: Trajectory }
  | { readonly label: Label };

/** Reads the records of one file, in order. Never throws on bad input: what cannot be read is an issue. */
export interface TraceReader {
  read(record: SourceRecord): Iterable<DraftItem>;
  /** Called once after the last record. */
  end(): Iterable<DraftItem>;
}

/** A file format, one per file in `formats/`. */
export interface TraceFormat {
  readonly name: string;
  /** One line for `docs/formats.md`: what writes it. */
  readonly description: string;
  /** Records are runs of their own, so one file may be read in pieces side by side. */
  readonly independentRecords: boolean;
  /** How sure the format is that it wrote this file: 0 no, 1 certain. The surest format reads it. */
  detect(sample: Sample): number;
  open(file: { readonly path: string }): TraceReader;
}
