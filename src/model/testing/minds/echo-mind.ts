import { messageText, type MindAnswer, type MindRequest } from '../mind.ts';

/** Says what it was told last, word for word. */
export function echoMind({ messages }: MindRequest): MindAnswer {
  const last = messages.at(-1);
  return { text: last === undefined ? '' : messageText(last) };
}
