import { textHash } from '../digest/text-hash.ts';
import { VARIES } from './plain-remark.ts';

// So many different words at a place, or fewer that each come seldom, are names rather than different errors.
const MANY = 8;
const SEVERAL = 4;
const SELDOM = 4;
const MAX_SPAN = 3;
const MIN_FIXED = 2;
const MAX_TEMPLATES = 3000;
const ROUNDS = 2;

/**
 * Joins remarks that differ only in up to three neighbouring words which vary like names: what is said of many different
 * things is one error, `customer Lena not known`, `customer Omar not known` → `customer … not known`; what differs in a word that keeps
 * coming back (`order not known`, `customer not known`) stays two.
 *
 * @param remarks - distinct, words joined by spaces, with how often each was said
 * @returns for each remark the one that stands for it, which may be itself
 * @see He et al. 2017 (Drain) for templates of log lines
 */
export function joinVarying(remarks: ReadonlyMap<string, number>): Map<string, string> {
  const standsFor = new Map([...remarks.keys()].map((remark) => [remark, remark]));
  let counts = new Map([...remarks].sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1)).slice(0, MAX_TEMPLATES));
  for (let round = 0; round < ROUNDS; round++) {
    const joined = joinOnce(counts);
    if (joined.size === 0) break;
    for (const [remark, now] of standsFor) standsFor.set(remark, joined.get(now) ?? now);
    const next = new Map<string, number>();
    for (const [remark, n] of counts) {
      const now = joined.get(remark) ?? remark;
      next.set(now, (next.get(now) ?? 0) + n);
    }
    counts = next;
  }
  return standsFor;
}

interface Place {
  readonly values: Map<string, number>;
  total: number;
}

function joinOnce(counts: ReadonlyMap<string, number>): Map<string, string> {
  const places = new Map<number, Place>();
  for (const [remark, n] of counts) {
    for (const { key, value } of spans(remark)) {
      const place = places.get(key) ?? { values: new Map<string, number>(), total: 0 };
      places.set(key, place);
      place.values.set(value, (place.values.get(value) ?? 0) + n);
      place.total += n;
    }
  }
  const joined = new Map<string, string>();
  for (const remark of counts.keys()) {
    let best: { varied: number; whole: string } | undefined;
    for (const { key, whole } of spans(remark)) {
      const { values, total } = places.get(key)!;
      const varies = values.size >= MANY || (values.size >= SEVERAL && total <= SELDOM * values.size);
      if (varies && values.size > (best?.varied ?? 0)) best = { varied: values.size, whole };
    }
    if (best !== undefined) joined.set(remark, best.whole);
  }
  return joined;
}

/** Every way to leave out one to three neighbouring words, at least two words being left. */
function* spans(remark: string): Generator<{ key: number; value: string; whole: string }> {
  const words = remark.split(' ');
  const fixed = words.filter((word) => /\p{L}/u.test(word)).length;
  for (let length = 1; length <= MAX_SPAN; length++) {
    for (let i = 0; i + length <= words.length; i++) {
      const cut = words.slice(i, i + length);
      if (cut.includes(VARIES) || fixed - cut.filter((word) => /\p{L}/u.test(word)).length < MIN_FIXED) continue;
      const whole = [...words.slice(0, i), VARIES, ...words.slice(i + length)].join(' ');
      yield { key: textHash(whole), value: cut.join(' '), whole };
    }
  }
}
