import type { Candidate, Occurrence } from '../candidate.ts';
import { supportOf, type Corpus } from '../digest/corpus.ts';
import type { Call, Fragment } from '../digest/fragment.ts';
import { projectName } from '../digest/run-head.ts';
import { writesSomething } from '../wording/tool-words.ts';

const MIN_RUNS = 3;
const MIN_STABLE = 0.9;
// Checks fail now and then because they should; a command that fails more often than not is not how it is done here.
const MIN_WORKING = 0.5;
const CHECKS =
  /(?:^|[\s:/-])(?:tests?|spec|pytest|vitest|jest|mocha|rspec|lint|check|typecheck|tsc|clippy|credo|build|compile|fmt|format)(?:$|[\s:/.-])/i;
// A command that names a file or redirects is about one occasion; the bare command is how it is done here.
const OCCASION = /[/\\'"$<>|&;*{}=]|\b\w+\.\w{1,5}\b/;

// No answer, or an amount, which is a state rather than a fact.
const EMPTY_ANSWER = /^(?:none|null|nil|true|false|ok|okay|done|success|undefined|-?\d+(?:\.\d+)?)$/i;

/**
 * Facts: what agents look up, or find out, again in every session of a project.
 * - how it is checked here: the same bare command (`mix test`, `npm run lint`) that worked in at least three runs;
 * - a call with the same arguments whose short answer was the same at least nine times in ten, in at least three runs.
 * At least two tasks each. Answers that are long, or look like keys, are never stated.
 *
 * @returns in order of tokens spent on finding out, most first
 */
export function mineFacts(corpus: Corpus): Candidate[] {
  const looked = new Map<string, { run: number; call: Call }[]>();
  for (const [run, fragment] of corpus.fragments.entries()) {
    for (const call of fragment.calls) {
      const key = `${projectName(fragment) ?? ''}\n${call.shape}`;
      const places = looked.get(key);
      if (places === undefined) looked.set(key, [{ run, call }]);
      else places.push({ run, call });
    }
  }
  const facts = [...looked.values()]
    .flatMap((places) => factOf(corpus, places) ?? [])
    .sort((a, b) => spent(b) - spent(a) || (a.name < b.name ? -1 : 1));
  // Of two commands for one purpose the one that more runs came to use is how it is done here.
  const purposes = new Map<string, Candidate>();
  for (const fact of facts) {
    const purpose = purposeOf(fact);
    const known = purposes.get(purpose);
    if (known === undefined || runsOf(fact) > runsOf(known)) purposes.set(purpose, fact);
  }
  return facts.filter((fact) => purposes.get(purposeOf(fact)) === fact);
}

/** What a fact is about: everything up to the command or the answer, which comes last. */
function purposeOf({ instruction }: Candidate): string {
  return instruction.replace(/`[^`]*`\.$/u, '');
}

function runsOf({ occurrences }: Candidate): number {
  return new Set(occurrences.map(({ run }) => run)).size;
}

function spent({ occurrences }: Candidate): number {
  return occurrences.reduce((sum, { tokens }) => sum + tokens, 0);
}

function factOf(
  { fragments, tasks, lexicon }: Corpus,
  places: readonly { run: number; call: Call }[],
): Candidate | undefined {
  const works = places.filter(({ call }) => !call.failed);
  if (works.length < MIN_WORKING * places.length) return undefined;
  return places.length < MIN_RUNS ? undefined : statedFact({ fragments, tasks, lexicon }, works);
}

function statedFact(
  { fragments, tasks, lexicon }: Pick<Corpus, 'fragments' | 'tasks' | 'lexicon'>,
  places: readonly { run: number; call: Call }[],
): Candidate | undefined {
  const support = supportOf(
    places.map(({ run }) => run),
    tasks,
  );
  if (support.runs < MIN_RUNS || support.tasks < 2) return undefined;
  const { call, run } = places[0]!;
  const project = projectName(fragments[run]!);
  const scope = { tools: [call.name], ...(project !== undefined && { projects: [project] }) };
  const shared = {
    kind: 'fact' as const,
    polarity: 'do' as const,
    scope,
    occurrences: places.map((place) => occurrenceOf(fragments[place.run]!, place)),
  };

  const command = call.command?.replace(/\s+2>&1\s*$/, '').trim();
  if (command !== undefined) {
    if (command.length > 60 || OCCASION.test(command) || !CHECKS.test(command)) return undefined;
    return {
      ...shared,
      name: `behavior_${slug(checkWords(command).replace(/ (?:the|your) /, ' '))}_with_${slug(command)}`,
      instruction:
        `${project === undefined ? '' : `In ${project}, `}${checkWords(command)} with \`${command}\`.`.replace(
          /^./,
          (letter) => letter.toUpperCase(),
        ),
      matcher: { sequence: { symbols: [lexicon.word(fragments[run]!.symbols[call.at]!)], maxGap: 0 } },
    };
  }
  const answer = writesSomething(call.name) ? undefined : stableAnswer(places);
  if (answer === undefined || EMPTY_ANSWER.test(answer)) return undefined;
  const asked = call.arguments
    .filter(({ text }) => text !== undefined && text !== '')
    .map(({ field, text }) => `${field} = ${text}`);
  return {
    ...shared,
    name: `behavior_known_${slug([call.name, ...call.arguments.map(({ text = '' }) => text)].join(' ')).slice(0, 60)}`,
    instruction: `Take as known that \`${call.name}\`${asked.length === 0 ? '' : ` (${asked.join(', ')})`} answers \`${answer}\`.`,
    matcher: { sequence: { symbols: [`tool:${call.name}`], maxGap: 0 } },
  };
}

function checkWords(command: string): string {
  if (/lint|clippy|credo/i.test(command)) return 'lint';
  if (/typecheck|tsc/i.test(command)) return 'check the types';
  if (/fmt|format/i.test(command)) return 'format';
  if (/build|compile/i.test(command)) return 'build';
  return /check/i.test(command) ? 'check your work' : 'run the tests';
}

function stableAnswer(places: readonly { readonly call: Call }[]): string | undefined {
  const counts = new Map<string, number>();
  for (const { call } of places) {
    const [first] = call.result?.values ?? [];
    const answer = first?.[0] === '' ? first[1] : undefined;
    if (answer !== undefined) counts.set(answer, (counts.get(answer) ?? 0) + 1);
  }
  const [best] = [...counts].sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1));
  return best !== undefined && best[1] >= MIN_STABLE * places.length ? best[0] : undefined;
}

function occurrenceOf(
  { steps, parts, starts, ends }: Fragment,
  { run, call }: { run: number; call: Call },
): Occurrence {
  const { at, tokens } = call;
  return {
    run,
    steps: [...new Set([steps[at]!, call.result?.step ?? steps[at]!])],
    at: { step: steps[at]!, part: parts[at]!, start: starts[at]!, end: ends[at]! },
    tokens,
  };
}

function slug(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '_')
    .replace(/^_+|_+$/g, '');
}
