import type { Part } from '../../trajectory.ts';

/** The body of a message: its parts in order, and what its tools answered. */
export interface SpecstoryBody {
  readonly parts: readonly Part[];
  readonly results: readonly (Part & { readonly kind: 'tool-result' })[];
  /** Of each tool block, what is in no part. */
  readonly tools: readonly {
    readonly callId: string;
    readonly type?: string;
    readonly summary?: string;
    readonly rest?: string;
  }[];
  /** Name of the tool, when there is one alone. */
  readonly toolName?: string;
}

const TOOL_OPEN = /^<tool-use\b([^>]*)><details>\s*$/;
const TOOL_CLOSE = /^<\/details><\/tool-use>\s*$/;
const THINK_OPEN = /^<think><details><summary>[^<]{0,200}<\/summary>\s*$/;
const THINK_CLOSE = /^<\/details><\/think>\s*$/;

/** Finds the line that closes the block which `lines[open]` opens; undefined when none is opened there or it is never closed. */
export type BlockEnds = (open: number) => number | undefined;

/** The {@link BlockEnds} of some lines, to be asked from first to last. */
export function blockEnds(lines: readonly string[]): BlockEnds {
  const unclosed = new Set<RegExp>();
  return (open) => {
    const line = lines[open]!;
    if (!line.startsWith('<')) return undefined;
    const close = TOOL_OPEN.test(line) ? TOOL_CLOSE : THINK_OPEN.test(line) ? THINK_CLOSE : undefined;
    if (close === undefined || unclosed.has(close)) return undefined;
    for (let at = open + 1; at < lines.length; at++) if (close.test(lines[at]!) && endsBlock(lines, at + 1)) return at;
    unclosed.add(close);
    return undefined;
  };
}

// A tool may print what looks like the end of a block. Behind the true one comes an empty line, or nothing.
function endsBlock(lines: readonly string[], after: number): boolean {
  return after >= lines.length || lines[after]!.trim() === '';
}

/**
 * The lines of a message as parts: text, thoughts with their delimiters, calls with what the block shows of their input.
 *
 * @param firstCall - number of the first call, for its id `call_<n>`
 */
export function specstoryBody(lines: readonly string[], firstCall: number): SpecstoryBody {
  const parts: Part[] = [];
  const results: (Part & { readonly kind: 'tool-result' })[] = [];
  const tools: { callId: string; type?: string; summary?: string; rest?: string }[] = [];
  const names: string[] = [];
  const blockEnd = blockEnds(lines);
  let from = 0;
  const pushText = (to: number): void => {
    const text = withoutEmptyEdges(lines.slice(from, to)).join('\n');
    if (text !== '') parts.push({ kind: 'text', text });
  };
  for (let at = 0; at < lines.length; at++) {
    const end = blockEnd(at);
    if (end === undefined) continue;
    pushText(at);
    const inner = lines.slice(at + 1, end);
    const attributes = TOOL_OPEN.exec(lines[at]!)?.[1];
    if (attributes === undefined) {
      parts.push({
        kind: 'reasoning',
        text: inner.join('\n'),
        visibility: 'raw',
        open: `${lines[at]!}\n`,
        close: `${inner.length > 0 ? '\n' : ''}${lines[end]!}`,
      });
    } else {
      const callId = `call_${firstCall + tools.length}`;
      const name = attribute(attributes, 'name') ?? '';
      const type = attribute(attributes, 'type');
      const { input, output, isError, summary, rest } = toolBlock(inner, name);
      names.push(name);
      parts.push({ kind: 'tool-call', callId, name, argumentsText: input });
      if (output !== undefined) {
        results.push({ kind: 'tool-result', callId, text: output, ...(isError && { isError }) });
      }
      tools.push({
        callId,
        ...(type !== undefined && { type }),
        ...(summary !== undefined && { summary }),
        ...(rest !== undefined && { rest }),
      });
    }
    at = end;
    from = end + 1;
  }
  pushText(lines.length);
  return { parts, results, tools, ...(new Set(names).size === 1 && names[0] !== '' && { toolName: names[0]! }) };
}

function attribute(attributes: string, name: string): string | undefined {
  return new RegExp(` data-tool-${name}="([^"]*)"`).exec(attributes)?.[1];
}

interface ToolBlock {
  readonly input: string;
  readonly output?: string;
  readonly isError: boolean;
  /** The line over the block, when it says more than the tool's name. */
  readonly summary?: string;
  /** What stands behind the output. */
  readonly rest?: string;
}

// The output is a fence of plain text at the end of the block, or what follows "Result:"; before it stands the input.
function toolBlock(lines: readonly string[], name: string): ToolBlock {
  const summaryLine = /^<summary>(.*)<\/summary>\s*$/.exec(lines[0] ?? '')?.[1];
  const body = summaryLine === undefined ? lines : lines.slice(1);
  const summary = summaryLine === undefined || summaryLine === `Tool use: **${name}**` ? undefined : summaryLine;
  const told = summary === undefined ? {} : { summary };
  let fence: string | undefined; // of the input
  let isError = false;
  let marker: number | undefined;
  for (const [at, line] of body.entries()) {
    const opened = /^(`{3,})(.*)$/.exec(line.trimEnd());
    if (fence !== undefined) {
      if (opened?.[1] === fence && opened[2] === '') fence = undefined;
      continue;
    }
    const label = /^\*\*(Result|Error|Output):\*\*\s*$/.exec(line)?.[1];
    if (label !== undefined) {
      isError = label === 'Error';
      marker = at;
      continue;
    }
    if (opened === null) continue;
    const last = body.findLastIndex((other, index) => index > at && other.trimEnd() === opened[1]);
    if (last < 0 || (opened[2] !== 'text' && marker === undefined)) {
      fence = opened[1];
      continue;
    }
    const rest = withoutEmptyEdges(body.slice(last + 1)).join('\n');
    return {
      input: withoutEmptyEdges(body.slice(0, marker ?? at)).join('\n'),
      output: body.slice(at + 1, last).join('\n'),
      isError,
      ...told,
      ...(rest !== '' && { rest }),
    };
  }
  const input = withoutEmptyEdges(body.slice(0, marker ?? body.length)).join('\n');
  const output = marker === undefined ? undefined : withoutEmptyEdges(body.slice(marker + 1)).join('\n');
  return { input, isError, ...told, ...(output !== undefined && { output }) };
}

/** Lines without the empty ones at both ends. */
export function withoutEmptyEdges(lines: readonly string[]): readonly string[] {
  let from = 0;
  let to = lines.length;
  while (from < to && lines[from]!.trim() === '') from++;
  while (to > from && lines[to - 1]!.trim() === '') to--;
  return lines.slice(from, to);
}
