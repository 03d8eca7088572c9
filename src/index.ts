// The public API: what programs may import. `test/api.test.ts` holds this list.
export { EthogramError, ERROR_CODES, type ErrorCode } from './core/ethogram-error.ts';
export type { Json, JsonObject } from './core/json.ts';
export { estimateTokens } from './core/estimate-tokens.ts';

export {
  outcomeOf,
  partText,
  requestOf,
  type Actor,
  type Agent,
  type ImportItem,
  type Issue,
  type Label,
  type Outcome,
  type OutcomeRecord,
  type Part,
  type Source,
  type Step,
  type Task,
  type Trajectory,
  type TrajectoryHead,
  type Usage,
} from './trajectory/trajectory.ts';
export type { TraceFormat, TraceReader, TrajectoryDraft } from './trajectory/trace-format.ts';
export { FORMATS } from './trajectory/formats.ts';
export { importFiles } from './trajectory/import-files.ts';
export { parseColumnMap, type ColumnMap } from './trajectory/formats/table/parse-column-map.ts';
export { decodeOtlp } from './trajectory/formats/otel/decode-otlp.ts';
export { spanInbox, type SpanInbox } from './trajectory/formats/otel/span-inbox.ts';
export { exportAtif } from './trajectory/export-atif.ts';
export { exportJsonl } from './trajectory/export-jsonl.ts';
export { exportOtel } from './trajectory/export-otel.ts';
export { wrapInjected } from './trajectory/split-injected.ts';
export type {
  ForgetCounts,
  TrajectoryFilter,
  TrajectoryStore,
  TrajectorySummary,
} from './trajectory/trajectory-store.ts';

export type { Code, Codebook, Cue, Matcher } from './behavior/codebook.ts';
export type { Coding, Event, EventFilter, EventStore, Span, Tier, Verdict } from './behavior/event.ts';
export type { Behavior, BehaviorKind, BehaviorStatus, Exemplar, MinedBehavior } from './behavior/behavior.ts';
export { loadCodebooks } from './behavior/codebooks/load-codebooks.ts';
export { parseCodebook } from './behavior/codebooks/parse-codebook.ts';
export { detectRun, startDetection } from './behavior/detect-run.ts';
export { runDetector, type Detected, type RunDetection, type RunDetector } from './behavior/run-detector.ts';
export { deriveOutcomes } from './behavior/derive-outcomes.ts';
export { runSymbols, type RunSymbol } from './behavior/call/run-symbols.ts';

export { crossTable, type CrossTable } from './analysis/agreement/cross-table.ts';
export { cohenKappa, type KappaWeights } from './analysis/agreement/cohen-kappa.ts';
export { adjustedKappa, gwetAc1 } from './analysis/agreement/gwet-ac1.ts';
export { krippendorffAlpha, type AlphaMetric } from './analysis/agreement/krippendorff-alpha.ts';
export { matchSpans, type Stretch } from './analysis/agreement/match-spans.ts';
export { overlapTable } from './analysis/agreement/overlap-table.ts';
export { constantBaseline, retrievalScores, type RetrievalScores } from './analysis/agreement/retrieval-scores.ts';
export { correctedPrevalence, type CorrectedPrevalence } from './analysis/agreement/corrected-prevalence.ts';
export { bootstrapIntervals } from './core/bootstrap-intervals.ts';

export type { BehaviorSequence, RunFacts, SequenceSet } from './analysis/sequence/behavior-sequence.ts';
export { readSequences } from './analysis/sequence/read-sequences.ts';
export { archetypes } from './analysis/archetypes/archetypes.ts';
export { compareCohorts } from './analysis/compare/compare-cohorts.ts';
export { contextSlopes } from './analysis/drift/context-slopes.ts';
export { mixDrift } from './analysis/drift/mix-drift.ts';
export { activeContext } from './analysis/fold/active-context.ts';
export { foldKeyOf } from './analysis/fold/fold-key.ts';
export { foldRun } from './analysis/fold/fold-run.ts';
export { influence } from './analysis/influence/influence.ts';
export { lengthRates } from './analysis/length/length-rates.ts';
export { doseResponse } from './analysis/outcome/dose-response.ts';
export { outcomeDifferences } from './analysis/outcome/outcome-differences.ts';
export { predictNext } from './analysis/predict/predict-next.ts';
export { changePoints } from './analysis/regime/change-points.ts';
export { covariateEffects } from './analysis/regression/covariate-effects.ts';
export { leastSquares } from './analysis/regression/least-squares.ts';
export { logisticRegression } from './analysis/regression/logistic-regression.ts';
export { featureCollector } from './analysis/slices/feature-space.ts';
export { growSlice } from './analysis/slices/grow-slice.ts';
export { findSlices } from './analysis/slices/find-slices.ts';
export { fitHiddenMarkov } from './analysis/states/hidden-markov.ts';
export { behaviorSurvival } from './analysis/survival/behavior-survival.ts';
export { earlySigns } from './analysis/survival/early-signs.ts';
export { kaplanMeier } from './analysis/survival/kaplan-meier.ts';
export { startTimeBudget } from './analysis/time-budget.ts';
export { coOccurrence } from './analysis/transition/co-occurrence.ts';
export { independenceTable } from './analysis/transition/independence-table.ts';
export { transitions } from './analysis/transition/transitions.ts';
export { turnResponses } from './analysis/transition/turn-responses.ts';
export { runQuery } from './store/query/run-query.ts';
export { VIEWS } from './store/query/views.ts';

export { mineBehaviors } from './mine/mine-behaviors.ts';
export type { MineResult } from './mine/mine-corpus.ts';
export { approveBehavior, editBehavior, pinBehavior, retireBehavior } from './handbook/lifecycle.ts';
export { retrieveBehaviors } from './handbook/retrieve-behaviors.ts';
export { handbookIndex, type HandbookIndex } from './handbook/handbook-index.ts';
export { loadHandbookIndex, type HandbookSource } from './handbook/load-handbook-index.ts';
export type { RetrievedBehavior, Retrieval, RetrieveOptions } from './handbook/retrieval/retrieval.ts';
export { findAlike } from './handbook/example/find-alike.ts';
export type { Receipt, ReceiptCandidate, ReceiptStore } from './handbook/receipt.ts';
export type { BehaviorRevision, BehaviorStore } from './handbook/behavior-store.ts';

export { parseFormula } from './guard/parse-formula.ts';
export { compileMonitor, type Monitor, type MonitorRun } from './guard/monitor.ts';
export { parseRules } from './guard/parse-rules.ts';
export { checkRules, type RuleResult } from './guard/check-rules.ts';

export type {
  AnswerShape,
  Model,
  ModelAnswer,
  ModelMessage,
  ModelRequest,
  ModelTool,
  ModelUsage,
} from './core/model.ts';
export type { ModelCallRecord, ModelCallStore } from './core/model-call-store.ts';
export { modelName, type ModelName } from './model/model-name.ts';
export { openModel, type OpenModel, type OpenModelOptions } from './model/open-model.ts';
export { openEmbedder } from './model/open-embedder.ts';
export { suspicionsOf } from './behavior/security/suspicions-of.ts';
export { isHeld } from './behavior/security/is-held.ts';
export type { Suspicion, SuspicionCode } from './behavior/behavior.ts';
export { judgeRun, type JudgedRun, type JudgedTasks, type JudgeRunOptions } from './behavior/judge/judge-run.ts';
export type { JudgeTask } from './behavior/judge/judge-groups.ts';
export { reflectOnRun } from './mine/reflect/reflect-on-run.ts';
export type { Check, TaskSpec, TaskWorld } from './prove/task/task-spec.ts';
export { readTasks } from './prove/task/read-tasks.ts';
export { generateTasks, generatorNamed } from './prove/generators/generators.ts';
export { solveTask } from './prove/attempt/solve-task.ts';
export { sftSet, type SftItem, type SftOptions } from './teach/sft-set.ts';

export { openStore } from './store/open-store.ts';
export type { Store, StoreInfo } from './store/store.ts';
export { ingest, type IngestOptions, type IngestResult } from './store/ingest.ts';

export { collectReport } from './web/collect-report.ts';
export { renderReport } from './web/report-page.ts';
export type { ReportData } from './web/report-data.ts';
