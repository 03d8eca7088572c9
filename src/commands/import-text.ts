import { shorten } from '../chart/visible-text.ts';
import { plural } from '../core/format-number.ts';
import type { IngestResult } from '../store/ingest.ts';
import type { Issue } from '../trajectory/trajectory.ts';

const KINDS_SHOWN = 10;
const PLACES_SHOWN = 3;
const LONGEST_PLACE = 200;

/** What an import did, for people: counts, formats, redactions, and issues by kind. */
export function importText(result: IngestResult): string[] {
  const { imported, continued, duplicates, steps, tokens, formats, redactions, older, issues } = result;
  const lines = [
    `imported ${plural(imported, 'trajectory', 'trajectories')} (${plural(steps, 'step')}, about ${plural(tokens, 'token')})` +
      (continued > 0 ? `, continued ${continued}` : '') +
      (duplicates > 0 ? `, ${duplicates} already there` : ''),
  ];
  for (const [format, n] of Object.entries(formats)) lines.push(`  ${format}: ${n}`);
  const replaced = Object.entries(redactions).map(([kind, n]) => plural(n, KIND_NAMES[kind] ?? kind));
  if (replaced.length > 0) lines.push(`replaced by placeholders: ${replaced.join(', ')}`);
  if (older.files + older.runs > 0) {
    lines.push(`older than asked for: ${plural(older.files, 'file')}, ${plural(older.runs, 'run')}`);
  }
  if (issues.length > 0) lines.push(`${plural(issues.length, 'issue')}:`, ...issueLines(issues));
  return lines;
}

const KIND_NAMES: Readonly<Record<string, string>> = {
  email: 'e-mail address',
  key: 'key or token',
  password: 'password',
  user: 'user name',
};

/** Issues as lines: what is wrong in many places is said once. */
function issueLines(issues: readonly Issue[]): string[] {
  const placesOf = new Map<string, string[]>();
  for (const { file, line, code, message } of issues) {
    const place = `${shorten(file, LONGEST_PLACE)}${line === undefined ? '' : `:${line}`}`;
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
