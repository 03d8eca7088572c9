import { fieldName } from '../../core/read-yaml.ts';
import { closestFirst } from '../../trajectory/formats/table/closest-first.ts';
import type { Code, Codebook } from '../codebook.ts';
import { compileCues } from '../cue/compile-cues.ts';
import { cuePattern } from '../cue/cue-pattern.ts';
import { readCodebook } from './parse-codebook.ts';
import { STRUCTURES } from '../structure/structures.ts';

/** What may be found in a codebook that can be read. */
export const CODEBOOK_FINDINGS = [
  'unknown-structure',
  'missed-example',
  'hit-near-miss',
  'duplicate-cue',
  'cue-without-words',
  'idle-exclusion',
  'repeated-exclusion',
] as const;

/** Something in a codebook that will not do what it is there for. */
export interface CodebookFinding {
  readonly code: (typeof CODEBOOK_FINDINGS)[number];
  /** A note is about speed; it does no harm. */
  readonly level: 'fault' | 'note';
  readonly file: string;
  /** 1-based */
  readonly line: number;
  /** `codes[0].examples.positive[2]` */
  readonly field: string;
  readonly message: string;
  readonly hint: string;
}

/** A codebook that was looked over. */
export interface CodebookLint {
  readonly codebook: Codebook;
  /** In order of line. */
  readonly findings: readonly CodebookFinding[];
}

/**
 * Looks a codebook over: examples that a code's own cues miss, near misses that they hit, cues of two codes alike, cues
 * without fixed words (tried on every sentence), structures that do not exist, exclusions that can never decide anything.
 * Examples are held against cues only where cues are all a code has.
 *
 * @param text - the file's text
 * @param file - its name, for messages
 * @throws EthogramError `bad-codebook` when it cannot be read at all
 */
export function lintCodebook(text: string, file: string): CodebookLint {
  const { codebook, lineOf } = readCodebook(text, file);
  const findings: CodebookFinding[] = [];
  const report = (code: CodebookFinding['code'], path: readonly PropertyKey[], message: string, hint: string): void => {
    const level = code === 'cue-without-words' ? 'note' : 'fault';
    findings.push({ code, level, file, line: lineOf(path), field: fieldName(path), message, hint });
  };
  for (const [i, code] of codebook.codes.entries()) {
    const { structure } = code.match;
    if (structure !== undefined && !STRUCTURES.has(structure)) {
      report(
        'unknown-structure',
        ['codes', i, 'match', 'structure'],
        `found ${structure}, expected one of ${[...STRUCTURES.keys()].join(', ')}`,
        `write ${closestFirst([...STRUCTURES.keys()], structure)[0]}; without a match, a code is for judges and people`,
      );
    }
    lintExamples(codebook, code, i, report);
    for (const [j, cue] of (code.match.cues ?? []).entries()) {
      const pattern = cuePattern(cue);
      if ('regex' in pattern && pattern.needs.length === 0) {
        report(
          'cue-without-words',
          ['codes', i, 'match', 'cues', j],
          'found no telling word, so it is tried on every sentence',
          'let every alternative hold a whole word that is not a common one',
        );
      }
    }
  }
  lintDuplicates(codebook, report);
  lintExclusions(codebook, report);
  return { codebook, findings: findings.sort((a, b) => a.line - b.line || (a.field < b.field ? -1 : 1)) };
}

type Report = (code: CodebookFinding['code'], path: readonly PropertyKey[], message: string, hint: string) => void;

function lintExamples(codebook: Codebook, code: Code, i: number, report: Report): void {
  if (code.match.cues === undefined || Object.keys(code.match).some((key) => key !== 'cues' && key !== 'unless'))
    return;
  const reader = compileCues([{ ...codebook, codes: [code] }]);
  for (const [j, example] of code.examples.positive.entries()) {
    if (reader.read(example).length > 0) continue;
    report(
      'missed-example',
      ['codes', i, 'examples', 'positive', j],
      `found no cue of ${code.slug} in ${JSON.stringify(example)}, expected one`,
      'add a cue; what is quoted, denied or (in reasoning) supposed counts as not said',
    );
  }
  for (const [j, example] of code.examples.nearMiss.entries()) {
    const [hit] = reader.read(example);
    if (hit === undefined) continue;
    report(
      'hit-near-miss',
      ['codes', i, 'examples', 'nearMiss', j],
      `found a cue of ${code.slug} in ${JSON.stringify(example)}: "${example.slice(hit.cue.start, hit.cue.end)}", expected none`,
      'make the cue narrower, or take such sentences back with unless',
    );
  }
}

function lintDuplicates({ codes }: Codebook, report: Report): void {
  const first = new Map<string, string>();
  for (const [i, { slug, unit, actors, match }] of codes.entries()) {
    for (const [j, { pattern, language = 'en' }] of (match.cues ?? []).entries()) {
      for (const actor of actors) {
        const key = JSON.stringify([pattern.toLowerCase(), language, unit === 'reasoning', actor]);
        const other = first.get(key);
        if (other === undefined) first.set(key, slug);
        else {
          report(
            'duplicate-cue',
            ['codes', i, 'match', 'cues', j],
            `found ${pattern} in ${other} too, expected it in one`,
            other === slug ? 'delete one of the two' : 'say in exclusions which of the two stands, or delete one',
          );
          break;
        }
      }
    }
  }
}

function lintExclusions({ codes, exclusions = [] }: Codebook, report: Report): void {
  const bySlug = new Map(codes.map((code) => [code.slug, code]));
  const seen = new Set<string>();
  for (const [i, exclusion] of exclusions.entries()) {
    const path = ['exclusions', i];
    const places = new Set(exclusion.codes.map((slug) => bySlug.get(slug)!.actors.toSorted().join(' ')));
    const actors = exclusion.codes.map((slug) => new Set<string>(bySlug.get(slug)!.actors));
    const meet = actors.some((one, a) => actors.some((other, b) => a < b && one.intersection(other).size > 0));
    if (!meet) {
      report(
        'idle-exclusion',
        path,
        `found codes of ${[...places].join(' and ')}, which no step shows together, expected codes that can meet`,
        'delete it, or mend the actors of its codes',
      );
    }
    if (new Set(exclusion.codes).size < exclusion.codes.length) {
      report('idle-exclusion', path, 'found a code twice, expected each once', 'delete the second');
    }
    const key = exclusion.codes.toSorted().join(' ');
    if (seen.has(key)) {
      report('repeated-exclusion', path, `found ${exclusion.codes.join(', ')} again, expected it once`, 'delete one');
    }
    seen.add(key);
  }
}
