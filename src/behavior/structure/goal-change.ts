import { partText, type Step } from '../../trajectory/trajectory.ts';
import { leadingSpan, type Finding, type StructureDetector } from '../structure-detector.ts';
import { shippedCues } from './shipped-cues.ts';
import { spokenWords } from './spoken-words.ts';

// Words of changing one's mind, not of what is wanted.
const CHANGING = new Set(
  'actually instead rather changed change changing mind forget scrap drop skip ditch scratch never mind plans plan second thought thoughts come think thinking again lets let us switch move want wanted need like prefer would could make new different goal idea update updated original first previous okay yes sorry wait hmm well please thanks thank hold cancel after better more want get give find do doing done go going know see look say said ask asked just still also really maybe looking work works doch lieber stattdessen eigentlich'.split(
    ' ',
  ),
);
// What follows is what is no longer wanted.
const DROPS =
  /\b(?:forget|scrap|drop|skip|ditch|scratch|never ?mind|cancel|instead of|rather than|not|no longer|don't want|statt|anstatt|au lieu de|en lugar de|en vez de)\b(?: about)? ((?:[^\s,;.!?]+ ?){1,6})/giu;
const DROPS_ALL =
  /\b(?:forget|scrap|drop|skip|ditch|scratch|never ?mind)(?: about)? (?:that|this|it|all|everything|what i)\b/i;
const DAYS = /^(?:mon|tues|wednes|thurs|fri|satur|sun)day$|^(?:montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|lunes|martes|miércoles|jueves|viernes|sábado|domingo|today|tomorrow|tonight)$/; // prettier-ignore
const NUMBERS = /^(?:\p{N}.*|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|noon|midnight|eins|zwei|drei|vier|fünf|sechs|sieben|acht|neun|zehn|elf|zwölf|mittag|mitternacht)$/u; // prettier-ignore
const MONTHS = /^(?:january|february|march|april|may|june|july|august|september|october|november|december|januar|februar|märz|mai|juni|juli|oktober|dezember)$/; // prettier-ignore
const CALLS_OFF =
  /cancel|call(?:ed)? off|releas|delet|remov|drop(?!down)|undo|revert|withdr[ae]w|no longer|instead of|rather than|stornier/i;
const QUESTION = /\?[\s*_)"']*$/;
const MIN_LENGTH = 3;
const MAX_READ = 4000;
const MAX_KEPT = 64;

interface Change {
  readonly step: number;
  readonly part: number;
  readonly text: string;
  /** What the message names that the user had not named before, without what it drops. */
  readonly fresh: ReadonlySet<string>;
  /** What the user had named before and this message drops, or replaces by a thing of the same kind. */
  readonly old: ReadonlySet<string>;
}

/**
 * What the agent first does after the user changed the goal, as the key of the finding: with `adapted` it serves the new one,
 * with `ignored` the old; a code names the one that it wants in `tools`. The first call decides, unless it only looks something up that names neither; without a call until the
 * user speaks again the answer does, unless it asks.
 * It is adapted when it names a thing that the message brought in; ignored when it names none of them but a thing that was
 * named before and that the message dropped, or replaced by one of the same kind (day, number, name), and is no look-up. What has not been decided when the user speaks
 * again stays so. The words of changes are the cues of `changed-goal/goal-changed`. Unit: changes of the goal that bring
 * something new.
 *
 * @see Rana et al. 2025, AgentChangeBench (arXiv 2510.18170)
 */
export const goalChange: StructureDetector = {
  reads: ['agent', 'user'],
  start(head) {
    // What the user said before; its words are worked out when the user changes the goal.
    let before = [(head.task.text ?? '').slice(0, MAX_READ)];
    const named = new Map<string, string>();
    let spoke = false;
    let open: Change | undefined;
    // What the agent's words decided, until a call decides otherwise.
    let said: Finding[] = [];
    let observed = 0;
    const namedBefore = (): ReadonlyMap<string, string> => {
      for (const text of before.splice(0)) for (const [word, kind] of kindsIn(text)) named.set(word, kind);
      return named;
    };
    const decide = (at: { readonly step: number; readonly part: number }, text: string, lookUp: boolean): Finding[] => {
      const { fresh, old, step, part, text: asked } = open!;
      const words = spokenWords(text.replaceAll('_', ' '));
      const serves = [...fresh].some((word) => isNamed(words, word, text));
      const clings = !serves && [...old].some((word) => isNamed(words, word, text));
      // What is called off belongs to the old goal, and serves the new one.
      if (!serves && (!clings || lookUp || CALLS_OFF.test(text))) return [];
      return [
        {
          steps: [step, at.step],
          spans: [leadingSpan({ step, part }, asked), leadingSpan(at, text)],
          confidence: serves ? 0.8 : 0.7,
          key: serves ? 'adapted' : 'ignored',
        },
      ];
    };
    const settle = (): Finding[] => {
      const found = said;
      open = undefined;
      said = [];
      return found;
    };
    return {
      step({ step, calls, userSpoke }) {
        if (userSpoke) {
          const found = settle();
          const change = spoke ? changeIn(step, namedBefore) : undefined;
          if (change !== undefined) {
            observed++;
            open = change;
          }
          for (const part of step.parts) {
            if (part.kind !== 'text' || part.injected !== undefined) continue;
            before = [...before.slice(1 - MAX_KEPT), part.text.slice(0, MAX_READ)];
          }
          spoke = true;
          return found;
        }
        if (step.actor !== 'agent') return [];
        for (const call of calls) {
          if (open === undefined) return [];
          const found = decide(call, call.argumentsText, call.effect === 'read' || CALLS_OFF.test(call.name));
          if (found.length === 0) continue;
          said = [];
          open = undefined;
          return found;
        }
        if (open === undefined || said.length > 0 || calls.length > 0) return [];
        const part = step.parts.findIndex((content) => content.kind === 'text' && content.text.trim() !== '');
        if (part < 0) return [];
        const text = partText(step.parts[part]!);
        // A question that names the new thing has taken it in; any other leaves it open.
        const asks = QUESTION.test(text.trimEnd());
        said = decide({ step: step.index, part }, text, asks);
        return [];
      },
      end: settle,
      units: () => ({ observed, notObservable: 0 }),
    };
  },
};

function changeIn(step: Step, namedBefore: () => ReadonlyMap<string, string>): Change | undefined {
  for (const [part, content] of step.parts.entries()) {
    if (content.kind !== 'text' || content.injected !== undefined || content.text.length > MAX_READ) continue;
    if (shippedCues('changed-goal/goal-changed').read(content.text).length === 0) continue;
    const named = namedBefore();
    const dropped = new Set<string>();
    for (const [, words = ''] of content.text.matchAll(DROPS)) for (const word of telling(words)) dropped.add(word);
    const said = kindsIn(content.text);
    const fresh = [...said].filter(([word]) => isTelling(word) && !named.has(word) && !dropped.has(word));
    const kinds = new Set(fresh.map(([, kind]) => kind));
    const old = new Set(dropped);
    for (const [word, kind] of named)
      if (isTelling(word) && !said.has(word) && kind !== 'word' && kinds.has(kind)) old.add(word);
    // "Scrap that": nothing of what was asked for stands.
    if (DROPS_ALL.test(content.text))
      for (const word of named.keys()) if (isTelling(word) && !said.has(word)) old.add(word);
    for (const [word] of fresh) old.delete(word);
    if (fresh.length > 0)
      return { step: step.index, part, text: content.text, fresh: new Set(fresh.map(([word]) => word)), old };
  }
  return undefined;
}

/** The words of a text, each with its kind: two of one kind can stand for each other. */
function kindsIn(text: string): Map<string, string> {
  const names = new Set(
    [...text.matchAll(/(?<=[\p{L}\p{N},;] +)\p{Lu}[\p{L}'’-]+/gu)].map(([name]) => name.toLowerCase()),
  );
  const kinds = new Map<string, string>();
  for (const word of spokenWords(text)) {
    const kind = DAYS.test(word) ? 'day' : MONTHS.test(word) ? 'month' : NUMBERS.test(word) ? 'number' : names.has(word) ? 'name' : 'word'; // prettier-ignore
    kinds.set(word, kind);
  }
  return kinds;
}

function telling(text: string): Set<string> {
  return new Set([...spokenWords(text)].filter(isTelling));
}

function isTelling(word: string): boolean {
  return (word.length >= MIN_LENGTH || /\p{N}|\p{Script=Han}/u.test(word)) && !CHANGING.has(word);
}

/** A word, or its beginning where the ending is inflection: `slide`, `slides`. */
function isNamed(words: ReadonlySet<string>, word: string, text: string): boolean {
  if (words.has(word)) return true;
  if (word.length < 5 || /\p{N}/u.test(word)) return false;
  return text.toLowerCase().includes(word.replace(/(?:es|s|e|en|n)$/, ''));
}
