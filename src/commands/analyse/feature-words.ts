import { FEATURE_VIEWS, type FeatureSpace } from '../../analysis/slices/feature-space.ts';
import { shorten } from '../../chart/visible-text.ts';
import { shortName } from './short-name.ts';

const LONGEST = 60;

/** A feature of a run in words: `shows verification`, `calls refund`, `says “sorry”`. */
export function featureWords({ names, views }: FeatureSpace, feature: number): string {
  const name = shorten(names[feature]!, LONGEST);
  switch (FEATURE_VIEWS[views[feature]!]!) {
    case 'behavior':
      return `shows ${shortName(name)}`;
    case 'call':
      return `calls ${name}`;
    case 'order':
      return name;
    case 'asked':
      return `asked “${name}”`;
    case 'said':
      return `says “${name}”`;
    case 'setting':
      return `is one ${name}`;
  }
}
