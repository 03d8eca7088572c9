import { HANDBOOK } from './load-codebooks.ts';
import type { Behavior } from '../behavior.ts';
import type { Code, Codebook } from '../codebook.ts';
import { withHash } from './parse-codebook.ts';

/**
 * The matchers of behaviors as a codebook named `handbook`, so that mined behaviors are detected and counted like any
 * other code. A code's slug is the behavior's name with hyphens (a second one of that name gets `-2`), its `source` the
 * behavior's id and version. Sequences count once per run, cues and structures once per step (cues of strategies once per
 * sentence of reasoning). Preferences are seen in what users say. Behaviors without a matcher are left out.
 *
 * @param behaviors - in any order; the codebook's codes are ordered by name, then by the behavior's id
 */
export function behaviorsAsCodebook(behaviors: readonly Behavior[]): Codebook {
  const used = new Set<string>();
  const sorted = [...behaviors].sort((a, b) => compare(a.name, b.name) || compare(a.id, b.id));
  const codes = sorted.flatMap((behavior): Code[] => {
    const { id, name, version, instruction, when, whenNot, kind, polarity, matcher } = behavior;
    if (matcher === undefined) return [];
    const slug = freeSlug(name, used);
    used.add(slug);
    const reasoning = matcher.cues !== undefined && kind === 'strategy';
    const unit = reasoning ? 'reasoning' : matcher.sequence === undefined ? 'step' : 'run';
    return [
      {
        slug,
        definition: instruction,
        include: when === undefined ? [] : [when],
        exclude: whenNot === undefined ? [] : [whenNot],
        match: matcher,
        examples: { positive: [], nearMiss: [] },
        unit,
        kind: matcher.sequence === undefined ? 'point' : 'state',
        polarity: polarity === 'avoid' ? 'bad' : 'good',
        actors: [kind === 'preference' ? 'user' : 'agent'],
        counting: ({ reasoning: 'each', step: 'once-per-step', run: 'once-per-run' } as const)[unit],
        source: `${id}@${version}`,
      },
    ];
  });
  return withHash({
    name: HANDBOOK,
    version: '1',
    title: 'Behaviors of the handbook',
    source: 'mined from runs',
    codes,
  });
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function freeSlug(name: string, used: ReadonlySet<string>): string {
  const words = name
    .replace(/^behavior_/, '')
    .toLowerCase()
    .match(/[a-z0-9]+/g) ?? ['unnamed'];
  const base = words.join('-');
  let slug = base;
  for (let n = 2; used.has(slug); n++) slug = `${base}-${n}`;
  return slug;
}
