import type { OutcomeRecord, Step, ToolCallPart, ToolResultPart } from '../trajectory/trajectory.ts';
import { shellCommand } from './call/call-symbol.ts';
import { failedResult } from './call/failed-result.ts';

// Programs that run tests, with the words before them that start them (`npm run test`, `python -m pytest`, `cargo test`).
const RUNS_TESTS =
  /(?:^|[\s;&|(/])(?:pytest|jest|vitest|mocha|ava|tap|rspec|phpunit|ctest|tox|nox|unittest|playwright test|(?:npm|pnpm|yarn|bun|deno|cargo|go|dotnet|mvn|gradle|gradlew|make|mix|swift|node|flutter|rails|composer|just|poetry run|uv run)(?:\s+(?:run|exec|-\S+))*\s+-{0,2}test(?:[:\w-]*)?)(?=$|[\s;&|)])/;
// `git checkout main` changes the branch and takes nothing back.
const REVERTS =
  /(?:^|[\s;&|(])git\s+(?:-C\s+\S+\s+)?(?:restore\b(?!\s+--staged)|revert\b|reset\s+--hard|checkout\s+(?:\S+\s+)?--\s|checkout\s+\.(?=$|[\s;&|])|stash(?=$|\s*[;&|]|\s+(?:push|save)\b))/;
const EDIT_TOOL =
  /^(?:edit|write|multi_?edit|notebook_?edit|apply_?patch|create_?file|edit_?file|write_?file|replace|str_?replace\w*|search_?replace|insert\w*)$/i;
const MAX_COMMAND = 4000;

// What agents' programs write when a person says no to a call, or stops the agent.
const REJECTED =
  /\b(?:user|human|person)\b[^.\n]{0,40}\b(?:rejected|declined|denied|cancelled|canceled|refused|does(?:n['’]t| not) want|did(?:n['’]t| not) (?:approve|want|allow)|chose (?:not to|to skip))\b|\b(?:rejected|declined|denied|cancelled|canceled) by (?:the )?user\b/i;
const INTERRUPTED =
  /^\s*[[<(]?(?:request |turn |generation |operation )?(?:interrupted|aborted|cancell?ed|stopped) by (?:the )?user\b|^\s*<turn_aborted>/i;
const NOTICE_CHARACTERS = 300;

// A correction is said at the beginning of a message, in few words: what follows may be anything.
const CORRECTS =
  /^(?:(?:hm+|uh|ok(?:ay)?|sorry|wait|hey|please|but)[\s,.!…-]+){0,2}(?:no+(?:[,.!…]|\s*$|\s+[-–—]|\s+(?:i|you|that|this|it|not|don['’]?t|do|use|please|stop|wait|we|the other)\b)(?!\s{0,3}(?:problem|worries|need|rush|idea|objection))|nope\b|nah\b|wrong\b|incorrect\b|stop\b(?! (?:the|using) )|undo\b|revert\b|that(?:['’]s| is| was) (?:wrong|incorrect|still)|that(?:['’]s| is| was)(?: not|n['’]t) (?:what|right|correct|how|it\b|working|the (?:right|one|file|point)|quite|good|enough|needed)|this is(?:n['’]t| not) (?:right|what|correct)|not what i\b|it (?:does(?:n['’]t| not)|did(?:n['’]t| not)) work|(?:that|this) (?:does(?:n['’]t| not)|did(?:n['’]t| not)) (?:work|fix|help)|you (?:forgot|missed|broke|did(?:n['’]t| not)|should(?:n['’]t| not| have)|were (?:not )?supposed)|i (?:said|told you|asked (?:you )?(?:for|to)|meant)\b|why (?:did|didn|are) you\b|nein\b|falsch\b|non\b|faux\b|incorrecto\b|no es\b)|^(?:不对|不是|错了|違います|違う)|^[^\n]{0,120}\bstill (?:fail|broken|crash|wrong|not (?:work|right|fix)|does(?:n['’]t| not))/i;
const CORRECTION_CHARACTERS = 400;

/** What a run says about how it went, where nobody judged it. */
interface Evidence {
  readonly success: boolean;
  readonly step: number;
}

/**
 * Outcomes read off a run whose source names none, all `by: 'derived'`: `tests-passed` (the last test command's verdict),
 * and how often a person rejected a call (`rejected-calls`), stopped the agent (`interrupts`), corrected it
 * (`user-corrections`), or a change was taken back with git (`reverted-changes`); what never happened is left out.
 *
 * `success` follows the latest evidence: tests that passed or failed, a call rejected, an interrupt or a correction
 * that nothing came after but words. A person's thanks are no evidence: they are said to polite failures too. Words of
 * simulated users, of other runs (`copied`) and of Ethogram (`injected`) do not count.
 *
 * @returns empty when the run says nothing about itself
 */
export function deriveOutcomes(steps: readonly Step[]): OutcomeRecord[] {
  const counts = { 'rejected-calls': 0, interrupts: 0, 'user-corrections': 0, 'reverted-changes': 0 };
  let tests: Evidence | undefined;
  let objection: Evidence | undefined;
  let edited = false;
  let spoken = false; // the agent has said or done something that can be corrected
  const running = new Map<string, 'tests' | 'reverts'>();

  function call(part: ToolCallPart): void {
    const kind = callKind(part);
    if (kind === 'edit') edited = true;
    else if (kind === 'reverts' && !edited) return;
    else if (kind !== undefined) running.set(part.callId, kind);
  }

  function result(part: ToolResultPart, step: number): void {
    const kind = running.get(part.callId);
    running.delete(part.callId);
    const failed = failedResult(part);
    if (part.isError !== false && REJECTED.test(part.text.slice(0, NOTICE_CHARACTERS))) {
      counts['rejected-calls']++;
      objection = { success: false, step };
    } else if (kind === 'tests')
      tests = { success: !failed && !/\b[1-9]\d* (?:failed|failing|failures)\b/i.test(part.text.slice(-2000)), step };
    else if (kind === 'reverts' && !failed) counts['reverted-changes']++;
  }

  function words(text: string, step: number): void {
    const start = text.slice(0, CORRECTION_CHARACTERS).trimStart();
    if (INTERRUPTED.test(start)) counts.interrupts++;
    else if (isCorrection(start)) counts['user-corrections']++;
    else {
      // A new request: what was objected to before it is settled.
      if (start !== '') objection = undefined;
      return;
    }
    objection = { success: false, step };
  }

  for (const step of steps) {
    if (step.copied === true) continue;
    for (const part of step.parts) {
      if (part.kind === 'tool-call' && step.actor !== 'user') call(part);
      else if (part.kind === 'tool-result') result(part, step.index);
      else if (part.kind === 'text' && part.injected === undefined && step.simulatedUser !== true) {
        if (step.actor === 'user' && spoken) words(part.text, step.index);
        else if (step.actor === 'environment' && INTERRUPTED.test(part.text.slice(0, NOTICE_CHARACTERS)))
          words(part.text, step.index);
      }
    }
    if (step.actor === 'agent') {
      spoken = true;
      // Work that went on after an objection answers it; how well, only tests can say.
      if (step.parts.some((part) => part.kind === 'tool-call')) objection = undefined;
    }
  }
  const latest = [tests, objection].filter((evidence) => evidence !== undefined).sort((a, b) => b.step - a.step)[0];
  return [
    ...(tests === undefined ? [] : [derived('tests-passed', tests.success)]),
    ...Object.entries(counts).flatMap(([name, count]) => (count > 0 ? [derived(name, count)] : [])),
    ...(latest === undefined ? [] : [derived('success', latest.success)]),
  ];
}

/** Whether a user's message begins by correcting the agent; its first 400 characters are read. */
export function isCorrection(text: string): boolean {
  return CORRECTS.test(text.slice(0, CORRECTION_CHARACTERS).trimStart());
}

function derived(name: string, value: number | boolean): OutcomeRecord {
  return { name, value, by: 'derived' };
}

function callKind(part: ToolCallPart): 'edit' | 'tests' | 'reverts' | undefined {
  if (EDIT_TOOL.test(part.name)) return 'edit';
  const command = shellCommand(part.name, part.argumentsText)?.slice(0, MAX_COMMAND);
  if (command === undefined) return undefined;
  if (RUNS_TESTS.test(command)) return 'tests';
  if (REVERTS.test(command)) return 'reverts';
  return /(?:^|[\s;&|])(?:sed\s+-i|tee\s|patch\s)|(?:^|[^0-9&>=-])>{1,2}\s*(?!&|\/dev\/)[\w./~$"'-]/.test(command)
    ? 'edit'
    : undefined;
}

/**
 * The outcomes of a run with what can be derived, where none of them is a judgement by someone else.
 *
 * @param outcomes - as the source has them
 */
export function withDerivedOutcomes(
  outcomes: readonly OutcomeRecord[],
  steps: readonly Step[],
): readonly OutcomeRecord[] {
  if (outcomes.some(({ by }) => by !== 'derived')) return outcomes;
  const known = new Set(outcomes.map(({ name }) => name));
  const found = deriveOutcomes(steps).filter(({ name }) => !known.has(name));
  return found.length === 0 ? outcomes : [...outcomes, ...found];
}
