import { partText, type Part, type Step } from '../trajectory.ts';

const PLACEHOLDER = /\[(email|key|password|user)-\d+\]/;

/**
 * Whether steps are those of a run with secrets replaced by placeholders, as far as both go: a state of a run may be
 * older than the other.
 *
 * @param redacted - steps that may hold placeholders
 * @param plain - the same run's steps as the source has them, perhaps
 */
export function isRedactionOf(redacted: readonly Step[], plain: readonly Step[]): boolean {
  const common = Math.min(redacted.length, plain.length);
  if (common === 0) return false;
  for (let i = 0; i < common; i++) {
    const [ours, theirs] = [redacted[i]!, plain[i]!];
    if (ours.actor !== theirs.actor) return false;
    // The last step of the shorter run may have got more parts since.
    const parts = Math.min(ours.parts.length, theirs.parts.length);
    if (i < common - 1 && ours.parts.length !== theirs.parts.length) return false;
    for (let j = 0; j < parts; j++) if (!isRedactedPart(ours.parts[j]!, theirs.parts[j]!)) return false;
  }
  return true;
}

function isRedactedPart(redacted: Part, plain: Part): boolean {
  if (redacted.kind !== plain.kind) return false;
  if ('callId' in redacted && 'callId' in plain && redacted.callId !== plain.callId) return false;
  return isRedactedText(partText(redacted), partText(plain));
}

// What stands between placeholders stands in the plain text, in order, and from end to end; only keys hold spaces.
function isRedactedText(redacted: string, plain: string): boolean {
  if (redacted === plain) return true;
  const [first = '', ...rest] = redacted.split(PLACEHOLDER);
  if (rest.length === 0 || !plain.startsWith(first)) return false;
  let from = first.length;
  for (let i = 0; i < rest.length; i += 2) {
    const [kind, piece] = [rest[i]!, rest[i + 1]!];
    const isLast = i + 2 >= rest.length;
    const at = isLast ? plain.length - piece.length : plain.indexOf(piece, from + 1);
    if (at <= from || !plain.startsWith(piece, at)) return false;
    if (kind !== 'key' && /\s/.test(plain.slice(from, at))) return false;
    from = at + piece.length;
  }
  return true;
}
