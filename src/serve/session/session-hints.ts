import { isJsonObject } from '../../core/json.ts';
import type { ModelRequest } from '../request/model-request.ts';

/** What a request says of the conversation that it belongs to. */
export interface SessionHints {
  /** Names the session for sure. */
  readonly id?: string;
  /** Names something around it, which other sessions may share: a cache, a user, an agent with sub-agents. */
  readonly scope?: string;
  /** The answer that it goes on from, where the provider keeps the conversation. */
  readonly after?: string;
}

const LONGEST = 256;
const UUID = /[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}/i;

/**
 * The marks of a session in a request: Responses' `conversation`, a `prompt_cache_key` that is as unique as a session's id,
 * `previous_response_id`; and those that only narrow it down: any other cache key, `metadata.user_id`.
 *
 * @param header - `x-ethogram-session`, which goes before all of them
 */
export function sessionHints(request: ModelRequest | undefined, header: string | undefined): SessionHints {
  if (header !== undefined && header !== '') return { id: header.slice(0, LONGEST) };
  if (request === undefined) return {};
  const conversation = request.fields.has('conversation') ? request.value('conversation') : undefined;
  const kept = isJsonObject(conversation) ? conversation['id'] : conversation;
  if (typeof kept === 'string' && kept !== '') return { id: `conversation:${kept.slice(0, LONGEST)}` };
  const cacheKey = request.text('prompt_cache_key')?.slice(0, LONGEST);
  if (cacheKey !== undefined && UUID.test(cacheKey)) return { id: `prompt_cache_key:${cacheKey}` };
  const after = request.text('previous_response_id');
  const metadata = request.fields.has('metadata') ? request.value('metadata') : undefined;
  const user = isJsonObject(metadata) ? metadata['user_id'] : undefined;
  const scope = cacheKey ?? (typeof user === 'string' ? user.slice(0, LONGEST) : undefined);
  return {
    ...(scope !== undefined && scope !== '' && { scope }),
    ...(after !== undefined && after !== '' && { after: after.slice(0, LONGEST) }),
  };
}
