import type { Json, JsonObject } from '../../../core/json.ts';

/** An attribute of a log, a trace or an event: `<int key="Age" value="35"/>`; it may have attributes of its own. */
export interface XesAttribute {
  /** `string`, `date`, `int`, `float`, `boolean`, `id`, `list`, `container`; or the name of an element that XES does not know. */
  readonly type: string;
  readonly key: string;
  readonly value: string;
  readonly children: XesAttribute[];
}

const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

/**
 * Attributes as the text of a JSON object, in their order. Numbers and booleans stand as the log has them (`52.0` stays
 * `52.0`); a list is an array of objects with one key; an attribute with attributes is `{"value", "attributes"}`; of a key that comes
 * again the values are an array.
 */
export function attributesText(attributes: readonly XesAttribute[]): string {
  const texts = new Map<string, string[]>();
  for (const attribute of attributes) {
    const text = valueText(attribute);
    const known = texts.get(attribute.key);
    if (known === undefined) texts.set(attribute.key, [text]);
    else known.push(text);
  }
  const fields = [...texts].map(
    ([key, values]) => `${JSON.stringify(key)}:${values.length === 1 ? values[0]! : `[${values.join(',')}]`}`,
  );
  return `{${fields.join(',')}}`;
}

/** The same as a value; numbers that would be written otherwise stay texts. */
export function attributesJson(attributes: readonly XesAttribute[]): JsonObject {
  const asTexts = (list: readonly XesAttribute[]): XesAttribute[] =>
    list.map((attribute) => {
      const exact = String(Number(attribute.value)) === attribute.value;
      const type = NUMBER_TYPES.has(attribute.type) && !exact ? 'string' : attribute.type;
      return { ...attribute, type, children: asTexts(attribute.children) };
    });
  return JSON.parse(attributesText(asTexts(attributes))) as JsonObject;
}

const NUMBER_TYPES = new Set(['int', 'float']);

function valueText(attribute: XesAttribute): string {
  const { type, value, children } = attribute;
  if (type === 'list') {
    const items = children.flatMap((child) => (child.type === 'values' ? child.children : [child]));
    return `[${items.map((item) => attributesText([item])).join(',')}]`;
  }
  if (type === 'container') return attributesText(children);
  const plain = literal(type, value);
  return children.length === 0 ? plain : `{"value":${plain},"attributes":${attributesText(children)}}`;
}

function literal(type: string, value: string): string {
  const isLiteral = NUMBER_TYPES.has(type)
    ? NUMBER.test(value)
    : type === 'boolean' && (value === 'true' || value === 'false');
  return isLiteral ? value : JSON.stringify(value);
}

/** Types that the JSON of the attributes does not tell: by key, of dates, ids and unusual numbers. */
export function untoldTypes(attributes: Iterable<XesAttribute>): JsonObject {
  const types = new Map<string, Json>();
  for (const { key, type, value } of attributes) {
    if (type === 'string' || type === 'list' || type === 'container' || type === 'boolean') continue;
    if (type === 'int' && NUMBER.test(value)) continue;
    if (type === 'float' && NUMBER.test(value) && value.includes('.')) continue;
    types.set(key, type);
  }
  return Object.fromEntries(types);
}
