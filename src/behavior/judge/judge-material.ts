import { materialTag } from '../../core/material-tag.ts';
import type { Piece } from './run-pieces.ts';

/** A stretch of a run as text. */
export interface JudgeMaterial {
  /** What only this stretch's own headings begin with. */
  readonly tag: string;
  readonly text: string;
}

const KINDS: Readonly<Record<Piece['kind'], string>> = {
  text: 'says',
  reasoning: 'thinks',
  'tool-call': 'calls',
  'tool-result': 'tool result',
  media: 'media',
  compaction: 'summary of earlier steps',
  feedback: 'feedback',
};

/**
 * Writes pieces of a run down for a judge: a heading for each, `#TAG [STEP] ACTOR KIND`, then its text as it is. The tag
 * stands nowhere in the text, so that nothing in it can pass for a heading.
 *
 * @param options.isCoded - which pieces the codes can be shown in; their headings say `CODE THIS` unless all are
 * @param options.task - what the run was asked, where the pieces do not hold it
 * @param options.told - what the agent was told beforehand, where they do not
 */
export function judgeMaterial(
  pieces: readonly Piece[],
  {
    isCoded,
    task,
    told,
  }: { readonly isCoded: (piece: Piece) => boolean; readonly task?: string; readonly told?: string },
): JudgeMaterial {
  const tag = materialTag([task ?? '', told ?? '', ...pieces.map(({ step, text }) => `${step}\n${text}`)]);
  const some = !pieces.every(isCoded);
  const lines = pieces.map((piece) => {
    const { step, actor, name, kind, tool, isError, isHidden, text } = piece;
    const who = name === undefined || name === '' ? actor : `${actor} (${name.slice(0, 60).replace(/\s+/g, ' ')})`;
    const what = kind === 'tool-call' ? `calls ${tool!.slice(0, 80).replace(/\s+/g, ' ')}` : KINDS[kind];
    const failed = isError === true ? ', an error' : '';
    const mark = some && isCoded(piece) ? ' CODE THIS' : '';
    return `#${tag} [${step}] ${who} ${what}${failed}${mark}\n${isHidden === true ? '(its reasoning is not shown)' : text}`;
  });
  if (told !== undefined) lines.unshift(`#${tag} what the agent was told beforehand\n${told}`);
  if (task !== undefined) lines.unshift(`#${tag} what the run was asked\n${task}`);
  return { tag, text: lines.join('\n') };
}
