import { reactRun, type ReactBlock, type ReactSection } from './react/react-run.ts';
import type { DraftItem, TraceFormat, TraceReader } from '../trace-format.ts';

const LABEL = /^(Thought|Action Input|Action|Observation|Final Answer|Answer|Reflections?|>)(?: ?(\d{1,9}))?(:\s?|\s)/;
const RULE =
  /^(?:#{5,}|-{3,} ?(?:BEGIN|END) .*|BEGIN TRIAL \d+|Trial summary: .*|Environment #\d+:?|Previous Trial:|New Trial:)\s*$/;
const GROUP = /^-+ ?BEGIN (CORRECT|INCORRECT|HALTED) AGENTS\b/;
// What stood before is an example or an earlier attempt: it belongs to the prompt.
const PROMPT_ENDS = /^(?:\(END PREVIOUS TRIAL\)|Here is the task)/;

/**
 * Plain-text logs of ReAct agents: blocks of `Question:`, `Thought 1:`, `Action 1: Search[x]`, `Observation 1:`; as Reflexion, LangChain
 * (`Action Input:`, `Final Answer:`) and ALFWorld (`> think: …`, `> go to desk 1`) write them. A block is a run; headings of trials and
 * groups, which stand above many blocks, give its trial and its outcome. Blocks that an earlier trial repeats are runs with the same content.
 */
export const reactLog: TraceFormat = {
  name: 'react-log',
  description: 'ReAct logs in plain text (Thought, Action, Observation), Reflexion trials',
  independentRecords: false,
  detect({ container, records }) {
    if (container !== 'text') return 0;
    const kinds = new Set<string>();
    let isReflexion = false;
    for (const record of records) {
      if (typeof record !== 'string') continue;
      if (GROUP.test(record)) isReflexion = true;
      const kind = LABEL.exec(record)?.[1];
      if (kind === '>') {
        if (record.startsWith('> think:')) kinds.add('Thought').add('Action');
      } else if (kind !== undefined) kinds.add(kind);
    }
    if (isReflexion) return 0.95;
    if (kinds.has('Thought') && kinds.has('Action')) return 0.9;
    return kinds.has('Action') && kinds.has('Observation') ? 0.7 : 0;
  },
  open: reactReader,
};

function reactReader(): TraceReader {
  let heading: string[] = [];
  let trial: string | undefined;
  let group: string | undefined;
  let block: Draft | undefined;
  let nextLine = 1;
  let blocks = 0;

  interface Draft {
    line: number;
    heading: string[];
    prompt: string[];
    /** A line of the prompt begins with `Question:`. */
    hasQuestion: boolean;
    sections: ReactSection[];
    reference: string | undefined;
    status: string | undefined;
    after: string[];
    all: string[];
  }

  const begin = (line: number): Draft => {
    const begun: Draft = {
      line,
      heading,
      prompt: [],
      hasQuestion: false,
      sections: [],
      reference: undefined,
      status: undefined,
      after: [],
      all: [],
    };
    heading = [];
    return begun;
  };

  function* finish(): Iterable<DraftItem> {
    if (block === undefined) return;
    if (block.sections.length > 0 || block.reference !== undefined) {
      blocks++;
      yield { draft: reactRun({ ...block, trial, group } satisfies ReactBlock) };
    } else {
      const { heading: above, prompt } = block;
      for (const text of prompt) above.push(text);
      for (const text of heading) above.push(text);
      heading = above;
    }
    block = undefined;
  }

  function* push(text: string, line: number): Iterable<DraftItem> {
    if (RULE.test(text)) {
      yield* finish();
      heading.push(text);
      if (text.startsWith('BEGIN TRIAL')) group = undefined;
      trial = /^BEGIN TRIAL (\d+)/.exec(text)?.[1] ?? trial;
      group = GROUP.exec(text)?.[1]?.toLowerCase() ?? group;
      return;
    }
    const isBlank = text.trim() === '';
    const startsRun = /^(?:Question|Context):/.test(text);
    const isOver =
      block !== undefined && ((block.sections.length > 0 && startsRun) || (block.reference !== undefined && !isBlank));
    if (isOver) yield* finish();
    if (block === undefined) {
      if (isBlank) return;
      block = begin(line);
    }
    block.all.push(text);
    if (PROMPT_ENDS.test(text)) {
      block.prompt = [...block.all];
      block.hasQuestion ||= block.prompt.some((prompt) => prompt.startsWith('Question:'));
      block.sections = [];
      block.reference = undefined;
    } else addLine(block, text);
  }

  function addLine(to: Draft, text: string): void {
    const label = LABEL.exec(text);
    const [whole, kind, number] = label ?? [];
    const isRun = to.sections.length > 0;
    // Words that also begin sentences are labels only where a run can have them.
    const isLabel =
      kind !== undefined &&
      (kind.startsWith('Reflection') ? isRun : kind === 'Answer' ? to.sections.at(-1)?.kind === 'thought' : true) &&
      (kind === '>' || whole!.includes(':'));
    if (isLabel) {
      const think = kind === '>' ? /^> think:\s?/.exec(text)?.[0] : undefined;
      const open = think ?? whole!;
      to.sections.push({
        kind: think === undefined ? kind.toLowerCase() : 'thought',
        label: open,
        number,
        lines: [text.slice(open.length)],
      });
      return;
    }
    const last = to.sections.at(-1);
    // Some logs leave out the turns of a run: its question and the correct answer are all they have.
    const canEnd = isRun || to.hasQuestion;
    const fact = canEnd ? /^(Correct answer|STATUS): ?(.*)$/s.exec(text) : null;
    if (fact?.[1] === 'Correct answer') to.reference = fact[2]!;
    else if (fact !== null) to.status = fact[2]!.trim();
    else if (to.reference !== undefined || to.status !== undefined) {
      if (text.trim() !== '') to.after.push(text);
    } else if (last === undefined) {
      to.prompt.push(text);
      to.hasQuestion ||= text.startsWith('Question:');
    }
    // What the world says to a line behind `>` has no label.
    else if (last.label.startsWith('>'))
      to.sections.push({ kind: 'observation', label: '', number: undefined, lines: [text] });
    else last.lines.push(text);
  }

  return {
    *read({ value, line }) {
      if (typeof value !== 'string') {
        yield { issue: { line, code: 'bad-record', message: 'found JSON, expected lines of text' } };
        return;
      }
      for (; nextLine < line; nextLine++) yield* push('', nextLine);
      yield* push(value.endsWith('\r') ? value.slice(0, -1) : value, line);
      nextLine = line + 1;
    },
    *end() {
      yield* finish();
      if (blocks === 0) {
        yield {
          issue: { code: 'bad-record', message: 'found no block, expected lines that begin with Thought: and Action:' },
        };
      } else if (heading.some((text) => text.trim() !== '')) {
        yield {
          issue: { code: 'bad-record', message: `found ${heading.length} lines after the last run, left them out` },
        };
      }
    },
  };
}
