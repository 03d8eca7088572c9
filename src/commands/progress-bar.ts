import { formatBytes } from '../core/format-number.ts';

const WIDTH = 24;
const AFTER_MS = 1000;
const EVERY_MS = 100;

/** Bytes done of bytes in all (0 when unknown). */
export interface ByteProgress {
  readonly bytes: number;
  readonly totalBytes: number;
}

/**
 * A drawer of byte progress: bar, rate and remaining time; silent during the first second, then at most ten times a second.
 *
 * @param draw - draws one line in place
 */
export function progressBar(draw: (line: string) => void, now: () => Date): (progress: ByteProgress) => void {
  const startedMs = now().getTime();
  let drawnMs = 0;
  return ({ bytes, totalBytes }) => {
    const nowMs = now().getTime();
    const elapsedMs = nowMs - startedMs;
    if (elapsedMs < AFTER_MS || nowMs - drawnMs < EVERY_MS) return;
    drawnMs = nowMs;
    const bytesPerSecond = (bytes / elapsedMs) * 1000;
    if (totalBytes <= 0) {
      draw(`${formatBytes(bytes)}  ${formatBytes(bytesPerSecond)}/s`);
      return;
    }
    const share = Math.min(1, bytes / totalBytes);
    const full = Math.round(share * WIDTH);
    const secondsLeft = Math.ceil((totalBytes - bytes) / Math.max(1, bytesPerSecond));
    const bar = '█'.repeat(full) + '░'.repeat(WIDTH - full);
    draw(
      `${bar} ${Math.floor(share * 100)}%  ${formatBytes(bytes)} of ${formatBytes(totalBytes)}  ${formatBytes(bytesPerSecond)}/s  ${secondsLeft} s left`,
    );
  };
}
