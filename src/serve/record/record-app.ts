import { basename } from 'node:path';
import { visibleText } from '../../chart/visible-text.ts';
import { openRecorder } from './open-recorder.ts';
import { recordSdkTelemetry } from './sdk-telemetry.ts';

// `node --import ethogram/record app.js`: records what a program that uses the AI SDK asks of models, into the store that
// ETHOGRAM_STORE names, without a change to the program. What it does, and how it ends, stays as it is.

/** How long the end of the program waits for what is not written yet. */
const LAST_MS = 5000;
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

const location = process.env['ETHOGRAM_STORE'] || '.ethogram/ethogram.db';
let told = false;
const tell = (message: string): void => {
  if (told) return;
  told = true;
  process.stderr.write(`ethogram: not recording: ${visibleText(message)}\n`);
};
const recorder = openRecorder(location, { onProblem: tell });
recordSdkTelemetry({ record: recorder.record, now: Date.now, project: basename(process.cwd()) });

const finish = (): void => {
  if (!recorder.drainNow(LAST_MS)) tell(`${location}: not all could be written`);
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
