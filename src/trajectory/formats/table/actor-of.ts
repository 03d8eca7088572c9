import type { Actor } from '../../trajectory.ts';

const WORDS: Readonly<Record<Actor, string>> = {
  system: 'system developer instruction instructions',
  user: 'user human customer client person caller',
  agent: 'agent assistant ai bot model gpt llm chatbot action tool_call function_call thought thinking reasoning',
  tool: 'tool function observation tool_result tool_response tool_output function_call_output function_response',
  environment: 'environment env',
};

const ACTOR_OF_WORD: ReadonlyMap<string, Actor> = new Map(
  (Object.entries(WORDS) as [Actor, string][]).flatMap(([actor, words]) =>
    words.split(' ').map((word) => [word, actor]),
  ),
);

/** Who acts, in the words of tables and logs, whatever their case; undefined for a word that names nobody. */
export function actorOf(word: string): Actor | undefined {
  return ACTOR_OF_WORD.get(word.trim().toLowerCase().replace(/[ -]/g, '_'));
}
