import { parseDocument } from 'yaml';
import type { Json } from '../../core/json.ts';

/** Aliases resolved at most: more are a file made to fill the memory. */
const MAX_ALIASES = 1000;

/** Puts the lines of a YAML file together again. */
export interface YamlLines {
  /** @param line - 1-based */
  add(text: string, line: number): void;
  isEmpty(): boolean;
  /** The value of the document; undefined when it is broken. */
  value(): Json | undefined;
}

/** Collects the lines of a file that is one YAML document. Lines that were not handed over were empty. */
export function yamlLines(): YamlLines {
  const lines: string[] = [];
  return {
    add(text, line) {
      while (lines.length < line - 1) lines.push('');
      lines.push(text);
    },
    isEmpty: () => lines.length === 0,
    value() {
      const document = parseDocument(lines.join('\n'), { prettyErrors: false });
      if (document.errors.length > 0) return undefined;
      try {
        return document.toJS({ maxAliasCount: MAX_ALIASES }) as Json;
      } catch {
        return undefined;
      }
    },
  };
}
