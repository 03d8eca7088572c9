import { createHash, hash, type Hash } from 'node:crypto';
import type { Part, Step } from './trajectory.ts';

const START = 'ethogram:1';
/** Characters that are gathered before they are hashed: a call costs more than the few hundred bytes of a step. */
const GATHERED = 1 << 16;

/**
 * SHA-256 (hex) of the first `count` steps: of actor, name, and everything the parts hold; not of times, usage or extra.
 * The steps are hashed one after the other, so a stored run of `n` steps is a prefix of a longer one exactly when
 * `contentHash(longer, n)` is the stored run's hash.
 *
 * Fields are written with their length in front, steps with their number of parts, so that no two different runs have
 * the same bytes; lone surrogates, which UTF-8 cannot hold, are written as JSON escapes.
 *
 * @param count - default all; 0 is allowed
 */
export function contentHash(steps: readonly Step[], count: number = steps.length): string {
  let text = START;
  let gathered: Hash | undefined;
  for (let i = 0; i < count; i++) {
    text += stepText(steps[i]!);
    if (text.length < GATHERED) continue;
    gathered = (gathered ?? createHash('sha256')).update(text);
    text = '';
  }
  return gathered === undefined ? hash('sha256', text, 'hex') : gathered.update(text).digest('hex');
}

function stepText(step: Step): string {
  let text = `\n${step.actor}${field(step.name)}${step.parts.length}`;
  for (const part of step.parts) text += partText(part);
  return text.isWellFormed() ? text : `\nescaped${JSON.stringify(text)}`;
}

// One letter per kind, then every field of the kind in a fixed order.
function partText(part: Part): string {
  switch (part.kind) {
    case 'text':
      if (part.injected === undefined) return `\nt${field(part.text)}`;
      return `\ni${field(part.text)}${part.injected.length};${part.injected.map(field).join('')}`;
    case 'reasoning':
      return `\nr${part.visibility}${field(part.open)}${field(part.text)}${field(part.close)}`;
    case 'tool-call':
      return `\nc${field(part.callId)}${field(part.name)}${field(part.argumentsText)}`;
    case 'tool-result':
      return `\no${part.isError === undefined ? '-' : part.isError ? '1' : '0'}${field(part.callId)}${field(part.text)}`;
    case 'media':
      return `\nm${field(part.mediaType)}${field(part.ref)}`;
    case 'compaction':
      return `\ns${field(part.text)}`;
    case 'feedback':
      return `\nf${field(part.text)}`;
  }
}

function field(value: string | undefined): string {
  return value === undefined ? '-' : `${value.length}:${value}`;
}
