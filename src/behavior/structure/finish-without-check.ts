import type { CallRecord } from '../call/call-record.ts';
import { leadingSpan, type StructureDetector } from '../structure-detector.ts';
import { changesFile, mayCheck } from './changes-file.ts';

/**
 * The run's last change to a file was not followed by anything that could show whether it works (a test, a linter, a
 * build, running a program), and the agent said a last word. Unit: runs that changed a file; one that breaks off before a
 * last word is not observable.
 */
export const finishWithoutCheck: StructureDetector = {
  reads: ['agent', 'calls'],
  start() {
    let lastEdit: CallRecord | undefined;
    let edits = 0;
    let checked = false;
    let lastWord: { readonly step: number; readonly part: number; readonly text: string } | undefined;
    return {
      step({ step, calls }) {
        for (const call of calls) {
          if (changesFile(call)) {
            lastEdit = call;
            edits++;
            checked = mayCheck(call);
          } else if (mayCheck(call)) checked = true;
        }
        if (step.actor === 'agent') {
          lastWord = undefined;
          const part = step.parts.findLastIndex(
            ({ kind, ...rest }) => kind === 'text' && 'text' in rest && rest.text.trim() !== '',
          );
          const content = step.parts[part];
          if (calls.length === 0 && content?.kind === 'text') lastWord = { step: step.index, part, text: content.text };
        }
        return [];
      },
      end() {
        if (lastEdit === undefined || checked || lastWord === undefined) return [];
        const spans = [leadingSpan(lastEdit, lastEdit.argumentsText), leadingSpan(lastWord, lastWord.text)];
        return [
          { steps: [lastEdit.step, lastWord.step], spans, confidence: 0.8, modifiers: { tool: lastEdit.name, edits } },
        ];
      },
      units() {
        if (lastEdit === undefined) return { observed: 0, notObservable: 0 };
        return lastWord === undefined ? { observed: 0, notObservable: 1 } : { observed: 1, notObservable: 0 };
      },
    };
  },
};
