import { Document, isSeq, parseDocument, type YAMLMap } from 'yaml';
import type { Code, Cue } from '../behavior/codebook.ts';
import { parseCodebook } from '../behavior/codebooks/parse-codebook.ts';

/** What a proposed codebook says. */
export interface CodebookProposal {
  readonly slug: string;
  /** One sentence: what to look for. */
  readonly definition: string;
  readonly unit: Code['unit'];
  readonly actors: Code['actors'];
  /** None: only a judge or a person can tell, until there are labels. */
  readonly cues: readonly Cue[];
}

const HEAD = ` Proposed by ethogram codebook new. What to include and exclude, and examples in your own words, are yours to write:
 ethogram codebook lint checks them against the cues.`;

/** A codebook of one code as a file that people go on writing. */
export function codebookText({ slug, definition, unit, actors, cues }: CodebookProposal): string {
  const document = new Document({
    name: slug,
    version: '1',
    title: definition,
    source: 'own observation',
    codes: [
      {
        slug,
        definition,
        include: [],
        exclude: [],
        examples: { positive: [], nearMiss: [] },
        unit,
        kind: 'point',
        polarity: 'neutral',
        actors,
        counting: unit === 'step' ? 'once-per-step' : 'each',
        ...(cues.length > 0 && { match: { cues: cues.map(plain) } }),
      },
    ],
  });
  document.commentBefore = HEAD;
  return document.toString({ lineWidth: 120 });
}

/**
 * A codebook's text with other cues for one of its codes, and everything else (comments too) as it was; the version is one
 * more where it is a number.
 */
export function withCues(text: string, slug: string, cues: readonly Cue[]): string {
  const document = parseDocument(text);
  const codes = document.get('codes');
  const code = isSeq(codes) ? (codes.items as YAMLMap[]).find((one) => one.get('slug') === slug) : undefined;
  if (code === undefined || cues.length === 0) return text;
  code.setIn(['match', 'cues'], document.createNode(cues.map(plain)));
  const version = Number(document.get('version'));
  if (Number.isInteger(version)) document.set('version', String(version + 1));
  return document.toString({ lineWidth: 120 });
}

/** The code of that slug in a codebook's text; undefined when it has none. */
export function codeIn(text: string, file: string, slug: string): Code | undefined {
  return parseCodebook(text, file).codes.find((code) => code.slug === slug);
}

function plain({ pattern, language }: Cue): string | { readonly pattern: string; readonly language: string } {
  return language === undefined || language === 'en' ? pattern : { pattern, language };
}
