// As https://sqlite.org/lang_corefunc.html and the pages for aggregates, windows, dates, mathematics and JSON list them, without
// those that tell of the connection or the library, that load code, or that belong to search indexes.
const CORE = `abs char coalesce concat concat_ws format glob hex if ifnull iif instr length like likelihood likely lower ltrim max min
  nullif octet_length printf quote random replace round rtrim sign substr substring trim typeof unhex unicode unistr unistr_quote
  unlikely upper zeroblob`;
const AGGREGATES = `avg count group_concat median percentile percentile_cont percentile_disc string_agg sum total`;
const WINDOWS = `cume_dist dense_rank first_value lag last_value lead nth_value ntile percent_rank rank row_number`;
const DATES = `current_date current_time current_timestamp date datetime julianday strftime time timediff unixepoch`;
const MATHEMATICS = `acos acosh asin asinh atan atan2 atanh ceil ceiling cos cosh degrees exp floor ln log log10 log2 mod pi pow power
  radians sin sinh sqrt tan tanh trunc`;
const JSON_FUNCTIONS = `-> ->> json json_array json_array_length json_error_position json_extract json_group_array json_group_object
  json_insert json_object json_patch json_pretty json_quote json_remove json_replace json_set json_type json_valid`;
// 95% interval (Wilson) of a rate from a count and of how many; see `view-database.ts`.
const INTERVALS = 'rate_low rate_high';

/** The functions that a query may call, in lower case: none changes anything, reads a file or tells of the machine. */
export const ALLOWED_FUNCTIONS: ReadonlySet<string> = new Set(
  [CORE, AGGREGATES, WINDOWS, DATES, MATHEMATICS, JSON_FUNCTIONS, INTERVALS].flatMap((names) => names.split(/\s+/)),
);

/** Tables that are functions: the elements of a JSON text as rows. */
export const ALLOWED_TABLES: ReadonlySet<string> = new Set(['json_each', 'json_tree']);
