import type { OutcomeRecord } from '../../trajectory/trajectory.ts';
import type { RunHead } from '../stored-head.ts';
import { view } from './view.ts';

const runs = view(
  { name: 'runs', is: 'a run of an agent', source: 'heads' },
  (run) => [run],
  {
    run: ['text', 'its id', ({ id }) => id],
    format: ['text', 'what it was read from', ({ format }) => format],
    source: ['text', 'the file it was read from', ({ source }) => source.uri],
    task: ['text', 'what the source calls the task; NULL when it names none', ({ task }) => task.id],
    trial: ['text', 'which attempt at the task', ({ task }) => task.trial],
    request: ['text', 'what was asked for: the task’s text, or the first words of the user', ({ task }) => task.text],
    tags: ['json', 'a list of texts; the view tags has a row for each', ({ task }) => JSON.stringify(task.tags)],
    project: ['text', 'the project it was for', ({ project }) => project],
    agent: ['text', 'the agent’s name', ({ agent }) => agent.name],
    model: ['text', 'the model it used', ({ agent }) => agent.model],
    version: ['text', 'the agent’s version', ({ agent }) => agent.version],
    parent: ['text', 'for a sub-agent: the run that started it', ({ parentId }) => parentId],
    session: ['text', 'the session it was part of', ({ sessionId }) => sessionId],
    started_at: ['text', 'ISO 8601', ({ startedAt }) => startedAt],
    ended_at: ['text', 'ISO 8601', ({ endedAt }) => endedAt],
    success: ['boolean', '1, 0, or NULL when nobody said', ({ outcome }) => outcome.success],
    reward: ['real', 'as the source has it', ({ outcome }) => outcome.reward],
    scores: ['json', 'other scores by name; the view outcomes has a row for each', ({ outcome }) => JSON.stringify(outcome.scores)],
    steps: ['integer', 'how many steps it has', ({ steps }) => steps],
    tokens: ['integer', 'of all its text, estimated', ({ tokens }) => tokens],
    revision: ['integer', '1, and one more each time that it had grown', ({ revision }) => revision],
    copy_of: ['text', 'an earlier run with the same content', ({ copyOf }) => copyOf],
  },
); // prettier-ignore

const tags = view(
  { name: 'tags', is: 'a tag of a run', source: 'heads' },
  ({ id, task }) => task.tags.map((tag) => ({ id, tag, at: tag.indexOf('=') })),
  {
    run: ['text', 'the run', ({ id }) => id],
    tag: ['text', 'the tag as it is', ({ tag }) => tag],
    key: ['text', 'of KEY=VALUE what is before =, else NULL', ({ tag, at }) => (at < 0 ? null : tag.slice(0, at))],
    value: ['text', 'of KEY=VALUE what is after =, else NULL', ({ tag, at }) => (at < 0 ? null : tag.slice(at + 1))],
  },
);

const outcomes = view(
  { name: 'outcomes', is: 'a judgement of a run: of several of one name the last counts', source: 'heads' },
  judgements,
  {
    run: ['text', 'the run', ({ run }) => run],
    number: ['integer', '0 for the oldest of the run', ({ number }) => number],
    name: ['text', 'success, reward, feedback, or a score’s name', ({ name }) => name],
    value: ['any', 'a number, a text; 1 or 0 for yes and no', ({ value }) => value],
    said_by: ['text', 'verifier, human, model, self, or derived: read off the run by Ethogram', ({ by }) => by],
    at: ['text', 'when it was said, ISO 8601', ({ at }) => at],
  },
);

function judgements({ id, outcomes: all }: RunHead): (OutcomeRecord & { readonly run: string; readonly number: number })[] {
  return all.map((outcome, number) => ({ run: id, number, ...outcome }));
} // prettier-ignore

/** What is known of runs without reading their steps. */
export const RUN_VIEWS = [runs, tags, outcomes] as const;
