import { parse } from 'yaml';

const ALLOWED = new Set(['name', 'description', 'license', 'compatibility', 'metadata', 'allowed-tools']);

/**
 * What of an Agent Skills folder breaks the specification (agentskills.io, "Specification"), in words; also what hosts are known to
 * refuse: angle brackets in a description.
 *
 * @param folder - the folder's name
 * @param files - texts by path within it
 */
export function skillFaults(folder: string, files: Readonly<Record<string, string>>): string[] {
  const text = files['SKILL.md'];
  if (text === undefined) return ['no SKILL.md'];
  const [, yaml, body = ''] = /^---\n(.*?)\n---\n(.*)$/s.exec(text) ?? [];
  if (yaml === undefined) return ['no front matter'];
  const head = parse(yaml) as Record<string, unknown>;
  const { name, description, metadata = {} } = head;
  const faults: string[] = Object.keys(head).flatMap((key) => (ALLOWED.has(key) ? [] : [`field ${key} is not allowed`]));
  if (typeof name !== 'string' || !/^[a-z0-9]+(?:-[a-z0-9]+)*$/.test(name) || name.length > 64) faults.push(`name ${String(name)}`);
  if (name !== folder) faults.push(`name ${String(name)} is not that of the folder ${folder}`);
  if (typeof description !== 'string' || description.trim() === '' || description.length > 1024) faults.push('description');
  else if (/[<>\n]/.test(description)) faults.push('angle brackets or line breaks in the description');
  if (Object.values(metadata as object).some((value) => typeof value !== 'string')) faults.push('metadata is not all text');
  if (body.split('\n').length >= 500) faults.push('500 lines or more');
  for (const [, target] of body.matchAll(/\]\(((?:references|scripts|assets)\/[^)]+)\)/g)) {
    if (files[target!] === undefined) faults.push(`${target} is linked and not there`);
    else if (target!.split('/').length > 2) faults.push(`${target} is more than one level deep`);
  }
  return faults;
} // prettier-ignore
