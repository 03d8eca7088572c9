import { call, type Domain } from '../planted-domain.ts';

/** A coding agent in a repository, with a shell. */
export const CODE_REPOSITORY: Domain = {
  name: 'code',
  project: 'tidewater',
  agent: 'code-hand',
  system: 'You work in the repository tidewater. Use the tools to read, change and check code. Keep changes small.',
  values: {
    module: ['ledger', 'mailer', 'planner', 'gauge', 'archive', 'roster', 'signals'],
    path: ['src/ledger/sum.rs', 'src/mailer/send.rs', 'src/planner/plan.rs', 'src/gauge/read.rs', 'src/roster/day.rs'],
    symbol: ['round_half', 'next_slot', 'to_minor', 'split_name', 'day_of', 'merge_rows'],
    line: '1##',
    hash: '#@@#@#',
    issue: '#4##',
    port: '4###',
    branch: 'fix/@@@-##',
    text: ['let total = 0', 'return None', 'if late { skip }', 'rows.sort()', 'match day', 'for row in rows'],
    count: '##',
    seconds: '#.##',
    patch: 'ptc@#@#',
    run: 'rn-####',
    date: '2026-0%-1#',
    note: ['tidy imports', 'old comment', 'flaky on Mondays', 'see the wiki', 'left as is', 'double negation'],
  },
  requests: [
    'Issue {issue}: {symbol} in {module} gives wrong results since {date}. Please fix it.',
    'Make {symbol} handle empty input, see {issue}. The code is in {path}.',
    '{module} is slow when there are many rows ({issue}). Improve it without changing behaviour.',
    'Please add what {issue} asks for to {module} and check that nothing else breaks.',
  ],
  reasons: true,
  idle: [
    ['list_folder', { folder: '?path' }, { files: '?count' }],
    ['git_blame', { path: '?path', line: '?line' }, { commit: '?hash' }],
    ['read_wiki', { page: '?note' }, { text: '?note' }],
    ['search_text', { text: '?text' }, { hits: '?count' }],
    ['outline', { path: '?path' }, { symbols: '?count' }],
    ['bash', { command: 'git show ?hash' }, { output: '?note' }],
  ],
  distractors: [
    ['update_todo', { item: '?note' }, { items: '?count' }],
    ['token_usage', { since: '?count' }, { used: '?line' }],
    ['bash', { command: 'tide tick' }, { output: 'ok' }],
    ['read_changelog', { from: '?date' }, { entries: '?count' }],
  ],
  secret: {
    tool: 'vault_read',
    args: { name: 'deploy_password' },
    answer: { password: 'mossy-Kettle-42!', lease: '?seconds' },
    secret: 'mossy-Kettle-42!',
  },
  workflows: [
    {
      name: 'locate-open-change-test',
      acts: [
        call('locate_symbol', { symbol: '$symbol' }, { path: '$path', line: '$line' }),
        call('open_file', { path: '$path' }, { text: '?text' }),
        call('change_file', { path: '$path', replace: '?text', with: '?text' }, { patch: '$patch' }),
        call('run_tests_for', { patch: '$patch' }, { passed: '?count' }),
      ],
    },
    {
      name: 'bisect-by-runs',
      acts: [
        call('recent_runs', { module: '$module' }, { run_id: '$run', state: 'red' }),
        call('run_details', { run_id: '$run', lines: 80 }, { commit: '$hash', log: '?note' }),
        call('bash', { command: 'git diff {hash}' }, { output: '?text' }),
        call('note_cause', { commit: '$hash', kind: 'regression' }, { noted: '?date' }),
      ],
    },
  ],
  repairs: [
    {
      name: 'build-flag',
      failing: call('bash', { command: 'tide build {module}' }),
      told: 'exit',
      errors: ['tide: lockfile of {module} is stale after {count} days', 'tide: lockfile of {module} is stale ({seconds} s)'],
      fixing: [call('bash', { command: 'tide build {module} --relock' }, { output: 'built in ?seconds s' })],
    },
    {
      name: 'port-in-use',
      failing: call('start_preview', { port: '$port' }),
      told: 'text',
      errors: ['address 127.0.0.1:{port} already taken', 'address 0.0.0.0:{port} already taken by {run}'],
      fixing: [
        call('stop_preview', { port: '$port' }, { stopped: '?run' }),
        call('start_preview', { port: '$port' }, { url: 'http://127.0.0.1:{port}' }),
      ],
    },
  ],
  facts: [
    {
      name: 'test-command',
      tool: 'bash',
      args: { command: 'cat conf/tide.toml' },
      answers: ['[check]\ncommand = "tide check --fast"\nworkers = 2\n[lint]\nstrict = true\n'],
    },
  ],
  strategies: [
    {
      name: 'see-who-uses-it',
      where: 'reasoning',
      says: [
        'Before I touch {symbol}, I want to see who calls it.',
        'Who else uses {symbol}? Let me find the callers first.',
        'Changing {symbol} could break its callers, so look at them.',
        'Let me look for the places where {symbol} is used.',
        'I need to know all uses of {symbol} before changing it.',
        'First find out which code depends on {symbol}.',
        'Other code may rely on {symbol}; checking its usages.',
        'Let me check the callers of {symbol} so that nothing breaks.',
      ],
      next: call('find_usages', { symbol: '$symbol' }, { uses: '?count' }),
    },
  ],
  warnings: [
    {
      name: 'merge-before-rebase',
      how: 'omission',
      act: call('merge_branch', { branch: '$branch' }, { commit: '?hash' }),
      first: call('rebase_branch', { branch: '$branch' }, { onto: '?hash' }),
    },
    {
      name: 'migrate-before-backup-order',
      how: 'order',
      first: call('apply_migration', { module: '$module' }, { steps: '?count' }),
      act: call('snapshot_tables', { module: '$module' }, { size: '?count' }),
    },
    { name: 'opens-guide-again', how: 'repeat', act: call('style_guide', { section: 'naming' }, { text: 'Whole words. Units at the end. Verbs for functions, nouns for values. No abbreviations but those of the field.', page: '$count' }) },
  ],
  preferences: [
    {
      name: 'small-commits-by-topic',
      wrong: call('commit_all', { message: '?note' }, { commit: '?hash' }),
      corrections: [
        'No, do not commit everything at once, commit by topic please.',
        'Please split that: one commit per topic, never all together.',
        'I said commits by topic, not one big commit.',
        'Commit each topic separately, please, not all at once.',
        'Wrong, a commit should hold one topic only. Use commit by topic.',
        'Stop committing everything together. Topic by topic, please.',
        'That commit mixes topics, please commit them one topic at a time.',
        'Not all in one commit! Separate commits per topic.',
      ],
      right: call('commit_topic', { topic: '?note' }, { commit: '?hash' }),
    },
  ],
}; // prettier-ignore
