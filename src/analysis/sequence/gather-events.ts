import type { BehaviorSequence } from './behavior-sequence.ts';
import type { NameTable } from './name-table.ts';

/** One event before the alphabet is known; `actor` as {@link BehaviorSequence.actors}. */
export interface NamedEvent {
  readonly run: string;
  readonly name: string;
  readonly first: number;
  readonly last: number;
  readonly actor: number;
}

/** Events of one run; codes are places in the table of names. */
type GatheredEvents = Pick<BehaviorSequence, 'codes' | 'first' | 'last' | 'actors'>;

/** Of a run in which nothing was found. */
export const NO_EVENTS: GatheredEvents = {
  codes: new Int32Array(0),
  first: new Int32Array(0),
  last: new Int32Array(0),
  actors: new Uint8Array(0),
};

/**
 * Gathers events run by run into arrays, in order of where they begin, where they end, name. Events come with those of their run beside
 * them: as objects only those of one run are held.
 *
 * @param wanted - whether events of a run by an actor count
 */
export function gatherEvents(
  names: NameTable,
  wanted: (run: string, actor: number) => boolean,
): { add(event: NamedEvent): void; all(): ReadonlyMap<string, GatheredEvents> } {
  const found = new Map<string, GatheredEvents>();
  let run: string | undefined;
  let own: NamedEvent[] = [];
  const finish = (): void => {
    if (run !== undefined && own.length > 0) found.set(run, eventsOf(own, names));
    own = [];
  };
  return {
    add(event) {
      if (event.run !== run) {
        finish();
        run = event.run;
      }
      if (wanted(event.run, event.actor)) own.push(event);
    },
    all() {
      finish();
      return found;
    },
  };
}

function eventsOf(events: NamedEvent[], names: NameTable): GatheredEvents {
  events.sort((a, b) => a.first - b.first || a.last - b.last || (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
  const n = events.length;
  const gathered = {
    codes: new Int32Array(n),
    first: new Int32Array(n),
    last: new Int32Array(n),
    actors: new Uint8Array(n),
  };
  for (const [i, { name, first, last, actor }] of events.entries()) {
    gathered.codes[i] = names.placeOf(name);
    gathered.first[i] = first;
    gathered.last[i] = last;
    gathered.actors[i] = actor;
  }
  return gathered;
}
