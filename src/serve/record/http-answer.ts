/** An answer to an HTTP request, ready to be sent. */
export interface HttpAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array;
}

/** A JSON body `{ "error": { "code", "message" } }`. */
export function errorAnswer(status: number, code: string, message: string): HttpAnswer {
  return {
    status,
    headers: { 'content-type': 'application/json', ...(status === 503 && { 'retry-after': '5' }) },
    body: `${JSON.stringify({ error: { code, message } })}\n`,
  };
}
