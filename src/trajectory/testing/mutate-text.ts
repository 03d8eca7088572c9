import type { Random } from '../../core/random.ts';

type Change = (text: string, random: Random) => string;

const QUOTES = ['"', '""', '"""', "'", '`', '```', '\\"'];
const DELIMITERS = [',', ';', '\t', '|', ', ', '","'];
const MARKS = [
  '---',
  '```',
  '~~~',
  '```text',
  '# x',
  '> ',
  '- ',
  '_**User**_',
  '_**Agent (m 2026-01-02 03:04:05Z)**_',
  '<details>',
  '</details>',
  '<think>',
  '</think>',
  '<tool-use data-tool-name="x"><details>',
  '<!-- x',
  'Thought 1:',
  'Action 1: Search[',
  'Observation 1:',
  'Question:',
  'BEGIN TRIAL 9',
  '> think:',
  'data: {',
  'data:',
];
const XML = [
  '<trace>',
  '</trace>',
  '<event>',
  '</event>',
  '<event/>',
  '<![CDATA[',
  ']]>',
  '<!--',
  '-->',
  '<?x',
  '?>',
  '&a;',
  '&#0;',
  '&#x110000;',
  '&lt',
  '<string key="a" value="b"',
  '</log>',
  '<log>',
  '<values>',
  '<a:b c:d="">',
];
const DOCTYPE = `<!DOCTYPE log [<!ENTITY a "aaaaaaaaaa">${Array.from('bcdefghij', (name, i) => {
  const before = `&${'abcdefghi'[i]!};`;
  return `<!ENTITY ${name} "${before.repeat(10)}">`;
}).join('')}<!ENTITY x SYSTEM "file:///etc/passwd">]>`;
const YAML = [
  '&a [*a]',
  '*b',
  '!!binary "AAAA"',
  '!!js/function x',
  '<<: *headers',
  '? [a]: b',
  '- - - -',
  '|+',
  '>-',
  '{a: [}',
  '%TAG ! x',
  '--- ',
  '...',
  'interactions: &i [*i]',
  '&b {c: *b}',
  '!!timestamp 2026-99-99',
  '!!set {a}',
];
const LONG = 400_000;

/** What can happen to a text that is no JSON, by name: tables, XML, Markdown, YAML, logs. */
const CHANGES: Readonly<Record<string, Change>> = {
  'stray quote': (text, random) => inserted(text, random, random.pick(QUOTES)),
  'other delimiter': (text, random) => {
    const [from, to] = [random.pick([',', ';', '\t', ' ', ':']), random.pick(DELIMITERS)];
    return text.replaceAll(from, to);
  },
  'cell lost': (text, random) => perLine(text, random, (line) => line.slice(line.search(/[,;\t]/) + 1)),
  'cells added': (text, random) => perLine(text, random, (line) => line + ',x'.repeat(random.below(50))),
  'column renamed': (text, random) => {
    const end = text.search(/[,;\t\n]/);
    const name = random.pick(['', '__proto__', 'time', 'Time']);
    return end < 0 ? name : name + text.slice(end);
  },
  'column twice': (text) =>
    text
      .split('\n')
      .map((line) => `${line},${line}`)
      .join('\n'),
  'wild numbers': (text, random) =>
    text.replaceAll(/\d+/g, (digits) =>
      random.chance(0.2) ? random.pick(['1e999', '-1', 'NaN', '9'.repeat(30), '', '0x1', '1.5.2']) : digits,
    ),
  'stray mark': (text, random) => insertedLine(text, random, random.pick(MARKS)),
  'stray XML': (text, random) => inserted(text, random, random.pick(XML)),
  entities: (text, random) =>
    inserted(text.replace(/(?=<log)/, DOCTYPE), random, random.pick(['&j;', '&x;', '&j;&j;'])),
  'deep XML': (text, random) =>
    inserted(
      text,
      random,
      '<list key="a"><values>'.repeat(3000) + (random.chance(0.5) ? '</values></list>'.repeat(3000) : ''),
    ),
  'stray YAML': (text, random) => text.replace(/(?<=: )[^\n]+|$/, () => random.pick(YAML)),
  'YAML anywhere': (text, random) => insertedLine(text, random, random.pick(YAML)),
  indentation: (text, random) =>
    perLine(text, random, (line) =>
      random.chance(0.5) ? `  ${line}` : random.chance(0.5) ? `\t${line}` : line.trimStart(),
    ),
  'lines joined': (text, random) => text.replaceAll('\n', () => (random.chance(0.2) ? ' ' : '\n')),
  'lines split': (text, random) => text.replaceAll(' ', () => (random.chance(0.05) ? '\n' : ' ')),
  'other line ends': (text, random) => text.replaceAll('\n', random.pick(['\r', '\r\n', '\n\n', '\u2028', '\n\r'])),
  'line repeated': (text, random) => {
    const lines = text.split('\n');
    const at = random.below(lines.length);
    const line = `${lines[at]!}\n`;
    return lines.with(at, line.repeat(Math.max(1, Math.floor(LONG / line.length)))).join('\n');
  },
  'text repeated': (text) => text.repeat(Math.max(1, Math.floor(LONG / Math.max(1, text.length)))),
  'very long line': (text, random) => {
    const lines = text.split('\n');
    const at = random.below(lines.length);
    const line = `${lines[at]!} `;
    return lines.with(at, line.repeat(Math.max(1, Math.floor(LONG / line.length)))).join('\n');
  },
};

/** Damages a text with what tables, XML, Markdown, YAML and logs are made of. */
export function mutateText(text: string, random: Random): { readonly text: string; readonly how: string } {
  const how = random.pick(Object.keys(CHANGES));
  return { text: CHANGES[how]!(text, random), how };
}

function inserted(text: string, random: Random, piece: string): string {
  const at = random.below(text.length + 1);
  return text.slice(0, at) + piece + text.slice(at);
}

function insertedLine(text: string, random: Random, piece: string): string {
  const lines = text.split('\n');
  return lines.toSpliced(random.below(lines.length + 1), 0, piece).join('\n');
}

function perLine(text: string, random: Random, change: (line: string) => string): string {
  return text
    .split('\n')
    .map((line) => (random.chance(0.3) ? change(line) : line))
    .join('\n');
}
