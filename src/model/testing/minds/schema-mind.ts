import type { Mind } from '../mind.ts';
import { fillSchema, type FieldValues } from './fill-schema.ts';
import { schemaOf } from './schema-of.ts';

/** Answers with the least JSON that fits the schema it is given, `values` put in; with `text` when there is no schema. */
export function schemaMind(values: FieldValues = {}, text = 'Yes.'): Mind {
  return (request) => {
    const schema = schemaOf(request);
    return { text: schema === undefined ? text : JSON.stringify(fillSchema(schema, values)) };
  };
}
