import type { MinedBehavior } from '../../behavior/behavior.ts';
import { visibleText } from '../../chart/visible-text.ts';
import { sha256 } from '../../core/content-key.ts';
import { SECTIONS } from '../agents-md.ts';
import type { SkillTopic } from './skill-topics.ts';

const LONGEST_DESCRIPTION = 1024;
// What an agent loads when it takes a skill up; the specification recommends less than 5,000 tokens and 500 lines.
const MOST_TOKENS = 4000;
const MOST_LINES = 400;

/**
 * The `SKILL.md` of a topic, and what has no room in it as `references/more.md`.
 *
 * @param beside - paths of other files of the skill
 */
export function skillText(
  { topic, behaviors }: SkillTopic,
  { name, beside }: { readonly name: string; readonly beside: readonly string[] },
): [path: string, text: string][] {
  const [first, rest] = fitting(behaviors);
  const more = rest.length === 0 ? [] : ['references/more.md'];
  const links = [
    ...more.map((path) => `- More, of less use: [${path}](${path})`),
    ...beside.filter((path) => path.startsWith('references/')).map((path) => `- Where each was seen: [${path}](${path})`),
  ];
  const about = topic === '' ? 'this work' : inLine(topic);
  const body = [
    `# Learned about ${about}`,
    '',
    'Ways that earlier runs of agents show to work, and what to avoid. Take what fits the task, leave the rest.',
    '',
    ...sectionsOf(first),
    ...(links.length > 0 ? ['## More', '', ...links, ''] : []),
  ].join('\n');
  const description = descriptionOf(topic, behaviors);
  const head = [
    '---',
    `name: ${name}`,
    `description: ${JSON.stringify(description)}`,
    'metadata:',
    '  generator: "ethogram"',
    `  behaviors: ${JSON.stringify(behaviors.map(({ id, version }) => `${id}@${version}`).join(' '))}`,
    `  digest: "${sha256(body, 12)}"`,
    '---',
    '',
  ].join('\n');
  return [
    ['SKILL.md', `${head}\n${body}`],
    ...more.map((path): [string, string] => [path, [`# More about ${about}`, '', ...sectionsOf(rest)].join('\n')]),
  ];
} // prettier-ignore

/** What is put into the file that is read at once, and what is left. */
function fitting(behaviors: readonly MinedBehavior[]): [MinedBehavior[], MinedBehavior[]] {
  const [first, rest]: [MinedBehavior[], MinedBehavior[]] = [[], []];
  let tokens = 0;
  for (const behavior of behaviors) {
    tokens += behavior.tokens;
    const fits = first.length === 0 || (rest.length === 0 && tokens <= MOST_TOKENS && first.length < MOST_LINES);
    (fits ? first : rest).push(behavior);
  }
  return [first, rest];
}

function sectionsOf(behaviors: readonly MinedBehavior[]): string[] {
  return SECTIONS.flatMap(([title, kinds]) => {
    const lines = behaviors.filter(({ kind }) => kinds.includes(kind)).map(lineOf);
    return lines.length === 0 ? [] : [`## ${title}`, '', ...lines, ''];
  });
}

function lineOf({ name, instruction, when, whenNot }: MinedBehavior): string {
  const conditions = [
    ...(when === undefined ? [] : [` When: ${inLine(when)}.`]),
    ...(whenNot === undefined ? [] : [` Not when: ${inLine(whenNot)}.`]),
  ];
  return `- **${inLine(name)}**: ${inLine(instruction)}${conditions.join('')}`;
}

/**
 * What it does and when to use it, which is all that an agent sees before it takes a skill up: topic, what is in it, words to know it
 * by. No angle brackets, which some hosts refuse.
 */
function descriptionOf(topic: string, behaviors: readonly MinedBehavior[]): string {
  const tools = [...new Set(behaviors.flatMap(({ scope }) => scope.tools ?? []))].sort();
  const about = topic === '' ? 'any task' : `tasks about ${topic}`;
  const names = behaviors.map(({ name }) => name.replace(/^behavior_/, '').replaceAll('_', ' '));
  const begin = `What earlier runs teach about ${topic === '' ? 'working here' : topic}: `;
  const end = `. Use before ${about}${tools.length > 0 ? `, or when using ${tools.slice(0, 8).join(', ')}` : ''}.`;
  let list = '';
  for (const name of names) {
    const longer = list === '' ? name : `${list}; ${name}`;
    if (begin.length + longer.length + end.length > LONGEST_DESCRIPTION - 24) {
      list += '; and more';
      break;
    }
    list = longer;
  }
  return inLine(`${begin}${list}${end}`).replace(/[<>]/g, '').slice(0, LONGEST_DESCRIPTION);
}

/** A text on one line, with nothing in it that cannot be seen. */
function inLine(text: string): string {
  return visibleText(text).replace(/\s+/g, ' ').trim();
}
