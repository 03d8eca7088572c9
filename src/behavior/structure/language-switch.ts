import { readableParts } from '../reasoning/readable-parts.ts';
import { segmentSentences } from '../segment-sentences.ts';
import type { Finding, StructureDetector } from '../structure-detector.ts';
import { sentenceLanguage, scriptStretches } from './sentence-language.ts';

// Languages are the subject of the talk: then foreign words are what it is about.
const ABOUT_LANGUAGES =
  /\b(?:translat\w+|transliterat\w+|bilingual|multilingual|(?:in|into|from|speaks?|language|word|phrase) (?:english|german|french|spanish|italian|portuguese|dutch|russian|chinese|mandarin|japanese|korean|arabic|hebrew|hindi|latin|greek|thai|turkish|polish)|übersetz\w+|tradui\w+|traduc\w+)\b|翻译|用(?:中文|英文|英语|日语)/iu;
const MAX_READ = 60_000;

/**
 * Within one reasoning or message the language changes: a sentence or clause in another language than most of it, or words in
 * another script within a sentence; not in quotation marks, brackets or code, nor where such words were given, nor when
 * languages are what the talk is about. The modifiers name both languages (`from`, `to`; for scripts `Han`, `Cyrillic`, …).
 * Unit: readable reasonings and messages long enough to tell.
 *
 * @see Li et al. 2025, The Impact of Language Mixing on Bilingual LLM Reasoning (arXiv 2507.15849)
 */
export const languageSwitch: StructureDetector = {
  start(head) {
    let about = ABOUT_LANGUAGES.test(`${head.task.text ?? ''}\n${head.agent.instructions ?? ''}`);
    // Scripts and languages that others brought in.
    const given = new Set<string>();
    let observed = 0;
    let notObservable = 0;
    const take = (text: string): void => {
      about ||= ABOUT_LANGUAGES.test(text);
      for (const { script } of scriptStretches(text)) given.add(script);
      for (const { start, end } of segmentSentences(text)) {
        const language = sentenceLanguage(text.slice(start, end));
        if (language !== undefined) given.add(language);
      }
    };
    take((head.task.text ?? '').slice(0, MAX_READ));
    return {
      step({ step }) {
        if (step.actor !== 'agent') {
          for (const part of step.parts)
            if (part.kind === 'text' || part.kind === 'tool-result') take(part.text.slice(0, MAX_READ));
          return [];
        }
        const { parts, hidden } = readableParts(step);
        notObservable += hidden;
        const found: Finding[] = [];
        for (const { part, text } of parts) {
          const read = text.slice(0, MAX_READ);
          const sentences = segmentSentences(read)
            .filter(({ code }) => !code)
            .map(({ start, end }) => ({ start, end, language: sentenceLanguage(read.slice(start, end)) }));
          const main = mainLanguage(sentences);
          if (main === undefined) continue;
          observed++;
          if (about) continue;
          for (const { start, end, to } of switches(read, sentences, main)) {
            if (given.has(to) || !standsInProse(read, sentences, { start, end, main })) continue;
            found.push({
              steps: [step.index, step.index],
              spans: [{ step: step.index, part, start, end }],
              confidence: 0.8,
              modifiers: { from: main, to },
            });
          }
        }
        return found;
      },
      end: () => [],
      units: () => ({ observed, notObservable }),
    };
  },
};

interface Told {
  readonly start: number;
  readonly end: number;
  readonly language: string | undefined;
}

/** Whether the rest of its sentence, the one before or the one after is prose in the main language; lists and menus are not. */
function standsInProse(
  text: string,
  sentences: readonly Told[],
  { start, end, main }: { readonly start: number; readonly end: number; readonly main: string },
): boolean {
  const first = sentences.findIndex((sentence) => sentence.end > start);
  const last = sentences.findLastIndex((sentence) => sentence.start < end);
  const around = sentences.slice(Math.max(0, first - 1), last + 2).map(({ language }) => language);
  if (around.includes(main)) return true;
  const [from, to] = [sentences[first]?.start ?? start, sentences[last]?.end ?? end];
  return sentenceLanguage(`${text.slice(from, start)} ${text.slice(end, to)}`) === main;
}

function mainLanguage(sentences: readonly Told[]): string | undefined {
  const sizes = new Map<string, number>();
  for (const { start, end, language } of sentences)
    if (language !== undefined) sizes.set(language, (sizes.get(language) ?? 0) + end - start);
  return [...sizes].sort((a, b) => b[1] - a[1])[0]?.[0];
}

function switches(
  text: string,
  sentences: readonly Told[],
  main: string,
): { start: number; end: number; to: string }[] {
  const found: { start: number; end: number; to: string }[] = [];
  const latin = /^[a-z]{2}$/.test(main);
  if (latin) {
    for (const { start, end, script } of scriptStretches(text)) found.push({ start, end, to: script });
    for (const { start, end, language } of sentences) {
      if (language === undefined || language === main || !/^[a-z]{2}$/.test(language)) continue;
      found.push({ start, end, to: language });
    }
  } else {
    // In another script than Latin: terms in Latin letters are usual, whole sentences are not.
    for (const { start, end, language } of sentences)
      if (language !== undefined && language !== main) found.push({ start, end, to: language });
  }
  // A stretch goes on over the sentences next to it.
  const joined: { start: number; end: number; to: string }[] = [];
  for (const place of found.sort((a, b) => a.start - b.start)) {
    const last = joined.at(-1);
    if (last !== undefined && last.to === place.to && /^[\s\p{P}\d]*$/u.test(text.slice(last.end, place.start)))
      last.end = Math.max(last.end, place.end);
    else joined.push({ ...place });
  }
  return joined;
}
