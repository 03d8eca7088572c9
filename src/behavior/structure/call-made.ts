import { isJsonObject, jsonObjectIn } from '../../core/json.ts';
import type { CallMatcher } from '../codebook.ts';
import { leadingSpan, type StructureDetector } from '../structure-detector.ts';

/** A call by how it is made; see {@link CallMatcher}. Unit: calls of one of its symbols. */
export function callMade({ symbols, field, value, without }: CallMatcher): StructureDetector {
  const wanted = new Set(symbols);
  return {
    start() {
      let observed = 0;
      return {
        step({ calls }) {
          const made = calls.filter(({ symbol }) => wanted.has(symbol));
          observed += made.length;
          return made
            .filter(({ argumentsText }) => {
              if (without !== undefined) return argumentAt(argumentsText, without) === undefined;
              return field === undefined || argumentAt(argumentsText, field) === value;
            })
            .map((call) => ({
              steps: [call.step, call.step],
              spans: [leadingSpan(call, call.argumentsText)],
              confidence: 0.9,
              modifiers: { tool: call.name },
            }));
        },
        end: () => [],
        units: () => ({ observed, notObservable: 0 }),
      };
    },
  };
}

/** A scalar argument as text; of a list of objects, that of the first. */
function argumentAt(argumentsText: string, field: string): string | undefined {
  const values = jsonObjectIn(argumentsText);
  if (values === undefined) return undefined;
  let value: unknown = values[field];
  if (value === undefined) {
    const [outer = '', ...inner] = field.split('.');
    const within = values[outer];
    const object: unknown = Array.isArray(within) ? within[0] : within;
    if (isJsonObject(object)) value = object[inner.join('.')];
  }
  if (value === undefined || value === null) return undefined;
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
