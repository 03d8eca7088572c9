/** Slope of log(time) over log(size) by least squares: 1 is linear. */
export function exponentOf(points: readonly (readonly [size: number, time: number])[]): number {
  const xs = points.map(([size]) => Math.log(size));
  const ys = points.map(([, time]) => Math.log(time));
  const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [mx, my] = [mean(xs), mean(ys)];
  const cross = xs.reduce((sum, x, i) => sum + (x - mx) * (ys[i]! - my), 0);
  return cross / xs.reduce((sum, x) => sum + (x - mx) ** 2, 0);
}
