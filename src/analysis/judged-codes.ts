import { codeId, codeKey } from '../behavior/code-key.ts';
import type { Coding } from '../behavior/event.ts';
import { judgeOf } from '../behavior/judge/judge-detector.ts';
import { isCalibrated, type Calibration } from './agreement/calibration.ts';

/** Who judged a code, and whether labels say that its rates are facts. */
export interface JudgedBy {
  /** `provider:name` */
  readonly model: string;
  readonly calibrated: boolean;
}

/** Finds out which codes a judge decided on; see {@link judgedCodes}. */
export interface JudgedCodes {
  /** Takes the codings of the next run. */
  add(codings: readonly Coding[]): void;
  /**
   * @param key - `codebook/slug`
   * @param calibrationOf - what is known of a judge, by code (`codebook/slug@hash`) and model
   * @returns undefined where no judge had a part in it
   */
  of(
    key: string,
    calibrationOf: (code: string, model: string) => Pick<Calibration, 'kappa' | 'n'> | undefined,
  ): JudgedBy | undefined;
}

/** Codes that a judge decided on, collected one run at a time; of several judges the last one seen stands for the code. */
export function judgedCodes(): JudgedCodes {
  const judges = new Map<string, { readonly model: string; readonly code: string }>();
  return {
    add(codings) {
      for (const { codebook, detector, observedUnits } of codings) {
        const model = judgeOf(detector)?.model;
        if (model === undefined) continue;
        const name = codeKey(codebook);
        const hash = codebook.slice(name.length + 1);
        for (const slug of Object.keys(observedUnits)) {
          judges.set(`${name}/${slug}`, { model, code: codeId({ name, hash }, { slug }) });
        }
      }
    },
    of(key, calibrationOf) {
      const judge = judges.get(key);
      if (judge === undefined) return undefined;
      return { model: judge.model, calibrated: isCalibrated(calibrationOf(judge.code, judge.model)) };
    },
  };
}
