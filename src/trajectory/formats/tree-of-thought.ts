import { isJsonObject, type Json, type JsonObject } from '../../core/json.ts';
import { idField, listField, numberField, otherFields, stringField } from '../chat/string-field.ts';
import { crosswordDraft, isCrosswordState } from './reasoning/crossword-draft.ts';
import { oddFields } from './reasoning/odd-fields.ts';
import { longestPrefix } from './reasoning/longest-prefix.ts';
import type { DraftItem, DraftLabel, TraceFormat, TrajectoryDraft } from '../trace-format.ts';
import type { OutcomeRecord, Step } from '../trajectory.ts';

const KNOWN = new Set(['steps', 'idx', 'ys', 'infos']);
const LEVEL_KNOWN = new Set(['step', 'x', 'ys', 'new_ys', 'values', 'select_new_ys']);

/**
 * Logs of Tree of Thoughts. A puzzle of a breadth-first search, `{idx, steps: [{x, ys, new_ys, values, select_new_ys}],
 * ys, infos}`, is one run: the puzzle, then one agent step per proposal in the order of the log, holding what it adds to
 * the state it grew from, which is its `parent`. `extra.selected` says whether the search kept it. A puzzle of the
 * crosswords' depth-first search, a list of states, is one run likewise. Puzzles without a search (one prompt, many
 * samples) give one run per sample, with its number as trial.
 *
 * Values the model gave a state are labels `label:tot/value` of its step; what the checker said of a final state is
 * `label:tot/correct` of its step, or of a sample's run. A search is a `success` when one of its final states is right
 * (only where the checker says 0 or 1), and has the mean of them as score `r`, as the logs count. Task and model stand in
 * the file's path only.
 */
export const treeOfThought: TraceFormat = {
  name: 'tree-of-thought',
  description: 'Tree of Thoughts logs: search trees of game of 24, text and crosswords',
  independentRecords: false, // crosswords are known by their place in the file
  detect({ records }) {
    if (records.some((record) => isJsonObject(record) && isPuzzle(record))) return 0.95;
    return records.some((record) => isCrossword(record)) ? 0.95 : 0;
  },
  open({ path }) {
    const names = namesIn(path);
    let index = 0;
    return {
      *read({ value, line }): Iterable<DraftItem> {
        const place = index++;
        if (isCrossword(value)) {
          const { draft, labels } = crosswordDraft(value, place);
          yield { draft: { ...draft, line }, labels };
        } else if (isJsonObject(value) && isPuzzle(value)) {
          for (const item of puzzleItems(value, names)) yield { ...item, draft: { ...item.draft, line } };
        } else {
          const message = 'found no puzzle, expected {"idx", "ys", "infos"} or a list of states';
          yield { issue: { line, code: 'bad-record', message } };
        }
      },
      end: () => [],
    };
  },
};

interface Names {
  readonly task?: string;
  readonly model?: string;
  readonly method?: string;
}

function isPuzzle(record: JsonObject): boolean {
  if (Array.isArray(record['ys']) && Array.isArray(record['infos'])) return true;
  // They come last, and are missing when a run was cut short.
  return (listField(record, 'steps') ?? []).some((level) => isJsonObject(level) && Array.isArray(level['new_ys']));
}

function isCrossword(value: Json): value is readonly Json[] {
  return Array.isArray(value) && (value as readonly Json[]).some(isCrosswordState);
}

type RunItem = { readonly draft: TrajectoryDraft; readonly labels: DraftLabel[] };

function puzzleItems(puzzle: JsonObject, names: Names): RunItem[] {
  const idx = idField(puzzle, 'idx');
  const head = {
    agent: {
      ...(names.method !== undefined && { name: names.method }),
      ...(names.model !== undefined && { model: names.model }),
    },
    extra: { ...otherFields(puzzle, KNOWN), ...oddLevels(puzzle['steps']) },
  };
  const { task } = names;
  const id = idx === undefined ? {} : { id: `tot/${task === undefined ? '' : `${task}/`}${idx}` };
  const tags = ['tree-of-thought', ...(task === undefined ? [] : [task])];
  const infos = listField(puzzle, 'infos') ?? [];
  const finals = listField(puzzle, 'ys') ?? [];
  const levels = (listField(puzzle, 'steps') ?? []).filter(isJsonObject);
  if (levels.length > 0) {
    const { steps, labels } = searchSteps(levels, finals, infos);
    return [{ draft: { ...head, task: { ...id, tags }, outcomes: outcomesOf(infos), steps }, labels }];
  }
  return finals.map((sample, trial): RunItem => {
    const info = infos[trial];
    const outcomes = outcomesOf(info === undefined ? [] : [info]);
    const steps: Step[] = [{ index: 0, actor: 'agent', parts: [{ kind: 'text', text: textOf(sample) }] }];
    const labels: DraftLabel[] =
      info === undefined ? [] : [{ name: 'label:tot/correct', steps: [0, 0], value: verdictOf(info) }];
    const draft = { ...head, task: { ...id, trial: String(trial), tags }, outcomes, steps };
    return { draft: { ...draft, distinguishing: textOf(sample) }, labels };
  });
}

function oddLevels(given: Json | undefined): JsonObject {
  const odd = Array.isArray(given) ? (given as readonly Json[]).filter((level) => !isJsonObject(level)) : given;
  return odd === undefined || odd === null || (Array.isArray(odd) && odd.length === 0) ? {} : { steps: odd };
}

function searchSteps(
  levels: readonly JsonObject[],
  finals: readonly Json[],
  infos: readonly Json[],
): { steps: Step[]; labels: DraftLabel[] } {
  const steps: Step[] = [];
  const labels: DraftLabel[] = [];
  const asked = stringField(levels[0]!, 'x');
  if (asked !== undefined) steps.push({ index: 0, actor: 'user', parts: [{ kind: 'text', text: asked }] });
  // Which step a state of the level before was proposed in; of equal proposals the first.
  let before = new Map<string, number>();
  for (const level of levels) {
    const stateOf = longestPrefix((listField(level, 'ys') ?? []).map(textOf));
    const values = listField(level, 'values') ?? [];
    const selected = new Set((listField(level, 'select_new_ys') ?? []).map(textOf));
    const rest = { ...otherFields(level, LEVEL_KNOWN), ...oddFields(level, ['x']) };
    const proposed = new Map<string, number>();
    for (const [at, proposal] of (listField(level, 'new_ys') ?? []).entries()) {
      const text = textOf(proposal);
      const grownFrom = stateOf(text);
      const parent = before.get(grownFrom) ?? (asked === undefined ? undefined : 0);
      const index = steps.length;
      steps.push({
        index,
        actor: 'agent',
        ...(parent !== undefined && { parent }),
        parts: [{ kind: 'text', text: text.slice(grownFrom.length) }],
        extra: { level: level['step'] ?? null, selected: selected.has(text), ...(at === 0 && rest) },
      });
      if (!proposed.has(text)) proposed.set(text, index);
      const value = values[at];
      if (value !== undefined && value !== null) {
        labels.push({ name: 'label:tot/value', steps: [index, index], value, coder: 'model' });
      }
    }
    before = proposed;
  }
  const judged = new Set<number>();
  for (const [at, info] of infos.entries()) {
    const state = finals[at];
    const index = state === undefined ? undefined : before.get(textOf(state));
    if (index === undefined) {
      labels.push({ name: 'label:tot/correct', value: info, coder: `final/${at}` });
    } else if (!judged.has(index)) {
      // Equal final states are one step and have one verdict.
      judged.add(index);
      labels.push({ name: 'label:tot/correct', steps: [index, index], value: verdictOf(info) });
    }
  }
  return { steps, labels };
}

function verdictOf(info: Json): Json {
  return isJsonObject(info) && 'r' in info && Object.keys(info).length === 1 ? info['r']! : info;
}

function outcomesOf(infos: readonly Json[]): OutcomeRecord[] {
  const values = infos.flatMap((info) => (isJsonObject(info) ? (numberField(info, 'r') ?? []) : []));
  if (values.length === 0) return [];
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const score: OutcomeRecord = { name: 'r', value: mean, by: 'verifier' };
  if (!values.every((value) => value === 0 || value === 1)) return [score];
  return [{ name: 'success', value: values.includes(1), by: 'verifier' }, score];
}

function textOf(value: Json): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

// `game24/gpt-4_0.7_propose1_value3_greedy5_start900_end1000.json`: temperature and method stay one name.
function namesIn(path: string): Names {
  const pieces = path.split(/[/\\]/);
  const found = /^([^_]+)_(\d.*)_start\d+_end\d+\.json$/.exec(pieces.at(-1) ?? '');
  if (found === null) return {};
  const task = pieces.at(-2);
  return { model: found[1]!, method: found[2]!, ...(task !== undefined && task !== '' && { task }) };
}
