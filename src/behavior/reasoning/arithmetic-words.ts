/** What joins numbers. `fraction` and `root` come before their arguments in braces, `!` and `%` after. */
export type Operator = '+' | '-' | '*' | '/' | '^' | '%' | '!' | '(' | ')' | 'fraction' | 'root' | 'mod' | 'of';

/** Characters that are operators; all brackets are one kind. */
export const SIGNS: ReadonlyMap<string, Operator> = new Map([
  ['+', '+'],
  ['-', '-'],
  ['−', '-'],
  ['–', '-'],
  ['*', '*'],
  ['×', '*'],
  ['·', '*'],
  ['∙', '*'],
  ['⋅', '*'],
  ['•', '*'],
  ['∗', '*'],
  ['/', '/'],
  ['÷', '/'],
  ['⁄', '/'],
  ['∕', '/'],
  ['^', '^'],
  ['**', '^'],
  ['%', '%'],
  ['!', '!'],
  ['(', '('],
  ['[', '('],
  ['{', '('],
  [')', ')'],
  [']', ')'],
  ['}', ')'],
  ['√', 'root'],
]);
/** LaTeX commands that are operators, without the backslash. */
export const COMMANDS: ReadonlyMap<string, Operator> = new Map([
  ['times', '*'],
  ['cdot', '*'],
  ['ast', '*'],
  ['div', '/'],
  ['frac', 'fraction'],
  ['dfrac', 'fraction'],
  ['tfrac', 'fraction'],
  ['cfrac', 'fraction'],
  ['sqrt', 'root'],
  ['bmod', 'mod'],
  ['mod', 'mod'],
  ['%', '%'],
  ['{', '('],
  ['}', ')'],
]);
/** LaTeX commands that say about equal. */
export const ABOUT_COMMANDS = new Set(['approx', 'simeq', 'cong', 'doteq']);
/** Spacing, sizes and delimiters of LaTeX: nothing that changes a value. */
export const BLANK_COMMANDS = /^(?:left|right|big|Big|bigl|bigr|Bigl|Bigr|displaystyle|[,;:! $()[\]])$/;
/** Money, Markdown and quotation marks: the same. */
export const BLANK = /^[$£€¥₹`&*_"“”]$/;
/** LaTeX commands around words, or around a result. */
export const TEXT_COMMANDS = /^(?:text|mathrm|textbf|mathbf|operatorname|mbox|textit|textrm|boxed|fbox)$/;
/** Words between two operands that are operators. */
export const ARITHMETIC_WORDS: ReadonlyMap<string, Operator> = new Map([
  ['plus', '+'],
  ['minus', '-'],
  ['times', '*'],
  ['mod', 'mod'],
  ['modulo', 'mod'],
]);
/** The same of two words. */
export const TWO_WORDS: ReadonlyMap<string, Operator> = new Map([
  ['divided by', '/'],
  ['multiplied by', '*'],
]);
/** Units of measure short enough to be taken for unknowns. */
export const UNIT =
  /^(?:m|s|g|h|k[gmBWJNV]|[cmnµu]m|m[lLgsVAW]|lbs?|oz|ft|in|mi|yd|hrs?|min|sec|[ap]m|[MGT]B|Hz|[kMG]Hz|eV|[kM]eV|[kM]?Pa|mph|kph|kmh|px|pt|qt|hp|°)$/;
/** Words that end an expression: no unit of measure begins with them, or has them in it. */
export const STOP =
  /^(?:a|an|and|as|at|be|because|becomes|been|both|but|by|can|could|for|from|gives|had|has|have|he|hence|i|if|in|into|is|it|its|leaves|let|means|of|on|or|satisf(?:y|ies)|she|since|so|that|the|then|there|therefore|they|this|thus|to|was|we|were|when|where|which|while|who|will|with|would|yields|you)$/;
/** Words that stand for a sign of equality where a number follows. */
export const EQUALS = new Set(
  'equal equals is are was were gives makes yields totals leaves produces comes adds amounts results'.split(' '),
);
/** "The sum of 5 and 3": what joins two numbers with `and`, `by`, `with` or `to` between them. */
export const JOINS: ReadonlyMap<string, Operator> = new Map([
  ['sum', '+'],
  ['total', '+'],
  ['adding', '+'],
  ['Adding', '+'],
  ['product', '*'],
  ['multiplying', '*'],
  ['Multiplying', '*'],
  ['difference', '-'],
  ['quotient', '/'],
  ['dividing', '/'],
  ['Dividing', '/'],
]);
/** Words before a number that make it about that number. */
export const HEDGES = /^(?:about|approximately|roughly|around|nearly|almost)$/i;
/** "Half of 50", "twice 12": a number, and what joins it with the one behind it. */
export const SHARES: ReadonlyMap<string, readonly [digits: string, operator: Operator]> = new Map([
  ['half', ['0.5', 'of']],
  ['quarter', ['0.25', 'of']],
  ['twice', ['2', '*']],
  ['double', ['2', '*']],
  ['thrice', ['3', '*']],
  ['triple', ['3', '*']],
]);
