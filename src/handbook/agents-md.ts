import type { BehaviorKind, MinedBehavior } from '../behavior/behavior.ts';

const SECTIONS: readonly (readonly [title: string, kinds: readonly BehaviorKind[]])[] = [
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
  /** Sum of what stating them costs. */
  readonly tokens: number;
}

/**
 * A handbook as a section of an `AGENTS.md`: one line per behavior, in sections by kind, those that were approved or pinned
 * first, each kind in the order given, until the budget is spent.
 *
 * @param behaviors - in order of merit
 * @param project - leaves out what is scoped to other projects
 */
export function agentsMd(
  behaviors: readonly MinedBehavior[],
  { tokens: budget = 800, project }: { readonly tokens?: number; readonly project?: string } = {},
): AgentsMd {
  const ranked = behaviors
    .filter(({ scope }) => project === undefined || scope.projects === undefined || scope.projects.includes(project))
    .toSorted((a, b) => Number(isKept(b)) - Number(isKept(a)));
  let tokens = 0;
  const chosen = ranked.filter((behavior) => {
    if (tokens + behavior.tokens > budget) return false;
    tokens += behavior.tokens;
    return true;
  });
  const sections = SECTIONS.flatMap(([title, kinds]) => {
    const lines = chosen.filter(({ kind }) => kinds.includes(kind)).map(lineOf);
    return lines.length === 0 ? [] : [`### ${title}`, '', ...lines, ''];
  });
  const text = chosen.length === 0 ? '' : ['## Learned from earlier runs', '', ...sections].join('\n');
  return { text, behaviors: chosen.length, tokens };
}

function isKept({ status, pinned }: MinedBehavior): boolean {
  return status === 'active' || pinned === true;
}

function lineOf({ instruction, when, whenNot }: MinedBehavior): string {
  const conditions = [
    ...(when === undefined ? [] : [`when ${when}`]),
    ...(whenNot === undefined ? [] : [`not when ${whenNot}`]),
  ];
  return `- ${instruction}${conditions.length === 0 ? '' : ` (${conditions.join('; ')})`}`;
}
