import { MIN_KAPPA, MIN_LABELS } from '../analysis/agreement/calibration.ts';

/** What it means that the rates of a judged code are not shown, and what to do about it. */
export const NOT_CALIBRATED = `not calibrated: what the model says, until labels show that it can be believed (κ ≥ ${MIN_KAPPA} on ${MIN_LABELS} units: ethogram label, then ethogram agree LABELS --judge MODEL --calibrate)`;
