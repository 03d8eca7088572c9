import { visibleText } from '../../chart/visible-text.ts';
import { openRecorder } from './open-recorder.ts';
import type { Recorder } from './recorder.ts';
import { recordSdkTelemetry } from './record-sdk-telemetry.ts';

/** What a program is recorded with. */
export interface RecordAppOptions {
  /** Of the store. */
  readonly location: string;
  readonly project: string;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** How long the end of the program waits for what is not written yet. */
const LAST_MS = 5000;
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Records what this process asks of models through the AI SDK, to its end: also when an error or a signal ends it. What the
 * program does, and how it ends, stays as it is. When the store cannot be written, one line on stderr says so.
 */
export function recordApp({ location, project, now }: RecordAppOptions): Recorder {
  let told = false;
  const tell = (message: string): void => {
    if (told) return;
    told = true;
    process.stderr.write(`ethogram: not recording: ${visibleText(message)}\n`);
  };
  const recorder = openRecorder(location, { onProblem: tell });
  recordSdkTelemetry({ record: recorder.record, now, project });
  const finish = (): void => {
    if (!recorder.drainNow(LAST_MS)) tell(`${location}: not everything could be written`);
  };
  process.once('exit', finish);
  for (const signal of SIGNALS) {
    const onSignal = (): void => {
      // A program that handles the signal decides what comes of it.
      if (process.listenerCount(signal) > 1) return;
      finish();
      process.off(signal, onSignal);
      process.kill(process.pid, signal);
    };
    process.on(signal, onSignal);
  }
  return recorder;
}
