// Nobody writes a number at such length, and some of the patterns below take the square of it.
const LONGEST = 2000;

/**
 * The number that an answer is: `1,234.5`, `$12`, `-3/4`, `45%` (as 45), `2 × 10^3`, `12 apples`, `x = 7`. Undefined when it is none,
 * or more than one.
 */
export function plainNumber(answer: string): number | undefined {
  if (answer.length > LONGEST) return undefined;
  const text = answer
    .normalize('NFKC')
    .replace(/[−–]/g, '-')
    .replace(/\\(?:text|mathrm)\{[^}]*\}|\\[,!; ]/g, ' ')
    .replace(/\\d?frac\{(-?[\d.]+)\}\{(-?[\d.]+)\}/g, '$1/$2')
    .replace(/(\d)[,_\u202f ](?=\d{3}(?!\d))/g, '$1')
    .replace(/^[^=]*=\s*(?=[-+\d$€£.])/s, '');
  const numbers = [
    ...text.matchAll(
      /[-+]?(?:\d+(?:\.\d+)?|\.\d+)(?:e[-+]?\d+)?(?:\s*(?:×|\*|x)\s*10\s*\^\s*\{?[-+]?\d+\}?|\s*\/\s*\d+(?:\.\d+)?)?/gi,
    ),
  ];
  if (numbers.length !== 1) return undefined;
  const [found] = numbers[0]!;
  const [mantissa, exponent] = found.split(/\s*(?:×|\*|x)\s*10\s*\^\s*\{?/i);
  const [numerator, denominator] = mantissa!.split('/');
  const value = (Number(numerator) / Number(denominator ?? 1)) * 10 ** Number((exponent ?? '0').replace('}', ''));
  return Number.isFinite(value) ? value : undefined;
}
