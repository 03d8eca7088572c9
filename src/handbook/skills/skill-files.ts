import type { MinedBehavior } from '../../behavior/behavior.ts';
import { sha256 } from '../../core/content-key.ts';
import { skillEvals } from './skill-evals.ts';
import { skillEvidence } from './skill-evidence.ts';
import { skillName } from './skill-name.ts';
import { skillText } from './skill-text.ts';
import { skillTopics, type SkillOptions } from './skill-topics.ts';

/**
 * A handbook as folders of Agent Skills (agentskills.io), one per topic: `NAME/SKILL.md`, and beside it `references/evidence.md` where there is
 * evidence and `evals/` where requests are known. The same handbook gives the same bytes.
 *
 * @param behaviors - with provenance, as far as evidence shall be in it
 * @returns text by path, in order of path
 */
export function skillFiles(behaviors: readonly MinedBehavior[], options: SkillOptions = {}): Record<string, string> {
  const topics = skillTopics(behaviors, options);
  const files: [path: string, text: string][] = [];
  const names = new Set<string>();
  for (const one of topics) {
    const name = freeName(one.topic, names);
    names.add(name);
    const beside = [...skillEvidence(one), ...skillEvals(one, { ...options, name, topics })];
    for (const [path, text] of [...skillText(one, { name, beside: beside.map(([place]) => place) }), ...beside]) {
      files.push([`${name}/${path}`, text]);
    }
  }
  return Object.fromEntries(files.sort(([a], [b]) => (a < b ? -1 : 1)));
}

function freeName(topic: string, names: ReadonlySet<string>): string {
  const name = skillName(topic);
  return names.has(name) ? skillName(`${topic.slice(0, 40)} ${sha256(topic, 8)}`) : name;
}
