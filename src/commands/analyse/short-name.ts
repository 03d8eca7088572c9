import { formatNumber } from '../../core/format-number.ts';

/** A name without its codebook, `label:` or `tool:`, as tables show it; JSON has it whole. */
export function shortName(name: string): string {
  return name.replace(/^label:/, '').replace(/^[a-z0-9-]+\/(?=[^/]+$)/, '');
}

/** A p or q value: three decimals, `<0.001` below. */
export function qText(q: number): string {
  return q < 0.001 ? '<0.001' : formatNumber(q, 3);
}
