/** What became of one behavior that a unit of work could have been served. */
export interface ReceiptCandidate {
  /** `id@version`. */
  readonly behavior: string;
  /** The probability with which it was served, given that it was retrieved; 1 where nothing is masked. */
  readonly propensity: number;
  readonly served: boolean;
  /** How far it came; `cited` and `applied` are known when the run has been looked at. */
  readonly stage: {
    readonly retrieved: boolean;
    readonly masked: boolean;
    readonly injected: boolean;
    readonly cited?: boolean;
    readonly applied?: boolean;
  };
  /** What stating it costs, in tokens (estimate). */
  readonly tokens: number;
}

/** What one unit of work (a session or a task) was served: written once per unit, when it is chosen. */
export interface Receipt {
  /** Tells receipts apart. */
  readonly request: string;
  /** The session or task; what is served is drawn once for it. */
  readonly unit: string;
  /** The run in which it was served, when it is recorded. */
  readonly trajectory?: string;
  /** The task's id, or `''`. */
  readonly task: string;
  /** The topic that the caller named, or `''`. */
  readonly topic: string;
  /** ISO 8601. */
  readonly at: string;
  /** What decided, with its version: `retrieve@1`. */
  readonly policy: string;
  /** The model that was asked, as the request names it, or `''`. */
  readonly model: string;
  /** Whether the unit was kept from being served, to compare with. */
  readonly holdout: boolean;
  readonly candidates: readonly ReceiptCandidate[];
  /** The block that was put into the prompt, markers included; `''` when nothing was. Every request of the unit gets it again. */
  readonly text: string;
}

/** Which receipts to read. All given fields must hold. */
export interface ReceiptFilter {
  readonly unit?: string;
  readonly trajectory?: string;
  /** At or after; ISO 8601. */
  readonly since?: string;
}

/** Where receipts are kept. They go with the run that they name. */
export interface ReceiptStore {
  /** Writes receipts over those of the same request, in one transaction. */
  putReceipts(receipts: readonly Receipt[]): Promise<void>;
  /** In order of time, then request. */
  receipts(filter?: ReceiptFilter): AsyncIterable<Receipt>;
}
