// What is longer is not a name that was misspelt.
const LONGEST = 100;

/** The names, those most like the wanted one first: by edit distance without case, names within each other before others. */
export function closestFirst(names: readonly string[], wanted: string): string[] {
  const target = wanted.toLowerCase().slice(0, LONGEST);
  return names
    .map((name) => ({ name, distance: distanceOf(name.toLowerCase().slice(0, LONGEST), target) }))
    .sort((a, b) => a.distance - b.distance)
    .map(({ name }) => name);
}

function distanceOf(name: string, wanted: string): number {
  const isWithin = name !== '' && wanted !== '' && (name.includes(wanted) || wanted.includes(name));
  return isWithin ? Math.abs(name.length - wanted.length) / LONGEST : editDistance(name, wanted);
}

// Levenshtein, one row of the table at a time.
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 0; i < a.length; i++) {
    const next = [i + 1];
    for (let j = 0; j < b.length; j++) {
      const replaced = (row[j] ?? 0) + (a[i] === b[j] ? 0 : 1);
      next.push(Math.min(replaced, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
