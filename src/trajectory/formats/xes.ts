import { SaxesParser } from 'saxes';
import type { JsonObject } from '../../core/json.ts';
import type { DraftItem, TraceFormat, TraceReader } from '../trace-format.ts';
import { eventLogRun } from './xes/event-log-run.ts';
import { attributesJson, attributesText, untoldTypes, type XesAttribute } from './xes/xes-attribute.ts';

/**
 * Event logs of process mining (IEEE 1849, XES): one run per trace, one step per event; see {@link eventLogRun}. Extensions,
 * globals, classifiers and attributes of the log are kept with each run. Entities are never expanded and nothing outside the file is opened.
 */
export const xes: TraceFormat = {
  name: 'xes',
  description: 'XES event logs (process mining)',
  independentRecords: false,
  detect({ container, records }) {
    if (container !== 'text') return 0;
    const head = records.filter((record) => typeof record === 'string').join('\n');
    if (!head.trimStart().startsWith('<')) return 0;
    if (/<log\b[^>]*(?:\bxes\.|xes-standard|deckfour)/.test(head)) return 0.98;
    return /<log\b/.test(head) && /<(?:trace|extension|classifier)\b/.test(head) ? 0.8 : 0;
  },
  open: xesReader,
};

// Attributes of attributes below this depth are left out.
const DEEPEST = 60;
// A log of more open elements than that is no log; what comes after them is not read.
const MOST_OPEN = 10_000;
// Characters that are parsed between two looks at how deep it got.
const PIECE = 1 << 16;
// What is kept as the step's name, time and tool.
const TOLD = new Set(['concept:name', 'concept:instance', 'org:resource', 'time:timestamp']);

interface Open {
  readonly tag: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: XesAttribute[];
}

interface Log {
  readonly facts: Record<string, string>;
  readonly extensions: JsonObject[];
  readonly globals: JsonObject[];
  readonly classifiers: JsonObject[];
  readonly attributes: XesAttribute[];
}

function xesReader(): TraceReader {
  const parser = new SaxesParser();
  const log: Log = { facts: {}, extensions: [], globals: [], classifiers: [], attributes: [] };
  const stack: Open[] = [];
  let items: DraftItem[] = [];
  let events: (readonly XesAttribute[])[] = [];
  let nextLine = 1;
  let traceLine = 1;
  let traces = 0;
  let tooDeep = false;
  let isCutOff = false;
  let hasRoot = false;
  let lateFacts = 0;

  const issue = (message: string): void => {
    items.push({ issue: { line: nextLine, code: 'bad-record', message } });
  };
  parser.on('error', (error) => {
    // The message names the place and the kind of fault, and no more of the text than the name of a tag.
    const message = error.message.replace(/^(?:[^:]*:)?\d+:\d+: /, '');
    if (/^(?:unclosed tag|document must contain)/.test(message)) isCutOff = true;
    else issue(`found XML that is not well-formed (${message.slice(0, 80)})`);
  });
  parser.on('opentag', ({ name, attributes }) => {
    hasRoot = true;
    const tag = name.replace(/^.*:/, '');
    if (tag === 'trace') {
      events = [];
      traceLine = nextLine;
    }
    stack.push({ tag, attributes, children: [] });
    if (stack.length === MOST_OPEN) issue(`found ${MOST_OPEN} elements inside each other, left out what follows`);
  });
  parser.on('closetag', () => {
    const closed = stack.pop();
    if (closed === undefined) return;
    const parent = stack.at(-1);
    if (closed.tag === 'event' && parent?.tag === 'trace') events.push(closed.children);
    else if (closed.tag === 'trace') {
      traces++;
      lateFacts = 0;
      items.push({ draft: eventLogRun(caseOf(closed.children, events, log, traceLine)) });
      events = [];
    } else if (closed.tag === 'log') Object.assign(log.facts, closed.attributes);
    else if (parent?.tag === 'log') addToLog(closed);
    else if (parent !== undefined) {
      if (stack.length <= DEEPEST) parent.children.push(attributeOf(closed));
      else if (!tooDeep) {
        tooDeep = true;
        issue(`found attributes nested deeper than ${DEEPEST} levels, left them out`);
      }
    }
  });

  function addToLog(closed: Open): void {
    if (traces > 0) lateFacts++;
    if (closed.tag === 'extension') log.extensions.push(closed.attributes);
    else if (closed.tag === 'classifier') log.classifiers.push(closed.attributes);
    else if (closed.tag === 'global') {
      log.globals.push({ ...closed.attributes, attributes: closed.children.map(declared) });
    } else log.attributes.push(attributeOf(closed));
  }

  function* taken(): Iterable<DraftItem> {
    const ready = items;
    items = [];
    yield* ready;
  }

  return {
    *read({ value, line }) {
      if (typeof value !== 'string') {
        yield { issue: { line, code: 'bad-record', message: 'found JSON, expected XML' } };
        return;
      }
      if (line > nextLine && stack.length < MOST_OPEN) parser.write('\n'.repeat(line - nextLine));
      nextLine = line;
      const text = `${value}\n`;
      for (let at = 0; at < text.length && stack.length < MOST_OPEN; at += PIECE)
        parser.write(text.slice(at, at + PIECE));
      nextLine = line + 1;
      // What the root says of itself is known from its beginning.
      if (stack[0]?.tag === 'log' && Object.keys(log.facts).length === 0) Object.assign(log.facts, stack[0].attributes);
      yield* taken();
    },
    *end() {
      const wasOpen = stack.length;
      parser.close();
      yield* taken();
      if (stack.length > 0 || wasOpen > 0 || isCutOff) {
        const inside = events.length > 0 ? ` in a trace of ${events.length} events, which are left out` : '';
        yield { issue: { code: 'truncated', message: `the log is cut off${inside}` } };
      } else if (!hasRoot) yield { issue: { code: 'bad-record', message: 'found no XML, expected <log>' } };
      if (lateFacts > 0) {
        yield {
          issue: {
            code: 'bad-record',
            message: `found ${lateFacts} facts of the log after its last trace, left them out`,
          },
        };
      }
    },
  };
}

function attributeOf({ tag, attributes, children }: Open): XesAttribute {
  return { type: tag, key: attributes['key'] ?? tag, value: attributes['value'] ?? '', children };
}

// A global declares a key with its type and default.
function declared({ type, key, value }: XesAttribute): JsonObject {
  return { type, key, value };
}

function caseOf(
  attributes: readonly XesAttribute[],
  events: readonly (readonly XesAttribute[])[],
  log: Log,
  line: number,
): Parameters<typeof eventLogRun>[0] {
  const types = untoldTypes(events.flatMap((event) => event.filter(({ key }) => !TOLD.has(key))));
  return {
    id: valueOf(attributes, 'concept:name'),
    log: valueOf(log.attributes, 'concept:name'),
    line,
    events: events.map((event) => {
      const told = new Set(event.filter((attribute) => TOLD.has(attribute.key) && attribute.children.length === 0));
      return {
        activity: valueOf(event, 'concept:name') ?? classified(event, log.classifiers) ?? '',
        instance: valueOf(event, 'concept:instance') ?? '',
        resource: valueOf(event, 'org:resource'),
        at: valueOf(event, 'time:timestamp'),
        argumentsText: attributesText(event.filter((attribute) => !told.has(attribute))),
      };
    }),
    extra: {
      ...attributesJson(attributes.filter(({ key }) => key !== 'concept:name')),
      log: logExtra(log),
      ...(Object.keys(types).length > 0 && { types }),
    },
  };
}

function logExtra({ facts, extensions, globals, classifiers, attributes }: Log): JsonObject {
  return {
    ...facts,
    ...(extensions.length > 0 && { extensions }),
    ...(globals.length > 0 && { globals }),
    ...(classifiers.length > 0 && { classifiers }),
    ...(attributes.length > 0 && { attributes: attributesJson(attributes) }),
  };
}

function valueOf(attributes: readonly XesAttribute[], key: string): string | undefined {
  const value = attributes.find((attribute) => attribute.key === key)?.value;
  return value === '' ? undefined : value;
}

// Without a name an event is what the first classifier says: the values of its keys.
function classified(event: readonly XesAttribute[], classifiers: readonly JsonObject[]): string | undefined {
  const keys = classifiers[0]?.['keys'];
  if (typeof keys !== 'string') return undefined;
  const values = keys.split(/\s+/).flatMap((key) => valueOf(event, key) ?? []);
  return values.length === 0 ? undefined : values.join('+');
}
