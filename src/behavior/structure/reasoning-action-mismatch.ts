import { jsonObjectIn } from '../../core/json.ts';
import type { CallRecord } from '../call/call-record.ts';
import { readableParts, type ReadablePart } from '../reasoning/readable-parts.ts';
import { segmentSentences } from '../text/segment-sentences.ts';
import { leadingSpan, type Finding, type StructureDetector } from '../structure-detector.ts';

const INTENDS =
  /\b(?:i(?:'ll|’ll| will| am going to|'m going to|’m going to| should(?: now)?| need to| must| have to|'d better)|we(?:'ll|’ll| will| should| need to| must)|let(?:'s|’s| me| us)|now (?:calling|using|running)|next,? (?:i|we)|ich (?:werde|rufe|muss|sollte)|je vais|voy a)\b|(?:我(?:将|会|要)|接下来)/iu;
// Said with it, the other tool is not meant for now, or not at all.
const NOT_NOW =
  /\b(?:not|n't|n’t|never|without|instead of|rather than|after(?:wards?)?|before|later|then|once|if|unless|when|until|might|may|could|would|already|previous(?:ly)?|earlier|also|and then|or|alternatively|either|first|finally|followed by|so that|to be able)\b/i;
const MAX_SENTENCES = 2;

/**
 * What the agent says that it will do is not what it does: the last two sentences before a call announce one tool by its exact
 * name (`what: tool`), or one thing by an id, a path or an address (`what: target`), and the calls of the turn are to other
 * tools, or name another thing of the very same form in its place. Announcements with a condition, an order or a choice do not
 * count. Unit: turns with calls whose words announce a tool or a thing; hidden reasoning is not observable.
 *
 * @see Cemri et al. 2025, mode 2.6 (arXiv 2503.13657)
 */
export const reasoningActionMismatch: StructureDetector = {
  reads: ['calls'],
  start(head) {
    const tools = new Set(toolNames(head.agent.tools));
    let observed = 0;
    let notObservable = 0;
    return {
      step({ step, calls }) {
        for (const { name } of calls) tools.add(name);
        if (calls.length === 0) return [];
        const { parts, hidden } = readableParts(step);
        const first = calls[0]!.part;
        const before = parts.findLast(({ part }) => part < first);
        if (before === undefined) {
          if (hidden > 0) notObservable++;
          return [];
        }
        const announced = announcement(before, tools);
        if (announced === undefined) return [];
        observed++;
        const { start, end, tool, target } = announced;
        const what =
          tool !== undefined
            ? calls.some((call) => call.name === tool || call.argumentsText.includes(tool)) ? undefined : 'tool' // prettier-ignore
            : differs(target!, calls) ? 'target' : undefined; // prettier-ignore
        if (what === undefined) return [];
        const call = calls[0]!;
        const finding: Finding = {
          steps: [step.index, step.index],
          spans: [{ step: step.index, part: before.part, start, end }, leadingSpan(call, call.argumentsText)],
          confidence: 0.8,
          modifiers: { what, tool: call.name, ...(tool !== undefined && { announced: tool }) },
        };
        return [finding];
      },
      end: () => [],
      units: () => ({ observed, notObservable }),
    };
  },
};

interface Announcement {
  readonly start: number;
  readonly end: number;
  readonly tool?: string;
  readonly target?: string;
}

function announcement({ text }: ReadablePart, tools: ReadonlySet<string>): Announcement | undefined {
  // The end of a long reasoning is what leads to the call.
  const from = Math.max(0, text.length - 2000);
  const sentences = segmentSentences(text.slice(from)).filter(({ code }) => !code);
  for (const { start, end } of sentences.slice(-MAX_SENTENCES).toReversed()) {
    const sentence = text.slice(from + start, from + end);
    const intends = INTENDS.exec(sentence);
    if (intends === null) continue;
    const said = sentence.slice(intends.index + intends[0].length);
    if (NOT_NOW.test(said) || /[?]\s*$/.test(sentence)) return undefined;
    const named = [...tools].filter((tool) => isName(tool) && holds(sentence, tool));
    const place = { start: from + start, end: from + end };
    if (named.length === 1 && holds(said, named[0]!)) return { ...place, tool: named[0]! };
    if (named.length > 0) return undefined;
    const things = [...new Set(sentence.match(THING) ?? [])].map((thing) => thing.replace(/[.,:;]+$/, ''));
    return things.length === 1 && said.includes(things[0]!) ? { ...place, target: things[0]! } : undefined;
  }
  return undefined;
}

// Ids, paths with an ending, mail addresses.
const THING =
  /(?<![\w/.@#-])(?:[\w.+-]+@[\w-]+\.[\w.-]+|(?:[\w.-]*\/)*[\w-]+\.[a-z]{1,4}(?![\w/])|#?(?=[A-Za-z0-9_-]*\d)(?=[A-Za-z0-9_-]*[A-Za-z])[A-Za-z0-9_-]{5,})(?![\w@])/g;

/** A word that is no word of the language: `get_user`, `readFile`. */
function isName(tool: string): boolean {
  return /\w_\w|[a-z][A-Z]|\w[.:-]\w|\d/.test(tool);
}

function holds(text: string, name: string): boolean {
  const at = text.indexOf(name);
  return at >= 0 && !/\w/.test(text[at - 1] ?? ' ') && !/\w/.test(text[at + name.length] ?? ' ');
}

/** Whether a call names, in a field of its own, another thing of the same form, and none names this one. */
function differs(target: string, calls: readonly CallRecord[]): boolean {
  if (calls.some(({ argumentsText }) => argumentsText.includes(target.replace(/^.*\//, '')))) return false;
  const form = formOf(target);
  return calls.every((call) =>
    Object.values(jsonObjectIn(call.argumentsText) ?? {}).some(
      (value) => typeof value === 'string' && value !== target && formOf(value) === form,
    ),
  );
}

/** `W-123` and `X-9` look alike; of paths the ending counts. */
function formOf(thing: string): string {
  const ending = /\.([a-z]{1,4})$/i.exec(thing);
  if (thing.includes('@')) return '@';
  if (ending !== null) return `.${ending[1]!.toLowerCase()}`;
  return thing
    .replace(/\d+/g, '9')
    .replace(/[a-z]+/g, 'a')
    .replace(/[A-Z]+/g, 'A')
    .replace(/[9aA]{3,}/g, 'x');
}

function toolNames(tools: unknown): string[] {
  if (typeof tools === 'string') {
    try {
      return toolNames(JSON.parse(tools));
    } catch {
      return [];
    }
  }
  if (!Array.isArray(tools)) return [];
  return tools.slice(0, 500).flatMap((tool: unknown): string[] => {
    if (typeof tool === 'string') return [tool];
    if (typeof tool !== 'object' || tool === null) return [];
    const { name, function: inner } = tool as {
      readonly name?: unknown;
      readonly function?: { readonly name?: unknown };
    };
    const named = name ?? inner?.name;
    return typeof named === 'string' ? [named] : [];
  });
}
