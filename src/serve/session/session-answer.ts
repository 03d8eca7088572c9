/** How a request was answered. */
export interface SessionAnswer {
  /** Whether the answer came whole and without an error. */
  readonly whole: boolean;
  readonly body: readonly Uint8Array[];
  /** `content-encoding` of the body. */
  readonly encoding?: string | undefined;
  /** Whether later requests may go on from it by its id: an answer of Responses. */
  readonly hasId?: boolean;
}
