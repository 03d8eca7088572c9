import { fragmentOf } from '../mine/digest/fragment.ts';
import { createLexicon } from '../mine/digest/lexicon.ts';
import { packFragment } from '../mine/digest/packed-fragment.ts';
import type { Trajectory } from '../trajectory/trajectory.ts';
import type { NewDigest } from './read-digests.ts';
import { packJson } from './pack-json.ts';

/** Digests a run: what mining keeps of it, ready to be stored. */
export function digestOf(trajectory: Trajectory): NewDigest {
  const lexicons = { symbols: createLexicon(), wordings: createLexicon() };
  const fragment = fragmentOf(trajectory, lexicons.symbols, lexicons.wordings);
  return { id: trajectory.id, revision: trajectory.revision, bytes: packJson(packFragment(fragment, lexicons)) };
}
