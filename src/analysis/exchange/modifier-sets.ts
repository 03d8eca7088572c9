/** Alternatives of which an event of a behavior has one, or none. */
export interface ModifierSet {
  /** `''` where only its place tells what is meant. */
  readonly name: string;
  /** As they stand in events: `name=value`; sorted, not all where there are very many. */
  readonly values: readonly string[];
}

/** The sets of one behavior by key, in the order in which they are met, with their values; see {@link addModifiers}. */
export type ModifierTally = Map<string, Set<string>>;

const NOT_CHOSEN = 'None';
const MOST_VALUES = 100;

/** Adds the modifiers of an event to the sets of its behavior. */
export function addModifiers(tally: ModifierTally, modifiers: string): void {
  for (const { key, text } of slotsOf(modifiers)) {
    const values = tally.get(key) ?? new Set();
    tally.set(key, values);
    if (text !== NOT_CHOSEN && values.size < MOST_VALUES) values.add(text);
  }
}

/** The sets that were gathered, in their order. */
export function modifierSets(tally: ModifierTally): ModifierSet[] {
  return [...tally].map(([key, values]) => ({ name: key.startsWith('#') ? '' : key, values: [...values].sort() }));
}

/** The modifiers of an event as programs expect them that know them by place: one of each set, or `None`. */
export function filledModifiers(modifiers: string, tally: ModifierTally): string {
  const own = new Map(slotsOf(modifiers).map(({ key, text }) => [key, text]));
  return [...tally.keys()].map((key) => own.get(key) ?? NOT_CHOSEN).join('|');
}

/** Modifiers without the places of what was not chosen; as they are where a place is all that tells what one means. */
export function chosenModifiers(modifiers: string): string {
  const slots = modifiers.split('|');
  const isNamed = slots.every((slot) => slot === NOT_CHOSEN || slot.includes('='));
  return isNamed ? slots.filter((slot) => slot !== NOT_CHOSEN).join('|') : modifiers;
}

/** `depth=2|red` has its first under `depth` and its second under `#1`; what comes twice is told apart by number. */
function slotsOf(modifiers: string): { readonly key: string; readonly text: string }[] {
  if (modifiers === '') return [];
  const seen = new Map<string, number>();
  return modifiers.split('|').map((text) => {
    const equals = text.indexOf('=');
    const name = equals > 0 ? text.slice(0, equals) : '#';
    const turn = (seen.get(name) ?? 0) + 1;
    seen.set(name, turn);
    return { key: name === '#' ? `#${turn}` : turn === 1 ? name : `${name} ${turn}`, text };
  });
}
