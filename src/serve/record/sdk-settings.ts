/** What a call of the AI SDK (version 7) may set besides its prompt and tools, and what is recorded of it. */
export const SDK_SETTINGS = [
  'maxOutputTokens',
  'temperature',
  'topP',
  'topK',
  'presencePenalty',
  'frequencyPenalty',
  'stopSequences',
  'seed',
  'reasoning',
] as const;
