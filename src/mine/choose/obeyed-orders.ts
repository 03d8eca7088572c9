import { stepRecorder } from '../../behavior/call/call-record.ts';
import { followsInjectedInstruction } from '../../behavior/security/follows-injected-instruction.ts';
import { partText, type Trajectory } from '../../trajectory/trajectory.ts';

/** An order that stood in a tool's answer, and the step at which the agent carried it out. */
export interface ObeyedOrder {
  readonly step: number;
  /** The order, verbatim. */
  readonly quote: string;
}

const MAX_QUOTE = 120;

/** The orders of tools' answers that an agent carried out in a run; see `followsInjectedInstruction`. */
export function obeyedOrders(run: Trajectory): ObeyedOrder[] {
  const detection = followsInjectedInstruction.start(run);
  const record = stepRecorder();
  const found = run.steps.flatMap((step) => detection.step(record(step)));
  return [...found, ...detection.end()].map(({ steps: [step], spans: [order] }) => {
    const part = order === undefined ? undefined : run.steps[order.step]?.parts[order.part];
    return { step, quote: part === undefined ? '' : partText(part).slice(order!.start, Math.min(order!.end, order!.start + MAX_QUOTE)) };
  });
} // prettier-ignore
