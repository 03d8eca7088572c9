import { ACTORS, type Actor, type Step } from '../../trajectory/trajectory.ts';
import type { Code, Codebook } from '../codebook.ts';
import type { Found } from '../found-event.ts';
import { cueReaders, type CueHit, type CueReader } from './compile-cues.ts';
import { isHidden } from '../is-hidden.ts';
import { wholeRun, type UnitCount } from '../structure-detector.ts';
import { segmentSentences } from '../text/segment-sentences.ts';
import { textLanguage } from '../text/text-language.ts';

/** The cue tier at work on one run. */
interface CueRun {
  step(step: Step): Found[];
  units(code: Code): UnitCount;
}

/** Cues of codebooks, compiled for running over any number of runs. */
export interface CueDetector {
  /**
   * @param thinksAloud - whether agent text stands in for reasoning because the run has no reasoning parts at all;
   *   undefined: not known, then agent text does as long as no reasoning part has come
   */
  start(thinksAloud: boolean | undefined): CueRun;
  /** The same for codes that have the same units in any run. */
  unitsKey(code: Code): string;
}

// What a cue alone is worth, until agreement with human labels says better.
const CONFIDENCE = 0.7;
// Texts in no known language are read with every cue.
const ANY = '';

/**
 * Compiles the cue tier. Codes of unit `reasoning` are looked for in reasoning parts (their unit is a sentence outside
 * code), and in the agent's text when a run has no reasoning parts at all, as with agents that think aloud; other codes in
 * the text parts of their actors (their unit is a step with words). Reasoning that is encrypted or absent, and text in a
 * language for which a code has no cues, is not observable.
 */
export function cueDetector(codebooks: readonly Codebook[]): CueDetector {
  const readerFor = cueReaders(codebooks);
  const reasoning = readerFor(({ unit }) => unit === 'reasoning');
  const words = new Map<Actor, CueReader>();
  for (const actor of ACTORS) {
    const reader = readerFor(({ unit, actors }) => unit !== 'reasoning' && actors.includes(actor));
    if (!reader.empty) words.set(actor, reader);
  }
  // Both at once, for agents that think aloud.
  const aloud = readerFor(({ unit, actors }) => unit === 'reasoning' || actors.includes('agent'));
  const languagesOf = new Map<Code, ReadonlySet<string>>();
  for (const code of codebooks.flatMap(({ codes }) => codes))
    languagesOf.set(code, new Set((code.match.cues ?? []).map(({ language = 'en' }) => language)));
  const coded = ({ codebook, code, start, end, cue }: CueHit, step: number, part: number): Found => ({
    codebook,
    code,
    finding: {
      steps: [step, step],
      spans: [{ step, part, start, end }],
      confidence: CONFIDENCE,
      modifiers: { cueStart: cue.start, cueEnd: cue.end },
    },
    tier: 'cue',
  });

  return {
    unitsKey(code) {
      const actors = code.unit === 'reasoning' ? [] : code.actors;
      const reply = code.match.reply === true ? 'reply' : '';
      return [code.unit, [...languagesOf.get(code)!].sort().join('+'), reply, ...actors].join(' ');
    },
    start(thinksAloud) {
      let sawReasoning = thinksAloud === false;
      let hidden = 0;
      const sentencesIn = new Map<string, number>();
      const stepsOf = new Map<Actor, Map<string, number>>();
      // Of these, the ones that can answer something.
      const repliesOf = new Map<Actor, Map<string, number>>();
      const spoken = new Set<Actor>();

      const readReasoning = (text: string, language: string | undefined, reader: CueReader): CueHit[] => {
        const sentences = segmentSentences(text);
        let count = 0;
        for (const { code } of sentences) if (!code) count++;
        add(sentencesIn, language ?? ANY, count);
        return reader.read(text, { language, sentences });
      };

      return {
        step({ index, actor, parts }) {
          const found: Found[] = [];
          const reader = words.get(actor);
          const languages = new Set<string>();
          const isReply = spoken.has(actor === 'user' ? 'agent' : 'user');
          spoken.add(actor);
          for (const [part, content] of parts.entries()) {
            let hits: readonly CueHit[] = [];
            if (content.kind === 'reasoning') {
              sawReasoning = true;
              if (reasoning.empty || actor !== 'agent') continue;
              if (isHidden(content)) hidden++;
              else hits = readReasoning(content.text, textLanguage(content.text), reasoning);
            } else if (content.kind === 'text' && content.injected === undefined && content.text.trim() !== '') {
              const thinks = actor === 'agent' && !sawReasoning && !reasoning.empty;
              if (reader === undefined && !thinks) continue;
              const language = textLanguage(content.text);
              hits = thinks ? readReasoning(content.text, language, aloud) : reader!.read(content.text, { language });
              if (reader !== undefined) languages.add(language ?? ANY);
            }
            for (const hit of hits) if (isReply || hit.code.match.reply !== true) found.push(coded(hit, index, part));
          }
          if (languages.size > 0) {
            // A step in two languages is examined as far as any of them can be.
            const language = languages.has('en') ? 'en' : [...languages].sort().join('+');
            for (const among of isReply ? [stepsOf, repliesOf] : [stepsOf]) {
              const counts = among.get(actor) ?? new Map<string, number>();
              add(counts, language, 1);
              among.set(actor, counts);
            }
          }
          return found;
        },
        units: countUnits,
      };

      function countUnits(code: Code): UnitCount {
        const known = languagesOf.get(code)!;
        const split = (counts: ReadonlyMap<string, number>): UnitCount => {
          let observed = 0;
          let notObservable = 0;
          for (const [languages, count] of counts) {
            const readable =
              known.has(languages) || languages.split('+').some((language) => language === ANY || known.has(language));
            if (readable) observed += count;
            else notObservable += count;
          }
          return { observed, notObservable };
        };
        if (code.unit === 'reasoning') {
          const { observed, notObservable } = split(sentencesIn);
          return { observed, notObservable: notObservable + hidden };
        }
        const steps = code.match.reply === true ? repliesOf : stepsOf;
        const perActor = code.actors.map((actor) => split(steps.get(actor) ?? new Map()));
        const observed = perActor.reduce((sum, count) => sum + count.observed, 0);
        const notObservable = perActor.reduce((sum, count) => sum + count.notObservable, 0);
        if (code.unit === 'step') return { observed, notObservable };
        return wholeRun({ observed, notObservable });
      }
    },
  };
}

function add(counts: Map<string, number>, key: string, by: number): void {
  counts.set(key, (counts.get(key) ?? 0) + by);
}
