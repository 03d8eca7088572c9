import type { Model, ModelRequest } from '../../core/model.ts';
import { wrapInjected } from '../../trajectory/split-injected.ts';
import type { Chunks } from './attempt.ts';
import type { Recorder } from './recorder.ts';

/** How much of a piece is carried over when it names nothing to carry: its end, in characters. */
const CARRIED = 1200;

const GO_ON =
  'Everything you thought before is gone but these notes of yours. Go on from them. End this piece either with a line "NOTES:" and after it all you need to go on, or, once you are done, with the line "ANSWER:".';
const END_NOW =
  'Everything you thought before is gone but these notes of yours. This is the last piece: end it with the line "ANSWER:".';

/**
 * Lets a model think in pieces of limited length. After each piece all is forgotten but the task and the state that the
 * piece left for the next (what follows its last `NOTES:`, else its end). It ends with the first piece that answers.
 *
 * ```
 * task → piece 1 … NOTES: a → task + a → piece 2 … NOTES: b → task + b → piece 3 … ANSWER: c
 * ```
 *
 * @param first - asks for the first piece
 * @returns the last piece
 * @see Aghajohari et al. 2025 (The Markovian Thinker): context stays as long as one piece
 * @throws EthogramError as `Model.generate`
 */
export async function thinkInChunks(
  model: Model,
  first: ModelRequest<undefined>,
  { chunks, record }: { readonly chunks: Chunks; readonly record: Recorder },
): Promise<string> {
  let request = first;
  for (let piece = 1; ; piece++) {
    const answer = await model.generate(request);
    record.answer(answer);
    if (piece >= chunks.most || isAnswered(answer.text)) return answer.text;
    const carried = carriedBy(answer.text === '' ? answer.reasoning : answer.text);
    const rest = wrapInjected(piece + 1 === chunks.most ? END_NOW : GO_ON, []);
    record.parts([
      { kind: 'compaction', text: carried },
      { kind: 'text', text: rest, injected: [] },
    ]);
    request = {
      ...first,
      messages: [...first.messages, { role: 'assistant', text: carried || '…' }, { role: 'user', text: rest }],
    };
  }
}

function isAnswered(text: string): boolean {
  return /^[ \t>*_#-]*ANSWER\s*[:：]/imu.test(text);
}

function carriedBy(text: string): string {
  const marked = text.split(/^[ \t>*_#-]*NOTES\s*[:：]\**/imu);
  return (marked.length > 1 ? marked.at(-1)! : text).trim().slice(-CARRIED);
}
