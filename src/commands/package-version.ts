import { readFileSync } from 'node:fs';

/** The version in package.json, which lies two levels up from the sources and three from the build. */
export function packageVersion(): string {
  for (const place of ['../../package.json', '../../../package.json']) {
    try {
      const found: unknown = JSON.parse(readFileSync(new URL(place, import.meta.url), 'utf8'));
      if (typeof found === 'object' && found !== null && 'version' in found) return String(found.version);
    } catch {
      // Not here.
    }
  }
  return 'unknown';
}
