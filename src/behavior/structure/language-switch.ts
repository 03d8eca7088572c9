import { textLanguage } from '../text/text-language.ts';
import { readableParts } from '../reasoning/readable-parts.ts';
import { segmentSentences } from '../text/segment-sentences.ts';
import type { Finding, StructureDetector } from '../structure-detector.ts';
import { glanceAt, scriptsIn, scriptStretches, sentenceLanguage, type TextGlance } from './sentence-language.ts';

// Languages are the subject of the talk: then foreign words are what it is about.
const ABOUT_LANGUAGES =
  /\b(?:translat\w+|transliterat\w+|bilingual|multilingual|(?:in|into|from|speaks?|language|word|phrase) (?:english|german|french|spanish|italian|portuguese|dutch|russian|chinese|mandarin|japanese|korean|arabic|hebrew|hindi|latin|greek|thai|turkish|polish)|übersetz\w+|tradui\w+|traduc\w+)\b|翻译|用(?:中文|英文|英语|日语)/i;
const MAX_GIVEN = 1000;
const MAX_UNREAD = 400;
// How much around foreign words is cut into sentences.
const AROUND = 400;
const LATIN = /^[a-z]{2}$/;

interface Stretch {
  start: number;
  end: number;
  readonly to: string;
}

/**
 * Within one reasoning or message the language changes: a sentence or clause in another language than most of it, or words in
 * another script within a sentence; not in quotation marks, brackets or code, nor where others wrote that language in the run,
 * nor when languages are what the talk is about. The modifiers name both (`from`, `to`: ISO 639-1, or `Han`, `Cyrillic`, …).
 * Unit: readable reasonings, and
 * messages of agents without a name, whose language can be told.
 *
 * @see Li et al. 2025, The Impact of Language Mixing on Bilingual LLM Reasoning (arXiv 2507.15849)
 */
export const languageSwitch: StructureDetector = {
  start(head) {
    // What others wrote, read only when a switch is found: the scripts and languages that they brought in.
    let unread = [(head.task.text ?? '').slice(0, MAX_GIVEN)];
    const given = new Set<string>();
    let about = false;
    let observed = 0;
    let notObservable = 0;
    const readGiven = (): void => {
      for (const text of unread.splice(0)) {
        about ||= ABOUT_LANGUAGES.test(text);
        for (const script of scriptsIn(text)) given.add(script);
        const language = textLanguage(text);
        if (language !== undefined) given.add(language);
      }
    };
    return {
      step({ step }) {
        if (step.actor !== 'agent') {
          for (const part of step.parts)
            if (part.kind === 'text' || part.kind === 'tool-result') unread.push(part.text.slice(0, MAX_GIVEN));
          if (unread.length > MAX_UNREAD)
            unread = [...unread.slice(0, MAX_UNREAD / 4), ...unread.slice(-MAX_UNREAD / 2)];
          return [];
        }
        const { parts, hidden } = readableParts(step);
        notObservable += hidden;
        const found: Finding[] = [];
        for (const { part, kind, text } of parts) {
          // Named agents may be tools in person, whose messages are pages and screens.
          if (kind === 'text' && step.name !== undefined) continue;
          const glance = glanceAt(text);
          const { main: from } = glance;
          if (from === undefined) continue;
          observed++;
          for (const { start, end, to } of switches(text, from, glance)) {
            readGiven();
            if (about || given.has(to)) continue;
            found.push({
              steps: [step.index, step.index],
              spans: [{ step: step.index, part, start, end }],
              confidence: 0.8,
              modifiers: { from, to },
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

function switches(text: string, main: string, { mixed, foreign }: TextGlance): Stretch[] {
  const found: Stretch[] = [];
  if (mixed && LATIN.test(main)) {
    for (const { start, end, script } of scriptStretches(text)) {
      const around = around400(text, start, end);
      if (standsInProse(text, around, { start, end, main })) found.push({ start, end, to: script });
    }
  }
  let read = 0;
  for (const place of foreign) {
    if (place < read) continue;
    // A text may be one line.
    const from = Math.max(text.lastIndexOf('\n', Math.max(0, place - AROUND)) + 1, place - 4 * AROUND);
    const upTo = Math.min(text.length, place + AROUND);
    for (const { start: a, end: b, code } of segmentSentences(text.slice(from, upTo))) {
      const [start, end] = [from + a, from + b];
      if (code || end <= place || start < read) continue;
      const to = sentenceLanguage(text.slice(start, end));
      read = end;
      if (to === undefined || to === main || !LATIN.test(to)) break;
      if (standsInProse(text, around400(text, start, end), { start, end, main })) found.push({ start, end, to });
    }
  }
  // A stretch goes on over what stands next to it.
  const joined: Stretch[] = [];
  for (const place of found.sort((a, b) => a.start - b.start)) {
    const last = joined.at(-1);
    if (last !== undefined && last.to === place.to && /^[\s\p{P}\d]*$/u.test(text.slice(last.end, place.start)))
      last.end = Math.max(last.end, place.end);
    else joined.push({ ...place });
  }
  return joined;
}

interface Told {
  readonly start: number;
  readonly end: number;
}

function around400(text: string, start: number, end: number): Told[] {
  const from = Math.max(0, start - AROUND);
  return segmentSentences(text.slice(from, end + AROUND)).map((sentence) => ({
    start: from + sentence.start,
    end: from + sentence.end,
  }));
}

/** Whether the rest of its sentence, the one before or the one after is prose in the main language; lists and menus are not. */
function standsInProse(
  text: string,
  sentences: readonly Told[],
  { start, end, main }: { readonly start: number; readonly end: number; readonly main: string },
): boolean {
  const first = sentences.findIndex((sentence) => sentence.end > start);
  const last = sentences.findLastIndex((sentence) => sentence.start < end);
  const near = sentences.slice(Math.max(0, first - 1), last + 2);
  if (near.some((sentence) => sentenceLanguage(text.slice(sentence.start, sentence.end)) === main)) return true;
  const [from, to] = [sentences[first]?.start ?? start, sentences[last]?.end ?? end];
  return sentenceLanguage(`${text.slice(from, start)} ${text.slice(end, to)}`) === main;
}
