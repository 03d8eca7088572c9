import { readdirSync, readFileSync } from 'node:fs';
import { EthogramError } from '../core/ethogram-error.ts';
import { parseRules } from './parse-rules.ts';
import type { Rule } from './rule.ts';

const FOLDER = new URL('./rules/', import.meta.url);

/** Names of the rule files that ship with Ethogram, sorted. */
export function ruleFileNames(): string[] {
  return readdirSync(FOLDER)
    .filter((file) => file.endsWith('.yaml'))
    .map((file) => file.slice(0, -'.yaml'.length))
    .sort();
}

/**
 * Loads rules by path, or by the name of a file that ships (`general`).
 *
 * @throws EthogramError `file-not-found`, `bad-rules`, `bad-formula`
 */
export function loadRules(name: string): Rule[] {
  const shipped = ruleFileNames().includes(name);
  let text: string;
  try {
    text = readFileSync(shipped ? new URL(`${name}.yaml`, FOLDER) : name, 'utf8');
  } catch (cause) {
    throw new EthogramError(
      'file-not-found',
      `${name}: cannot be read, expected a file of rules or one of ${ruleFileNames().join(', ')}`,
      {
        hint: 'ethogram rules check general',
        cause,
      },
    );
  }
  return parseRules(text, shipped ? `${name}.yaml` : name);
}
