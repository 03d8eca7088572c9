/** How a request was answered. */
export interface SessionAnswer {
  /** Whether the answer came whole and without an error. */
  readonly whole: boolean;
  readonly body: readonly Uint8Array[];
  /** `content-encoding` of the body. */
  readonly encoding?: string | undefined;
}
