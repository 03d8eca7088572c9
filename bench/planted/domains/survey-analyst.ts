import { call, type Domain } from '../planted-domain.ts';

/** An analyst of survey tables with SQL and a shell. */
export const SURVEY_ANALYST: Domain = {
  name: 'survey',
  project: 'panel-study',
  agent: 'analyst',
  system: 'You answer questions about the panel study with its tables. Show numbers, name the table, stay brief.',
  values: {
    table: ['wave_one', 'wave_two', 'households', 'diaries', 'weights_a', 'panel_base'],
    column: ['income', 'age_group', 'region', 'hours', 'rent', 'trips'],
    region: ['Norra', 'Midland', 'Costa', 'Uplands', 'Delta'],
    job: 'job-@@@@',
    share: '0.##',
    count: '%###',
    chart: 'ch_##@@',
    year: ['2019', '2021', '2023', '2024'],
    extract: 'x-##-@@',
    cell: 'C%##',
    error: '4#',
    wave: 'w%%',
    seconds: '%.#',
    remark: ['few answers', 'old coding', 'check units', 'two outliers', 'skewed', 'seasonal'],
    mail: ['panel-team', 'field-office', 'methods'],
    draft: 'DR-####',
  },
  requests: [
    'How did {column} change in {region} between {year} and now?',
    'I need a chart of {column} by region from {table}, for {year}.',
    'Are the {column} figures in {table} usable for {region}? Please look into it.',
  ],
  reasons: true,
  idle: [
    ['describe_table', { table: '?table' }, { rows: '?count' }],
    ['sample_rows', { table: '?table', n: '?error' }, { shown: '?error' }],
    ['list_jobs', { since: '?wave' }, { newest: '?job' }],
    ['codebook_entry', { column: '?column' }, { note: '?remark' }],
    ['shell', { cmd: 'wc -l exports/?table.csv' }, { output: '?count exports' }],
    ['mail_search', { list: '?mail' }, { hits: '?error' }],
  ],
  distractors: [
    ['scratch_note', { text: '?remark' }, { id: '?cell' }],
    ['budget_left', { month: '?wave' }, { credits: '?count' }],
    ['stay_connected', {}, { connected: true }],
    ['preview_palette', { n: '?error' }, { shades: '?error' }],
  ],
  workflows: [
    {
      name: 'extract-weigh-chart',
      acts: [
        call('make_extract', { table: '$table', where: { region: '$region' } }, { extract: '$extract', rows: '?count' }),
        call('apply_weights', { extract: '$extract', scheme: 'raked' }, { job: '$job' }),
        call('wait_for', { job: '$job' }, { took: '?seconds' }),
        call('draw_chart', { of: '$job', kind: 'line' }, { chart: '$chart' }),
      ],
    },
    {
      name: 'compare-two-waves',
      acts: [
        call('wave_summary', { wave: '$wave' }, { cell: '$cell', mean: '?share' },
          call('wave_summary_cached', { wave: '$wave' }, { cell: '$cell', age: '?seconds' })),
        call('trace_cell', { cell: '$cell' }, { extract: '$extract' }),
        call('test_difference', { extract: '$extract', level: 0.05 }, { p: '?share' }),
      ],
    },
  ],
  repairs: [
    {
      name: 'query-wants-a-schema',
      failing: call('run_query', { sql: 'select avg({column}) from {table}' }),
      told: 'text',
      errors: ['relation {table} unknown in this scope (line {error})', 'relation {table} unknown in this scope'],
      fixing: [call('run_query', { sql: 'select avg({column}) from panel.{table}' }, { avg: '?share' })],
    },
    {
      name: 'export-needs-a-licence-flag',
      failing: call('shell', { cmd: 'panelctl export {table}' }),
      told: 'exit',
      errors: ['panelctl: terms not accepted for {table}', 'panelctl: {table}: terms not accepted ({seconds} s)'],
      fixing: [call('shell', { cmd: 'panelctl export {table} --agree' }, { output: 'wrote exports/{table}.csv' })],
    },
  ],
  facts: [{ name: 'minimum-cell', tool: 'disclosure_rule', args: { rule: 'min_cell' }, answers: ['15 respondents'] }],
  strategies: [
    {
      name: 'count-the-missing',
      where: 'reasoning',
      says: [
        'How many values of {column} are missing? That decides what I can say.',
        'I will count the missing answers in {column} before averaging.',
        'Missing values in {column} could bias this, so count them.',
        'First see how much of {column} is missing.',
        'An average of {column} means little if many are missing; counting those.',
        'Let me check the share of missing {column}.',
        'Before I use {column}, how complete is it? Count what is missing.',
        'Gaps in {column}? The number of missing answers will show.',
      ],
      next: call('count_missing', { column: '$column' }, { missing: '?error' }),
    },
  ],
  warnings: [
    { name: 'publish-without-disclosure-check', how: 'omission', act: call('publish_table', { draft: '$draft' }, { at: '?wave' }), first: call('disclosure_check', { draft: '$draft' }, { cells: '?error' }) },
    { name: 'drop-outliers', how: 'harmful', act: call('drop_outliers', { column: '$column' }, { dropped: '?error' }) },
    { name: 'lists-the-schema-again', how: 'repeat', act: call('show_schema', { schema: 'panel' }, { tables: 'wave_one, wave_two, households, diaries, weights_a, panel_base, codes, regions, contacts, interviews', owner: '$mail' }) },
  ],
  preferences: [
    {
      name: 'medians-not-means',
      wrong: call('mean_of', { column: '$column', table: '$table' }, { mean: '?share' }),
      corrections: [
        'Medians please, we never report means here.',
        'No, give me the median, not the mean.',
        'I wanted medians. Do not use means.',
        'Not the mean! Our reports use the median.',
        'Please take the median instead of the mean.',
        'We do medians only, so redo it without means.',
        'That is a mean, I need the median.',
        'Use the median for this kind of column, means mislead.',
      ],
      right: call('median_of', { column: '$column', table: '$table' }, { median: '?share' }),
    },
  ],
}; // prettier-ignore
