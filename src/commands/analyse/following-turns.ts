import type { Analysis } from './analysis.ts';

/** What one actor does after what another did. */
export const followingTurns: Analysis = async () => ({ json: { rows: [] }, rows: [], text: '' });
