import type { YamlFault } from '../../core/shape-fault.ts';
import { closestFirst } from '../../trajectory/formats/table/closest-first.ts';

const EXAMPLE = 'ethogram codebook show four-habits shows one that works';
const UNCLOSED = "close the quote or the bracket; within single quotes, ' is written ''";
const OF_SYNTAX: Readonly<Record<string, string>> = {
  TAB_AS_INDENT: 'indent with spaces',
  DUPLICATE_KEY: 'delete one of the two, or put what both hold under one',
  MULTIPLE_DOCS: 'a file holds one codebook: delete the line ---, or make two files',
  BAD_ALIAS: 'a text that begins with * or & must be in single quotes',
  BAD_SCALAR_START: 'a text that begins with @ or ` must be in single quotes',
  BAD_DQ_ESCAPE: 'put patterns in single quotes: in double quotes a backslash means something else',
  MISSING_CHAR: 'a field is name: value, an entry of a list - value; what belongs together is indented alike',
  UNEXPECTED_TOKEN: "within single quotes, ' is written ''; a text that holds ': ' or ' #' must be in them",
  TAG_RESOLVE_FAILED: 'a text that begins with ! must be in single quotes',
  BLOCK_AS_IMPLICIT_KEY: "a text that holds ': ' must be in single quotes",
  BAD_INDENT: 'indent what belongs together alike, and what belongs to a field deeper than the field',
  RESOURCE_EXHAUSTION: EXAMPLE,
  TOO_MANY_ALIASES: 'write out what the aliases stand for',
  empty: 'ethogram codebook new NAME --sentence TEXT begins one',
};
// Of fields, wherever they are.
const OF_FIELD: Readonly<Record<string, string>> = {
  name: 'name: my-codebook',
  version: "version: '1'",
  title: 'title: what it is about, in one line',
  source: 'source: the paper, or who wrote it',
  codes: 'codes: is a list, each entry begins with - slug: NAME; ethogram codebook show four-habits shows some',
  slug: 'slug: say-hello, by which its events are named',
  definition: 'definition: what an occurrence is, in one sentence',
  unit: 'unit: reasoning, step or run: what an occurrence is counted in',
  kind: 'kind: point or state',
  polarity: 'polarity: good, bad or neutral',
  counting: 'counting: each, once-per-step or once-per-run',
  when: 'when: before, late or after (nothing came that it needs), after-failure or after-done',
  actors: 'actors: [agent], a list of whose steps can show it',
  include: 'include: is a list of texts, each entry begins with -',
  exclude: 'exclude: is a list of texts, each entry begins with -',
  examples: 'examples: { positive: [a text], nearMiss: [a text] }',
  positive: 'positive: is a list of texts, each entry begins with -',
  nearMiss: 'nearMiss: is a list of texts, each entry begins with -',
  match: 'leave match out for a code that only a judge or a person can see',
  cues: "cues: is a list of patterns in single quotes: ['\\bhello\\b']",
  unless: "unless: is a list of patterns in single quotes: ['\\bhello\\b']",
  pattern: "pattern: '\\bhello\\b', in single quotes",
  language: 'language: the two letters of ISO 639-1, as de',
  structure:
    'structure: the name of one of these detectors; codes of your own are seen by cues, sequence, omission or call',
  sequence: 'sequence: { symbols: [tool:search, tool:open], maxGap: 3 }',
  symbols: 'symbols: [tool:search, tool:open], a list of what is done one after the other',
  maxGap: 'maxGap: how many symbols may stand between two, 0 to 1000',
  element: 'element: 0 is the first of symbols',
  says: 'says: [[a piece, a later piece]], a list of wordings, each a list of pieces',
  omission: 'omission: { act: [tool:send], needs: [tool:confirm], when: before }',
  act: 'act: [tool:send], a list of symbols',
  needs: 'needs: [tool:confirm], a list of symbols',
  call: 'call: { symbols: [tool:send], field: to, value: all }',
  tools: 'tools: [search], a list of names of tools',
  segment: 'segment: sentence',
  threshold: 'threshold: the probability from which it is there, 0 to 1',
  bias: 'bias: a number, the log odds of a text without features',
  weights: 'weights: { word:maybe: 1.2 }, a number for each feature',
  field: 'field: the name of an argument',
  value: 'value: what the argument is, as a text in quotes',
  learned: 'learned: the name of a model, NAME.model.json beside the codebook',
  exclusions: 'exclusions: is a list, each entry { codes: [one, other], decide: which of them stands }',
  decide: 'decide: which of the codes stands where several fit',
};

/** What to do about a fault of a codebook: what fits the fault, or else the field it is at. */
export function codebookHint({ path, code, found, allowed = [], message, hint }: YamlFault): string {
  if (hint !== undefined) return hint;
  if (/^(?:Missing closing|Flow (?:map|sequence) )/.test(message)) return UNCLOSED;
  const bySyntax = OF_SYNTAX[code];
  if (bySyntax !== undefined) return bySyntax;
  const said = typeof found === 'string' ? found : '';
  const meant =
    code === 'invalid_format' && message.includes('joined by hyphens') ? slugOf(said) : closestTo(said, allowed);
  if (code === 'unrecognized_keys' && /[^\w-]/.test(said)) return OF_SYNTAX['BLOCK_AS_IMPLICIT_KEY']!;
  if (code === 'unrecognized_keys') return meant === '' ? 'delete it' : `write ${meant}, or delete it`;
  if (meant !== '') return `write ${meant}`;
  // The whole of it: lists of runs and lone words are no codebooks.
  if (path.length === 0) return `a codebook has name, version, title, source and codes; ${EXAMPLE}`;
  if (path[0] === 'exclusions' && path.includes('codes')) return OF_FIELD['exclusions']!;
  const field = path.findLast((key) => typeof key === 'string' && Object.hasOwn(OF_FIELD, key));
  return field === undefined ? EXAMPLE : OF_FIELD[String(field)]!;
}

/** The name that is meant by one that is misspelt: most of its letters are the same. */
function closestTo(wanted: string, names: readonly string[]): string {
  const [closest = ''] = closestFirst(names, wanted);
  const left = [...wanted.toLowerCase()];
  const shared = [...closest.toLowerCase()].filter((letter) => {
    const at = left.indexOf(letter);
    if (at >= 0) left.splice(at, 1);
    return at >= 0;
  });
  return 4 * shared.length >= 3 * Math.max(closest.length, wanted.length) ? closest : '';
}

function slugOf(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/(?<=[a-z0-9])(?=[A-Z])/g, '-')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^[-0-9]+|-+$/g, '');
}
