import { EthogramError } from '../core/ethogram-error.ts';
import { FORMATS } from './formats.ts';
import type { Sample, TraceFormat } from './trace-format.ts';
import type { Issue } from './trajectory.ts';

/** The format that is surest to have written the sample; undefined when none is. Equal sureness: the first of {@link FORMATS}. */
export function detectFormat(sample: Sample): TraceFormat | undefined {
  let best: TraceFormat | undefined;
  let surest = 0;
  for (const format of FORMATS) {
    const sureness = format.detect(sample);
    if (sureness > surest) {
      surest = sureness;
      best = format;
    }
  }
  return best;
}

/**
 * The format of that name.
 *
 * @throws EthogramError `unknown-format`
 */
export function formatNamed(name: string): TraceFormat {
  const format = FORMATS.find((candidate) => candidate.name === name);
  if (format === undefined) {
    throw new EthogramError('unknown-format', `--format: found ${name}, expected one of ${formatNames()}`);
  }
  return format;
}

/** The issue for a file that no format recognises. */
export function unknownFormat(path: string): Issue {
  const message = `found none of the ${FORMATS.length} known formats; --format NAME insists on one, --map describes a table`;
  return { file: path, code: 'unknown-format', message };
}

function formatNames(): string {
  return FORMATS.map((format) => format.name).join(', ');
}
