import { sha256 } from '../../../core/content-key.ts';

/**
 * The task id of a question whose source gives it none: `question/` and the first 16 hex digits of its SHA-256, white
 * space around it apart. The same question has the same id in every file, system and benchmark, so that runs can be paired.
 */
export function questionTaskId(question: string): string {
  return `question/${sha256(question.trim(), 16)}`;
}
