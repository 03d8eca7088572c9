import { parseDocument } from 'yaml';
import { isJsonObject, type Json } from '../../core/json.ts';
import { foreignBehavior, type ForeignFile } from './foreign-behavior.ts';
import { listItems } from './list-items.ts';

const FRONT_MATTER = /^\ufeff?---\r?\n([\s\S]*?)\r?\n---[ \t]*(?:\r?\n|$)/;
// More items than this and the file is a manual, of which nobody wants each line as a behavior.
const MOST_ITEMS = 60;

/** Whether a text is a `SKILL.md`: it has front matter with a name and a description. */
export function isSkill(text: string): boolean {
  return headOf(text)?.name !== undefined;
}

/**
 * Reads a `SKILL.md` of an Agent Skills folder (agentskills.io): the items of its lists as behaviors, when its description says they
 * apply; of a skill without lists, or with so many that it is a manual, the description. Scripts are not run and not read.
 */
export function readSkill(text: string, file: string): ForeignFile {
  const head = headOf(text);
  if (head === undefined) return { behaviors: [], issues: [{ line: 1, message: 'found no front matter, expected name and description' }] };
  const { name, description, lines } = head;
  const when = /\buse (?:this (?:skill )?)?(?:when(?:ever)?|if|for)\s+([^.]{3,400})/i.exec(description)?.[1];
  const from = (line: number): string => `${file}:${line}, skill ${name}`;
  const listed = listItems(text.replace(FRONT_MATTER, ''));
  const said = listed.length > MOST_ITEMS ? [] : listed;
  const items = said.length > 0 ? said : [{ line: 0, heading: '', text: description }];
  const read = items.map(({ line, text: instruction }) => ({
    line: line + lines,
    behavior: foreignBehavior({
      ...(said.length === 0 && { name }),
      ...ownWords(instruction, when),
      kind: 'strategy',
      from: from(line + lines),
    }),
  }));
  return {
    behaviors: read.flatMap(({ behavior }) => (typeof behavior === 'string' ? [] : [behavior])),
    issues: read.flatMap(({ line, behavior }) => (typeof behavior === 'string' ? [{ line, message: behavior }] : [])),
  };
} // prettier-ignore

/** What Ethogram itself writes into skills names the behavior, and says when. */
function ownWords(
  item: string,
  when: string | undefined,
): { readonly name?: string; readonly instruction: string; readonly when?: string; readonly whenNot?: string } {
  const own = /^\*\*(behavior_[\p{L}\p{N}_]+)\*\*: (.*?)(?: When: (.*?)\.)?(?: Not when: (.*?)\.)?$/su.exec(item);
  if (own === null) return { instruction: item, ...(when !== undefined && { when: when.trim() }) };
  const [, name, instruction, ownWhen, whenNot] = own;
  return {
    name: name!,
    instruction: instruction!,
    ...(ownWhen !== undefined && { when: ownWhen }),
    ...(whenNot !== undefined && { whenNot }),
  };
}

function headOf(text: string): { readonly name: string; readonly description: string; readonly lines: number } | undefined {
  const [whole, yaml] = FRONT_MATTER.exec(text) ?? [];
  if (whole === undefined || yaml === undefined) return undefined;
  const document = parseDocument(yaml, { prettyErrors: false });
  if (document.errors.length > 0) return undefined;
  const head = contentsOf(document);
  if (!isJsonObject(head) || typeof head['name'] !== 'string' || typeof head['description'] !== 'string') return undefined;
  return { name: head['name'], description: head['description'], lines: whole.split('\n').length - 1 };
} // prettier-ignore

/** Aliases could unfold into something huge: a skill's head has none. */
function contentsOf(document: ReturnType<typeof parseDocument>): Json {
  try {
    return document.toJS({ maxAliasCount: 0 }) as Json;
  } catch {
    return null;
  }
}
