import { suspicionsOf } from '../../behavior/security/suspicions-of.ts';
import { shorten } from '../../chart/visible-text.ts';
import type { SkillOptions, SkillTopic } from './skill-topics.ts';

// As many as the makers of skills evaluate with: some twenty queries, half of which are near misses.
const QUERIES = 10;
const EVALS = 5;
const REQUEST_LENGTH = 400;

/**
 * The evaluation files of a skill: `evals/evals.json`, prompts with what is to be expected when the skill is followed, and
 * `evals/eval_queries.json`, which requests should make an agent take it up and which, of other topics, should not. Both are what was asked in
 * runs; nothing where that is not known.
 */
export function skillEvals(
  skill: SkillTopic,
  { name, topics, requests = new Map() }: Pick<SkillOptions, 'requests'> & { readonly name: string; readonly topics: readonly SkillTopic[] },
): [path: string, text: string][] {
  const asked = (of: SkillTopic): { readonly text: string; readonly behaviors: readonly string[] }[] => {
    const byText = new Map<string, string[]>();
    for (const { id, name: named } of of.behaviors) {
      for (const { text } of requests.get(id) ?? []) {
        const plain = shorten(text, REQUEST_LENGTH);
        if (plain === '' || suspicionsOf({ name: '', instruction: plain }).length > 0) continue;
        const known = byText.get(plain);
        if (known === undefined) byText.set(plain, [named]);
        else if (!known.includes(named)) known.push(named);
      }
    }
    return [...byText].map(([text, behaviors]) => ({ text, behaviors })).sort((a, b) => (a.text < b.text ? -1 : 1));
  };
  const own = asked(skill);
  if (own.length === 0) return [];
  const ownTexts = new Set(own.map(({ text }) => text));
  const others = topics.filter((topic) => topic !== skill && topic.topic !== '' && skill.topic !== '').flatMap(asked);
  const near = [...new Set(others.map(({ text }) => text))].filter((text) => !ownTexts.has(text)).sort();
  const instructionOf = new Map(skill.behaviors.map(({ name: named, instruction }) => [named, instruction]));
  const evals = spread(own, EVALS).map(({ text, behaviors }, i) => ({
    id: i + 1,
    prompt: text,
    expected_output: `The request is met, and the agent does what ${name} says.`,
    files: [],
    expectations: behaviors.map((named) => `${named}: ${instructionOf.get(named)}`),
  }));
  const queries = [
    ...spread(own, QUERIES).map(({ text }) => ({ query: text, should_trigger: true })),
    ...spread(near, QUERIES).map((text) => ({ query: text, should_trigger: false })),
  ];
  return [
    ['evals/eval_queries.json', json(queries)],
    ['evals/evals.json', json({ skill_name: name, evals })],
  ];
} // prettier-ignore

/** So many of a list, from all over it. */
function spread<T>(list: readonly T[], count: number): T[] {
  if (list.length <= count) return [...list];
  return Array.from({ length: count }, (_, i) => list[Math.floor((i * list.length) / count)]!);
}

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
