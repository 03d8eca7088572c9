import { partText } from '../../trajectory/trajectory.ts';
import { readableParts } from '../reasoning/readable-parts.ts';
import type { Finding, StructureDetector } from '../structure-detector.ts';
import { citationsIn, plainCitation, plainQuote, type Citation } from './citations-in.ts';

// What was given is kept up to here (characters); a run that was given more is judged by nothing it says after that.
const MAX_SEEN = 2_000_000;
// Each look-up reads all that was given.
const MAX_CHECKED = 200;

/**
 * A source that the agent names and that stood in nothing it was given: an address with a path, a DOI, an arXiv number, an
 * author with a year, a
 * line of a file that was never named, a mark such as `[doc 7]` where marks were given, or six words and more that it quotes
 * as somebody's. Given is what the task, the system, the user and the tools said, and what the agent itself asked a tool for
 * when that worked; a quotation may be from what it wrote where the log does not show a call's arguments. Only runs in which a call was answered: where agents play the tools, pages are theirs. The modifier names the `sort`. Unit: messages of the agent
 * that name a source, after a tool's first answer.
 *
 * @see Gao et al. 2023, Enabling Large Language Models to Generate Text with Citations (arXiv 2305.14627)
 */
export const unseenCitation: StructureDetector = {
  start(head) {
    const seen = [head.task.text ?? '', head.agent.instructions ?? ''];
    let plain = '';
    let quotes = '';
    let size = 0;
    let answered = false;
    // A call that worked and whose arguments the log leaves out: what it wrote can be quoted.
    let blind = false;
    let checked = 0;
    let observed = 0;
    let notObservable = 0;
    const remember = (text: string): void => {
      if (size > MAX_SEEN) return;
      size += text.length;
      seen.push(text);
    };
    const stands = (citation: Citation): boolean => {
      if (seen.length > 0) {
        // Worked out only when something has to be looked up.
        const fresh = seen.splice(0).join('\n');
        plain += `\n${plainCitation(fresh)}`;
        quotes += ` ${plainQuote(fresh)} `;
      }
      if (citation.sort === 'quote') return citation.keys.some((key) => quotes.includes(key));
      // Where no such marks were given, this one means something else.
      if (citation.sort === 'mark') return citation.mark!.test(plain) || !citation.others!.test(plain);
      return citation.keys.some((key) => plain.includes(key));
    };
    return {
      step({ step, results }) {
        for (const { call, failed } of results) {
          if (call === undefined || failed) continue;
          remember(call.argumentsText);
          blind ||= call.argumentsText.trim() === '' && call.effect !== 'read';
        }
        if (step.actor !== 'agent') {
          for (const part of step.parts) remember(partText(part));
          answered ||= results.some(({ call }) => call !== undefined);
          return [];
        }
        for (const part of step.parts) if (part.kind === 'tool-result') remember(part.text);
        answered ||= results.some(({ call }) => call !== undefined);
        if (!answered) return [];
        const found: Finding[] = [];
        for (const { part, kind, text } of readableParts(step).parts) {
          if (kind !== 'text') continue;
          const citations = citationsIn(text).filter(({ sort }) => !blind || sort !== 'quote');
          if (citations.length === 0) continue;
          if (size > MAX_SEEN || checked > MAX_CHECKED) {
            notObservable++;
            continue;
          }
          observed++;
          for (const citation of citations) {
            if (checked++ > MAX_CHECKED || stands(citation)) continue;
            const { start, end, sort } = citation;
            found.push({
              steps: [step.index, step.index],
              spans: [{ step: step.index, part, start, end }],
              confidence: sort === 'quote' ? 0.75 : 0.85,
              modifiers: { sort },
            });
          }
          // What it has said once it only repeats.
          remember(text);
        }
        return found;
      },
      end: () => [],
      units: () => ({ observed, notObservable }),
    };
  },
};
