import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The folder of real trajectories beside the repository (`../shared/data`). */
export const SHARED_DATA: string = fileURLToPath(new URL('../../../../shared/data/', import.meta.url));

/**
 * For the `skip` option of a test that reads real data: why it is skipped, or false. Where `CI` is set the data must be
 * there, so the test runs and fails without it.
 */
export const skipWithoutData: string | false =
  existsSync(SHARED_DATA) || process.env['CI'] !== undefined ? false : 'no real data at ../shared/data';
