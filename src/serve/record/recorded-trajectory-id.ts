import { runTrajectoryId } from '../../trajectory/finish-trajectory.ts';

/** The format that runs are said to be read from which were recorded as they happened: at the gateway, by the middleware, in a program. */
export const RECORDED_FORMAT = 'recorded';

/**
 * The id of the trajectory that a session is recorded as. What of the session does not continue it (a branch, a history
 * written anew, a call aside) is recorded under the same id with `.2`, `.3`… at its end.
 */
export function recordedTrajectoryId(session: string): string {
  return runTrajectoryId(RECORDED_FORMAT, session);
}
