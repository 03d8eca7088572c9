import type { Part } from '../../trajectory/trajectory.ts';

const PROD =
  /^\W*(?:please |ok(?:ay)?,? |yes,? |sure,? |just )*(?:continue|go on|go ahead|proceed|carry on|keep going|next|and\??|well\??|weiter|continuez?|continúa|sigue|继续)(?: please| then| with (?:the|your) (?:task|work|plan))?\W*$/i;

/** Whether words only tell the other to go on: "Continue.", "Please proceed." */
export function isProd(parts: readonly Part[]): boolean {
  return parts.every((part) => part.kind !== 'text' || part.text.trim() === '' || PROD.test(part.text));
}
