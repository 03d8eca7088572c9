import type { LanguageModelV4StreamPart } from '@ai-sdk/provider';
import type { SdkResponse } from '../record/sdk-exchange.ts';

/** Puts the parts of a streamed answer together. */
export interface ContentCollector {
  add(part: LanguageModelV4StreamPart): void;
  /** The answer as far as it came, as `doGenerate` would have given it. */
  response(): SdkResponse;
}

/** A collector for one answer of a language model. Parts that say nothing of what was answered are skipped. */
export function contentCollector(): ContentCollector {
  const content: Record<string, unknown>[] = [];
  // Pieces of texts may come in turns, each under its id.
  const open = new Map<string, { type: string; text: string }>();
  let rest: SdkResponse = {};
  const begin = (type: 'text' | 'reasoning', id: string): { type: string; text: string } => {
    const part = { type, text: '' };
    content.push(part);
    open.set(`${type} ${id}`, part);
    return part;
  };
  return {
    add(part) {
      switch (part.type) {
        case 'text-start':
        case 'reasoning-start':
          begin(part.type === 'text-start' ? 'text' : 'reasoning', part.id);
          break;
        case 'text-delta':
        case 'reasoning-delta': {
          const type = part.type === 'text-delta' ? 'text' : 'reasoning';
          (open.get(`${type} ${part.id}`) ?? begin(type, part.id)).text += part.delta;
          break;
        }
        case 'tool-call':
        case 'tool-result':
        case 'file':
        case 'source':
          content.push({ ...part });
          break;
        case 'response-metadata':
          rest = {
            ...rest,
            ...(part.id !== undefined && { id: part.id }),
            ...(part.modelId !== undefined && { model: part.modelId }),
          };
          break;
        case 'finish':
          rest = { ...rest, finishReason: part.finishReason, usage: part.usage };
          break;
        case 'error':
          rest = { ...rest, error: part.error instanceof Error ? part.error.message : String(part.error) };
          break;
        default:
      }
    },
    response: () => ({ ...rest, content: content.filter((part) => part['text'] !== '') }),
  };
}
