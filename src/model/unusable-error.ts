import { EthogramError } from '../core/ethogram-error.ts';
import type { CallFailure } from './call-failure.ts';
import { keyOf, KEYS, type LoadOptions } from './load-language-model.ts';
import type { ModelName } from './model-name.ts';

/** Why no question can be answered, and what to look at first. The key itself is never shown, only where it is looked for. */
export function unusableError(
  asked: ModelName,
  { status, message }: CallFailure,
  env: LoadOptions['env'],
): EthogramError {
  const { name, baseUrl, provider } = asked;
  const where = baseUrl === undefined ? name : `${name} at ${baseUrl}`;
  return new EthogramError('model-unusable', `${where}: ${message}`, { hint: hint() });

  function hint(): string {
    if (status === 'unreachable') return 'is the server running, and is --base-url its address?';
    if (status === 'http-404' || status === 'unreadable' || status.startsWith('http-3')) {
      return 'is the name of the model right, and does --base-url end where the service wants it (often /v1)?';
    }
    if (status !== 'http-401' && status !== 'http-403') return 'is there credit left with this service?';
    const key = keyOf(provider, env);
    if (key === undefined) return `no key was sent: export ${KEYS[provider].join('=… or ')}=… gives one`;
    return `does the key in ${key.variable} belong to this service?`;
  }
}
