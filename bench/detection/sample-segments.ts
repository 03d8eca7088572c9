import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { isHidden } from '../../src/behavior/is-hidden.ts';
import { segmentSentences } from '../../src/behavior/text/segment-sentences.ts';
import { textLanguage } from '../../src/behavior/text/text-language.ts';
import { seededRandom } from '../../src/core/random.ts';
import { importFiles } from '../../src/trajectory/import-files.ts';
import { partText, type Trajectory } from '../../src/trajectory/trajectory.ts';

/** A sentence of visible reasoning, to be coded by reading it. */
export interface Segment {
  readonly trajectory: string;
  readonly step: number;
  readonly part: number;
  /** UTF-16 offsets in the part's text. */
  readonly start: number;
  readonly end: number;
  /** First 12 hex digits of SHA-256 over the sentence. */
  readonly hash: string;
  /** `random`, or the habit whose wide net it was drawn from. */
  readonly stratum: string;
  /** The sentences before, the sentence, the sentences after: for the reader only, never kept. */
  readonly before: string;
  readonly text: string;
  readonly after: string;
}

/** Folders of real trajectories with visible reasoning in English. */
export const SEGMENT_FOLDERS = ['reasoning-gym-eval', 'marco-o1', 'nemo-gym', 'dynamic-cheatsheet', 'mint'];
// Nets that are wider than any cue, so that what the cues miss can be drawn too.
const NETS: Readonly<Record<string, RegExp>> = {
  verification: /check|verif|confirm|correct|equal|match|satisf|works|holds?\b|too |close|indeed|valid|right/i,
  backtracking: /wait|instead|another|try|tried|back|different|alternativ|reconsider|again|scratch|however|but /i,
  'subgoal-setting': /first|then|next|step|goal|find|case|start|break|need to|let's|begin/i,
  'backward-chaining': /need|backward|requires?|so that|target|must|would have to|in order|to get|reach|goal/i,
};
const RANDOM = 200;
const PER_NET = 50;
const PER_RUN = 2;
const CONTEXT = 400;

/**
 * Segments for a reference coding of the four habits: 200 sentences drawn at random, the same number from each folder, and
 * 50 for each habit from a net of common words; at most two of one run.
 *
 * @param data - the folder of real trajectories
 * @param options.without - ids of runs that must not be drawn from
 * @param options.scale - how many times as many
 */
export async function sampleSegments(
  data: string,
  seed: number,
  { without = new Set(), scale = 1 }: { readonly without?: ReadonlySet<string>; readonly scale?: number } = {},
): Promise<Segment[]> {
  const random = seededRandom(seed);
  const byFolder: Segment[][] = [];
  for (const folder of SEGMENT_FOLDERS) {
    const pool: Segment[] = [];
    for await (const item of importFiles([join(data, folder)])) {
      if ('trajectory' in item && item.trajectory.copyOf === undefined && !without.has(item.trajectory.id))
        pool.push(...sentencesOf(item.trajectory));
    }
    pool.sort((a, b) => (key(a) < key(b) ? -1 : 1));
    byFolder.push(random.shuffle(pool));
  }
  const chosen: Segment[] = [];
  const taken = new Map<string, number>();
  const draw = (wanted: number, stratum: string, net?: RegExp): void => {
    const aim = chosen.length + wanted;
    const at = byFolder.map(() => 0);
    for (let turn = 0; chosen.length < aim && at.some((i, folder) => i < byFolder[folder]!.length); turn++) {
      const folder = turn % byFolder.length;
      while (at[folder]! < byFolder[folder]!.length) {
        const segment = byFolder[folder]![at[folder]!]!;
        at[folder]! += 1;
        if ((taken.get(segment.trajectory) ?? 0) >= PER_RUN * scale || net?.test(segment.text) === false) continue;
        if (chosen.some((other) => other.hash === segment.hash)) continue;
        taken.set(segment.trajectory, (taken.get(segment.trajectory) ?? 0) + 1);
        chosen.push({ ...segment, stratum });
        break;
      }
    }
  };
  draw(RANDOM * scale, 'random');
  for (const [habit, net] of Object.entries(NETS)) draw(PER_NET * scale, habit, net);
  return random.shuffle(chosen);
}

function sentencesOf({ id, steps }: Trajectory): Segment[] {
  const aloud = !steps.some(({ parts }) => parts.some(({ kind }) => kind === 'reasoning'));
  return steps.flatMap(({ index: step, actor, parts, copied }) =>
    actor !== 'agent' || copied === true
      ? []
      : parts.flatMap((content, part) => {
          if (content.kind !== (aloud ? 'text' : 'reasoning')) return [];
          if (content.kind === 'reasoning' && isHidden(content)) return [];
          const text = partText(content);
          if (textLanguage(text) !== 'en') return [];
          return segmentSentences(text)
            .filter(({ start, end, code }) => !code && /\p{L}{2}/u.test(text.slice(start, end)))
            .map(({ start, end }) => ({
              trajectory: id,
              step,
              part,
              start,
              end,
              hash: createHash('sha256').update(text.slice(start, end)).digest('hex').slice(0, 12),
              stratum: '',
              before: text.slice(Math.max(0, start - CONTEXT), start),
              text: text.slice(start, end),
              after: text.slice(end, end + CONTEXT / 2),
            }));
        }),
  );
}

function key({ trajectory, step, part, start }: Segment): string {
  return `${trajectory} ${step} ${part} ${String(start).padStart(9, '0')}`;
}
