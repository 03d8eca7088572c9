/** An operation or a number. */
export type Arithmetic =
  | number
  | {
      readonly operator: Operator;
      readonly left: Arithmetic;
      readonly right: Arithmetic;
      readonly bracketed?: boolean;
    };

/** Division is exact, not rounded. */
export type Operator = '+' | '-' | '*' | '/';

/** What a text asks to have computed, with the words that say so. */
export interface ReadArithmetic {
  readonly tree: Arithmetic;
  /** The sentence that holds it, verbatim. */
  readonly sentence: string;
}

const ASKING =
  /\b(?:compute|calculate|evaluate|simplify|solve|what (?:is|do|does)|how much|find|work out|determine|value of|result of|give|add|multiply|subtract|divide|sum|product)\b/i;

/**
 * Finds the last sum that a text asks for: signs (`17 * 23 + 4`, with × · ÷ − and brackets) or words (`17 times 23 plus 4`,
 * `the product of 17 and 23`, `multiply 17 by 23, then add 4`). Undefined when there is none. Sentences that ask go before
 * those that merely hold numbers.
 */
export function readArithmetic(text: string): ReadArithmetic | undefined {
  const found = text.split(/(?<=[.?!:])\s+(?=\D)|\n+/).flatMap((sentence) => {
    const tree = inSentence(sentence);
    return tree === undefined ? [] : [{ tree, sentence: sentence.trim() }];
  });
  return found.findLast(({ sentence }) => ASKING.test(sentence)) ?? found.at(-1);
}

/** The value of a tree, to nine decimals. */
export function valueOf(tree: Arithmetic): number {
  if (typeof tree === 'number') return tree;
  return applied(tree.operator, valueOf(tree.left), valueOf(tree.right));
}

/** One operation, to nine decimals. */
export function applied(operator: Operator, left: number, right: number): number {
  const exact = { '+': left + right, '-': left - right, '*': left * right, '/': left / right }[operator];
  return Math.round(exact * 1e9) / 1e9;
}

const WORDS: readonly (readonly [RegExp, string])[] = [
  [/(?<=\d),(?=\d{3}\b)/g, ''],
  [/[×·∙⋅]|\bmultiplied by\b|\btimes\b|(?<=\d\s)x(?=\s\d)/gi, '*'],
  [/÷|\bdivided by\b/gi, '/'],
  [/[−–]|\bminus\b/gi, '-'],
  [/\bplus\b/gi, '+'],
  [/\b(?:the )?(?:result|number|numbers|that|it)\b/gi, ''],
];

const ATOM = '(-?\\d+(?:\\.\\d+)?|§\\d+)';
const VERBS: Readonly<Record<string, Operator>> = { add: '+', subtract: '-', multiply: '*', divide: '/' };
const NOUNS: Readonly<Record<string, Operator>> = { sum: '+', difference: '-', product: '*', quotient: '/' };

const NOUN = new RegExp(`\\b(?:the )?(sum|difference|product|quotient) (?:of|between) ${ATOM} and ${ATOM}`, 'i');
const VERB_BY = new RegExp(`\\b(multiply|divide) ${ATOM} by ${ATOM}`, 'i');
const VERB_TO = new RegExp(`\\b(add|subtract) ${ATOM} (?:to|from) ${ATOM}`, 'i');
// What was worked out so far, whatever it is, goes into the next operation.
const FURTHER = new RegExp(
  `([\\d§(](?:[\\d.§+\\-*/()\\s]*[\\d§)])?)[,;]?\\s*(?:and )?(?:then )?(add|subtract|multiply|divide)\\s+(?:by )?${ATOM}`,
  'i',
);

function inSentence(sentence: string): Arithmetic | undefined {
  const parts: Arithmetic[] = [];
  const hold = (tree: Arithmetic): string => `§${parts.push(tree) - 1}`;
  const atom = (name: string): Arithmetic => (name.startsWith('§') ? parts[Number(name.slice(1))]! : Number(name));
  const made = (operator: Operator, left: string, right: string): string => {
    return hold({ operator, left: atom(left), right: atom(right), bracketed: true });
  };
  let text = sentence;
  for (const [pattern, sign] of WORDS) text = text.replace(pattern, sign);
  for (let before = ''; before !== text;) {
    before = text;
    text = text
      .replace(NOUN, (_, noun: string, left: string, right: string) => made(NOUNS[noun.toLowerCase()]!, left, right))
      .replace(VERB_BY, (_, verb: string, left: string, right: string) => made(VERBS[verb.toLowerCase()]!, left, right))
      .replace(VERB_TO, (_, verb: string, right: string, left: string) => made(VERBS[verb.toLowerCase()]!, left, right))
      .replace(FURTHER, (whole: string, run: string, verb: string, right: string) => {
        const left = inSigns(run, atom);
        return left === undefined ? whole : made(VERBS[verb.toLowerCase()]!, hold(left), right);
      });
  }
  const runs = text.match(/[\d.§+\-*/()\s]+/g) ?? [];
  return runs.map((run) => inSigns(run, atom)).findLast((tree) => typeof tree === 'object');
}

function inSigns(run: string, atom: (name: string) => Arithmetic): Arithmetic | undefined {
  const tokens = run.replace(/\.(?!\d)/g, ' ').match(/\d+(?:\.\d+)?|§\d+|[+\-*/()]/g) ?? [];
  let next = 0;
  const operand = (): Arithmetic | undefined => {
    const token = tokens[next++];
    if (token === '(') {
      const inner = chain(['+', '-']);
      if (tokens[next++] !== ')') return undefined;
      return typeof inner === 'object' ? { ...inner, bracketed: true } : inner;
    }
    if (token === '-') {
      const value = operand();
      return typeof value === 'number' ? -value : undefined;
    }
    return token === undefined || /^[+*/)]/.test(token) ? undefined : atom(token);
  };
  const chain = (operators: readonly Operator[]): Arithmetic | undefined => {
    const part = (): Arithmetic | undefined => (operators.includes('+') ? chain(['*', '/']) : operand());
    let left = part();
    while (left !== undefined && operators.includes(tokens[next] as Operator)) {
      const operator = tokens[next++] as Operator;
      const right = part();
      if (right === undefined) return undefined;
      left = { operator, left, right };
    }
    return left;
  };
  const tree = chain(['+', '-']);
  return next >= tokens.length ? tree : undefined;
}
