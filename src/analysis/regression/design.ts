/** What is known of every row: numbers (NaN where unknown) or words (`''` where unknown). */
export interface Variable {
  readonly name: string;
  readonly values: Float64Array | readonly string[];
}

/** One column of a regression. */
export interface DesignColumn {
  /** `length`, or `model=gpt-4o` for a level of a variable of words. */
  readonly name: string;
  /** The variable it comes from. */
  readonly variable: string;
  readonly values: Float64Array;
}

/** What a regression explains an outcome by, without the rows in which something is unknown. */
export interface Design {
  readonly columns: readonly DesignColumn[];
  /** Which rows of the variables are in it, ascending. */
  readonly rows: Int32Array;
  /** Of each variable of words, the level that the others are compared with. */
  readonly references: Readonly<Record<string, string>>;
}

/**
 * Columns of a regression: a variable of numbers as it is, a variable of words as one 0/1 column for each level but the reference
 * (treatment coding). Rows in which any variable is unknown are left out.
 *
 * @param references - per variable, the level to compare with; default: the first by code unit
 */
export function designOf(
  variables: readonly Variable[],
  { references = {} }: { readonly references?: Readonly<Record<string, string>> } = {},
): Design {
  const all = variables[0]?.values.length ?? 0;
  const rows = Int32Array.from({ length: all }, (_, row) => row).filter((row) =>
    variables.every(({ values }) => {
      const value = values[row]!;
      return typeof value === 'number' ? Number.isFinite(value) : value !== '';
    }),
  );
  const chosen: Record<string, string> = {};
  const columns = variables.flatMap(({ name, values }): DesignColumn[] => {
    if (values instanceof Float64Array) {
      return [{ name, variable: name, values: Float64Array.from(rows, (row) => values[row]!) }];
    }
    const levels = [...new Set(Array.from(rows, (row) => values[row]!))].sort();
    const reference = references[name] ?? levels[0] ?? '';
    chosen[name] = reference;
    return levels
      .filter((level) => level !== reference)
      .map((level) => ({
        name: `${name}=${level}`,
        variable: name,
        values: Float64Array.from(rows, (row) => (values[row] === level ? 1 : 0)),
      }));
  });
  return { columns, rows, references: chosen };
}
