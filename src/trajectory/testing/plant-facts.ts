import { isJsonObject, type Json } from '../../core/json.ts';

/** A value with a field of its own in every object, and where each of these stands by what it says. */
export interface Planted {
  readonly value: Json;
  readonly places: ReadonlyMap<string, string>;
}

/**
 * Adds a field with a new name to every object of a record: a format that keeps what it does not know keeps them all.
 *
 * @param first - number of the first planted field; two records of a file must not have the same
 */
export function plantFacts(record: Json, first = 0): Planted {
  const places = new Map<string, string>();
  const plant = (value: Json, place: string): Json => {
    if (Array.isArray(value)) return (value as readonly Json[]).map((item) => plant(item, `${place}[]`));
    if (!isJsonObject(value)) return value;
    const fields = Object.entries(value).map(([name, item]): [string, Json] => [name, plant(item, `${place}.${name}`)]);
    const fact = `planted${first + places.size}fact`;
    places.set(fact, place);
    return Object.fromEntries([...fields, [`field${first + places.size}`, fact]]);
  };
  return { value: plant(record, ''), places };
}

/** The places of planted fields that are nowhere in a text. */
export function unplanted(places: ReadonlyMap<string, string>, text: string): string[] {
  const found = new Set(text.match(/planted\d+fact/g));
  return [...places].flatMap(([fact, place]) => (found.has(fact) ? [] : [place]));
}
