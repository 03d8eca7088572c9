import type { Codebook } from '../../src/behavior/codebook.ts';
import { codeId } from '../../src/behavior/code-key.ts';
import { cuePattern } from '../../src/behavior/cue/cue-pattern.ts';
import type { Event } from '../../src/behavior/event.ts';
import { segmentSentences } from '../../src/behavior/text/segment-sentences.ts';
import { partText, type Trajectory } from '../../src/trajectory/trajectory.ts';

/** What the cues of a code of reasoning find as plain patterns, with nothing that takes them back or that must come before: a baseline. */
export function patternsAlone(
  { steps }: Trajectory,
  codebook: Codebook,
  slug: string,
): Pick<Event, 'code' | 'steps' | 'spans'>[] {
  const code = codebook.codes.find((candidate) => candidate.slug === slug)!;
  const patterns = (code.match.cues ?? []).flatMap((cue) => {
    const pattern = cuePattern(cue);
    return 'fault' in pattern || cue.after !== undefined
      ? []
      : [new RegExp(pattern.regex.source, pattern.regex.flags.replace('g', ''))];
  });
  const aloud = !steps.some(({ parts }) => parts.some(({ kind }) => kind === 'reasoning'));
  return steps.flatMap(({ index, actor, parts }) =>
    actor !== 'agent'
      ? []
      : parts.flatMap((content, part) => {
          if (content.kind !== (aloud ? 'text' : 'reasoning')) return [];
          const text = partText(content);
          return segmentSentences(text)
            .filter(({ start, end }) => patterns.some((pattern) => pattern.test(text.slice(start, end))))
            .map(({ start, end }) => ({
              code: codeId(codebook, code),
              steps: [index, index] as const,
              spans: [{ step: index, part, start, end, quote: text.slice(start, end) }],
            }));
        }),
  );
}
