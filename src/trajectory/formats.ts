import { activityShares } from './formats/activity-shares.ts';
import { agentdojo } from './formats/agentdojo.ts';
import { aiSdkChat } from './formats/ai-sdk-chat.ts';
import { aiSdkMessages } from './formats/ai-sdk-messages.ts';
import { anthropicConversation } from './formats/anthropic-conversation.ts';
import { anthropicMessages } from './formats/anthropic-messages.ts';
import { atif } from './formats/atif.ts';
import { autogenSession } from './formats/autogen-session.ts';
import { bbmistake } from './formats/bbmistake.ts';
import { bidsEvents } from './formats/bids-events.ts';
import { boris } from './formats/boris.ts';
import { claudeAgentSdk } from './formats/claude-agent-sdk.ts';
import { claudeCode } from './formats/claude-code.ts';
import { codex } from './formats/codex.ts';
import { dynamicCheatsheet } from './formats/dynamic-cheatsheet.ts';
import { ethogram } from './formats/ethogram.ts';
import { eventTable } from './formats/event-table.ts';
import { frameLabels } from './formats/frame-labels.ts';
import { geminiCli } from './formats/gemini-cli.ts';
import { googleAdk } from './formats/google-adk.ts';
import { gsm8kSolutions } from './formats/gsm8k-solutions.ts';
import { httpCassette } from './formats/http-cassette.ts';
import { inspectEval } from './formats/inspect-eval.ts';
import { intercode } from './formats/intercode.ts';
import { langfuse } from './formats/langfuse.ts';
import { langsmith } from './formats/langsmith.ts';
import { llmReasoners } from './formats/llm-reasoners.ts';
import { mast } from './formats/mast.ts';
import { miniSweAgent } from './formats/mini-swe-agent.ts';
import { mint } from './formats/mint.ts';
import { modelResponse } from './formats/model-response.ts';
import { modelStream } from './formats/model-stream.ts';
import { mrBen } from './formats/mr-ben.ts';
import { openaiAgents } from './formats/openai-agents.ts';
import { openaiChat } from './formats/openai-chat.ts';
import { openaiMessages } from './formats/openai-messages.ts';
import { openaiResponseItems } from './formats/openai-response-items.ts';
import { openaiResponses } from './formats/openai-responses.ts';
import { openhandsSdk } from './formats/openhands-sdk.ts';
import { openhands } from './formats/openhands.ts';
import { openinference } from './formats/openinference.ts';
import { otelGenai } from './formats/otel-genai.ts';
import { prmbench } from './formats/prmbench.ts';
import { reactLog } from './formats/react-log.ts';
import { reasoningGym } from './formats/reasoning-gym.ts';
import { reasoningList } from './formats/reasoning-list.ts';
import { reflexion } from './formats/reflexion.ts';
import { sharegpt } from './formats/sharegpt.ts';
import { specstory } from './formats/specstory.ts';
import { sweAgent } from './formats/swe-agent.ts';
import { tauBench } from './formats/tau-bench.ts';
import { tau2 } from './formats/tau2.ts';
import { toolbench } from './formats/toolbench.ts';
import { tooleval } from './formats/tooleval.ts';
import { treeOfThought } from './formats/tree-of-thought.ts';
import { webvoyager } from './formats/webvoyager.ts';
import { whoAndWhen } from './formats/who-and-when.ts';
import { xes } from './formats/xes.ts';
import type { TraceFormat } from './trace-format.ts';

/** Every format Ethogram reads, by name. To add one: write `formats/NAME.ts` and put it here. */
export const FORMATS: readonly TraceFormat[] = [
  activityShares,
  agentdojo,
  aiSdkChat,
  aiSdkMessages,
  anthropicConversation,
  anthropicMessages,
  atif,
  autogenSession,
  bbmistake,
  bidsEvents,
  boris,
  claudeAgentSdk,
  claudeCode,
  codex,
  dynamicCheatsheet,
  ethogram,
  eventTable,
  frameLabels,
  geminiCli,
  googleAdk,
  gsm8kSolutions,
  httpCassette,
  inspectEval,
  intercode,
  langfuse,
  langsmith,
  llmReasoners,
  mast,
  miniSweAgent,
  mint,
  modelResponse,
  modelStream,
  mrBen,
  openaiAgents,
  openaiChat,
  openaiMessages,
  openaiResponseItems,
  openaiResponses,
  openhands,
  openhandsSdk,
  openinference,
  otelGenai,
  prmbench,
  reactLog,
  reasoningGym,
  reasoningList,
  reflexion,
  sharegpt,
  specstory,
  sweAgent,
  tauBench,
  tau2,
  toolbench,
  tooleval,
  treeOfThought,
  webvoyager,
  whoAndWhen,
  xes,
];
