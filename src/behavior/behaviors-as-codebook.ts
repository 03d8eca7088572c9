import type { Behavior } from './behavior.ts';
import type { Code, Codebook } from './codebook.ts';
import { withHash } from './parse-codebook.ts';

/**
 * The matchers of behaviors as a codebook named `handbook`, so that mined behaviors are detected and counted like any
 * other code. A code's slug is the behavior's name with hyphens (a second one of that name gets `-2`), its `source` the
 * behavior's id and version. Sequences count once per run, cues once per step (those of strategies once per sentence of
 * reasoning). Behaviors without a matcher are left out.
 *
 * @param behaviors - in any order; the codebook's codes are ordered by slug
 */
export function behaviorsAsCodebook(behaviors: readonly Behavior[]): Codebook {
  const used = new Map<string, number>();
  const sorted = [...behaviors].sort((a, b) => (a.name + a.id < b.name + b.id ? -1 : 1));
  const codes = sorted.flatMap((behavior): Code[] => {
    const { id, name, version, instruction, when, whenNot, kind, polarity, matcher } = behavior;
    if (matcher === undefined) return [];
    const base = name
      .replace(/^behavior_/, '')
      .replace(/[^a-z0-9]+/gi, '-')
      .toLowerCase();
    const times = (used.get(base) ?? 0) + 1;
    used.set(base, times);
    const reasoning = matcher.cues !== undefined && kind === 'strategy';
    return [
      {
        slug: times === 1 ? base : `${base}-${times}`,
        definition: instruction,
        include: when === undefined ? [] : [when],
        exclude: whenNot === undefined ? [] : [whenNot],
        match: matcher,
        examples: { positive: [], nearMiss: [] },
        unit: reasoning ? 'reasoning' : matcher.cues !== undefined ? 'step' : 'run',
        kind: matcher.sequence === undefined ? 'point' : 'state',
        polarity: polarity === 'avoid' ? 'bad' : 'good',
        actors: ['agent'],
        counting: reasoning ? 'each' : matcher.cues !== undefined ? 'once-per-step' : 'once-per-run',
        source: `${id}@${version}`,
      },
    ];
  });
  return withHash({
    name: 'handbook',
    version: '1',
    title: 'Behaviors of the handbook',
    source: 'mined from runs',
    codes,
  });
}
