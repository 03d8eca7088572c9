/** What codes say that would not be understood as they stand. */
const WORDS: Readonly<Record<string, string>> = {
  // Why words of a model are not kept.
  conflict: 'against a behavior that is kept',
  injected: 'Ethogram’s own words',
  'own-values': 'names values of one task',
  planted: 'asked for by what a run was given',
  support: 'fewer than two runs bear it out',
  'task-text': 'words of a task',
  unsafe: 'may do harm',
  // Why a run is no example to train on.
  'arguments-not-json': 'arguments of a call that are not JSON',
  'behaviors-given': 'given behaviors',
  'behaviors-remain': 'behaviors would remain in the prompt',
  'holds-test-task': 'holds the text of a test task',
  'no-behaviors-given': 'given no behaviors',
  'orphan-result': 'a result without its call',
  'other-outcome': 'another outcome',
  'unanswered-call': 'a call without a result',
};

/** A code of the JSON output (`no-steps`, `not-applicable`) in words for people. */
export function reasonWords(code: string): string {
  return Object.hasOwn(WORDS, code) ? WORDS[code]! : code.replaceAll('-', ' ');
}
