import type { BehaviorKind, MinedBehavior } from '../behavior/behavior.ts';
import { projectName } from '../mine/digest/run-head.ts';
import { upperFirst } from '../mine/wording/upper-first.ts';

/** The sections of a handbook in Markdown, and the kinds of behavior in each. */
export const SECTIONS: readonly (readonly [title: string, kinds: readonly BehaviorKind[]])[] = [
  ['What the user wants', ['preference']],
  ['How it is here', ['fact']],
  ['Ways of working', ['workflow', 'strategy']],
  ['When something fails', ['repair']],
  ['What to avoid', ['warning']],
];

/** What goes into an `AGENTS.md`, and what that costs. */
export interface AgentsMd {
  /** Markdown; ends with a line break. */
  readonly text: string;
  /** How many behaviors are in it. */
  readonly behaviors: number;
  /** Their ids, in order of merit. */
  readonly ids: readonly string[];
  /** Sum of what stating them costs. */
  readonly tokens: number;
}

/**
 * A handbook as a section of an `AGENTS.md`: one line per behavior, in sections by kind, those that were approved or pinned
 * first, each kind in the order given, until the budget is spent.
 *
 * @param behaviors - in order of merit
 * @param options.project - its path or name; leaves out what is scoped to other projects or was seen in others only
 */
export function agentsMd(
  behaviors: readonly MinedBehavior[],
  { tokens: budget = 800, project: path = '' }: { readonly tokens?: number; readonly project?: string } = {},
): AgentsMd {
  const project = projectName({ project: path });
  const ranked = behaviors
    .filter((behavior) => project === undefined || isOf(project, behavior))
    .toSorted((a, b) => Number(isKept(b)) - Number(isKept(a)));
  let tokens = 0;
  const chosen = ranked.filter((behavior) => {
    if (tokens + behavior.tokens > budget) return false;
    tokens += behavior.tokens;
    return true;
  });
  const sections = SECTIONS.flatMap(([title, kinds]) => {
    const lines = chosen.filter(({ kind }) => kinds.includes(kind)).map((behavior) => lineOf(behavior, project));
    return lines.length === 0 ? [] : [`### ${title}`, '', ...lines, ''];
  });
  const text = chosen.length === 0 ? '' : ['## Learned from earlier runs', '', ...sections].join('\n');
  return { text, behaviors: chosen.length, ids: chosen.map(({ id }) => id), tokens };
}

function isKept({ status, pinned }: MinedBehavior): boolean {
  return status === 'active' || pinned === true;
}

/** Whether a behavior is scoped to a project, or is everybody's and was seen in it, too; who knows where one was seen by hand. */
function isOf(project: string, { scope, support }: MinedBehavior): boolean {
  return (scope.projects ?? support.projects)?.includes(project) ?? true;
}

function lineOf({ instruction, when, whenNot }: MinedBehavior, project: string | undefined): string {
  const conditions = [
    ...(when === undefined ? [] : [`when ${when}`]),
    ...(whenNot === undefined ? [] : [`not when ${whenNot}`]),
  ];
  // In a project's own file it goes without saying where.
  const here = `In ${project}, `;
  const said = instruction.startsWith(here) ? upperFirst(instruction.slice(here.length)) : instruction;
  return `- ${said}${conditions.length === 0 ? '' : ` (${conditions.join('; ')})`}`;
}
