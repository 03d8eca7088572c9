import { shorten } from '../chart/visible-text.ts';
import { formatCount, plural } from '../core/format-number.ts';
import type { IngestResult } from '../store/ingest.ts';
import type { Issue } from '../trajectory/trajectory.ts';

const KINDS_SHOWN = 10;
const PLACES_SHOWN = 3;
const LONGEST_PLACE = 200;

/**
 * What an import did, for people: counts, formats, redactions, and issues by kind.
 *
 * @param redact - whether secrets were to be replaced; that they were not is said
 */
export function importText(result: IngestResult, { redact = true }: { readonly redact?: boolean } = {}): string[] {
  const { imported, continued, formats, redactions, older, issues } = result;
  const lines = [importLine(result)];
  for (const [format, n] of Object.entries(formats)) lines.push(`  ${format}: ${n}`);
  const replaced = Object.entries(redactions).map(([kind, n]) => {
    const [name, names] = KIND_NAMES[kind] ?? [kind, `${kind}s`];
    return plural(n, name, names);
  });
  if (imported + continued > 0) {
    if (replaced.length > 0) lines.push(`replaced by placeholders: ${replaced.join(', ')}`);
    if (!redact) lines.push('stored as it is, secrets and personal data included (--redact=off)');
  }
  if (older.files + older.runs > 0) {
    const left = [
      ...(older.files > 0 ? [`${plural(older.files, 'file')} not opened`] : []),
      ...(older.runs > 0 ? [plural(older.runs, 'run')] : []),
    ];
    lines.push(`older than asked for, left out: ${left.join(', ')}`);
  }
  if (issues.length > 0) lines.push(`${plural(issues.length, 'issue')}:`, ...issueLines(issues));
  return lines;
}

/** The first line of {@link importText}: what is new in the store. */
export function importLine({ imported, continued, duplicates, steps, tokens }: IngestResult): string {
  const size = `(${plural(steps, 'step')}, about ${plural(tokens, 'token')})`;
  const known = `${formatCount(duplicates)} already there`;
  if (imported > 0) {
    return (
      `imported ${plural(imported, 'trajectory', 'trajectories')} ${size}` +
      (continued > 0 ? `, continued ${formatCount(continued)}` : '') +
      (duplicates > 0 ? `, ${known}` : '')
    );
  }
  if (continued > 0) {
    return `continued ${plural(continued, 'trajectory', 'trajectories')} ${size}${duplicates > 0 ? `, ${known}` : ''}`;
  }
  return duplicates > 0 ? `nothing new, ${known}` : 'imported nothing';
}

const KIND_NAMES: Readonly<Record<string, readonly [string, string]>> = {
  email: ['e-mail address', 'e-mail addresses'],
  key: ['key or token', 'keys and tokens'],
  password: ['password', 'passwords'],
  user: ['user name', 'user names'],
};

/** Issues as lines: what is wrong in many places is said once. */
function issueLines(issues: readonly Issue[]): string[] {
  const placesOf = new Map<string, string[]>();
  for (const { file, line, code, message } of issues) {
    const name = file === '-' ? 'stdin' : shorten(file, LONGEST_PLACE);
    const place = `${name}${line === undefined ? '' : `:${line}`}`;
    const kind = `${code}: ${message}`;
    const places = placesOf.get(kind);
    if (places === undefined) placesOf.set(kind, [place]);
    else places.push(place);
  }
  const lines = [...placesOf].slice(0, KINDS_SHOWN).flatMap(([kind, places]) => {
    const rest = places.length - PLACES_SHOWN;
    return [
      `  ${kind}`,
      ...places.slice(0, PLACES_SHOWN).map((place) => `    ${place}`),
      ...(rest > 0 ? [`    … and ${rest} more; --json lists all`] : []),
    ];
  });
  const kindsLeft = placesOf.size - KINDS_SHOWN;
  return kindsLeft > 0 ? [...lines, `  … ${plural(kindsLeft, 'more kind')}; --json lists all`] : lines;
}
