import type { NoteStore } from '../../core/note-store.ts';
import type { ReceiptStore } from '../../handbook/receipt.ts';
import type { TrajectoryStore } from '../../trajectory/trajectory-store.ts';

/** What recording needs of a store. */
export type RecorderStore = Pick<TrajectoryStore, 'put' | 'get' | 'addOutcome'> &
  Pick<NoteStore, 'putDecisions' | 'decisions'> &
  Pick<ReceiptStore, 'putReceipts'>;
