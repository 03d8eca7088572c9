import type { Model, ModelRequest } from '../../core/model.ts';

/** Tokens that went through a model. */
export interface MeteredTokens {
  readonly inputTokens: number;
  readonly cachedInputTokens: number;
  readonly outputTokens: number;
}

/** A model that counts. */
export interface MeteredModel extends Model {
  /** Of all answers so far, stored ones with what they took when they were made. */
  readonly spent: MeteredTokens;
}

/** Counts the tokens of everything that is asked through it. */
export function meteredModel(model: Model): MeteredModel {
  let spent: MeteredTokens = { inputTokens: 0, cachedInputTokens: 0, outputTokens: 0 };
  return {
    name: model.name,
    ...(model.address !== undefined && { address: model.address }),
    get spent() {
      return spent;
    },
    async generate<T>(request: ModelRequest<T>) {
      const answer = await model.generate(request);
      const { inputTokens, cachedInputTokens, outputTokens } = answer.usage;
      spent = {
        inputTokens: spent.inputTokens + inputTokens,
        cachedInputTokens: spent.cachedInputTokens + cachedInputTokens,
        outputTokens: spent.outputTokens + outputTokens,
      };
      return answer;
    },
  };
}
