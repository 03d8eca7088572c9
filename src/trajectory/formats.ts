import { agentdojo } from './formats/agentdojo.ts';
import { atif } from './formats/atif.ts';
import { claudeCode } from './formats/claude-code.ts';
import { ethogram } from './formats/ethogram.ts';
import { openaiChat } from './formats/openai-chat.ts';
import { openaiMessages } from './formats/openai-messages.ts';
import { otelGenai } from './formats/otel-genai.ts';
import { sharegpt } from './formats/sharegpt.ts';
import { tau2 } from './formats/tau2.ts';
import { tauBench } from './formats/tau-bench.ts';
import type { TraceFormat } from './trace-format.ts';

/** Every format Ethogram reads, by name. To add one: write `formats/NAME.ts` and put it here. */
export const FORMATS: readonly TraceFormat[] = [
  agentdojo,
  atif,
  claudeCode,
  ethogram,
  openaiChat,
  openaiMessages,
  otelGenai,
  sharegpt,
  tauBench,
  tau2,
];
