import { runTrajectoryId } from '../../trajectory/finish-trajectory.ts';

/** The format that runs recorded at the gateway, the middleware and the wrapped `fetch` are said to be read from. */
export const RECORDED_FORMAT = 'ethogram-gateway';

/**
 * The id of the trajectory that a session is recorded as. What of the session does not continue it (a branch, a history
 * written anew, a call aside) is recorded under the same id with `.2`, `.3`… at its end.
 */
export function recordedTrajectoryId(session: string): string {
  return runTrajectoryId(RECORDED_FORMAT, session);
}
