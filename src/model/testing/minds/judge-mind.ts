import { promptText, type Mind, type MindAnswer, type MindRequest } from '../mind.ts';
import { schemaFields } from './schema-of.ts';

/** A stretch of a record as a judge is shown it. */
export interface ShownPart {
  readonly step: number;
  readonly text: string;
}

/** What a {@link judgeMind} says of one code. */
export interface MindVerdict {
  readonly findings: readonly { readonly step: number; readonly quote: string; readonly reason: string }[];
  readonly verdict: 'present' | 'absent' | 'not-applicable';
}

/**
 * A mind that codes by patterns: of every part that a record shows, what a code's pattern matches is a finding. Codes
 * without a pattern are absent. First turns name what speaks for a code.
 *
 * @param patterns - by slug
 */
export function judgeMind(patterns: Readonly<Record<string, RegExp>>): Mind {
  return codingMind((slug, parts) => {
    const pattern = patterns[slug];
    if (pattern === undefined) return { findings: [], verdict: 'absent' };
    const every = new RegExp(pattern, `${pattern.flags.replace('g', '')}g`);
    const findings = parts.flatMap(({ step, text }) =>
      [...text.matchAll(every)].map(([quote]) => ({ step, quote, reason: `It says "${quote}".` })),
    );
    return { findings, verdict: findings.length > 0 ? 'present' : 'absent' };
  });
}

/** A mind that judges each code by a function of what the record shows. */
export function codingMind(
  judge: (slug: string, parts: readonly ShownPart[], request: MindRequest) => MindVerdict,
): Mind {
  return (request): MindAnswer => {
    const parts = shownParts(request);
    const isFirstTurn = promptText(request).includes('couldGoEitherWay') && request.messages.length === 1;
    const answers = schemaFields(request).map((slug) => {
      const said = judge(slug, parts, request);
      const speaksFor = said.findings.map(({ step, quote }) => ({ step, quote }));
      return [slug, isFirstTurn ? { speaksFor, speaksAgainst: [], couldGoEitherWay: 'Nothing.' } : said];
    });
    return { text: JSON.stringify(Object.fromEntries(answers)) };
  };
}

/** The parts that the record of a request shows, of those that are to be coded when some are marked. */
export function shownParts(request: Pick<MindRequest, 'instructions' | 'messages'>): ShownPart[] {
  const [, tag, record] = /<record (\w+)>\n([\s\S]*)\n<\/record \1>/.exec(promptText(request)) ?? [];
  if (tag === undefined || record === undefined) return [];
  const parts = record
    .split(new RegExp(`^#${tag} `, 'm'))
    .slice(1)
    .filter((part) => part.startsWith('['))
    .map((part) => {
      const end = part.indexOf('\n');
      const heading = part.slice(0, end);
      return {
        step: Number(/^\[(\d+)\]/.exec(heading)![1]),
        isMarked: heading.endsWith('CODE THIS'),
        text: part.slice(end + 1),
      };
    });
  const marked = parts.filter(({ isMarked }) => isMarked);
  return (marked.length > 0 ? marked : parts).map(({ step, text }) => ({ step, text }));
}
