// Round ticks for a drawn axis.

interface Bounds {
  /** The axis begins no lower, and ends no higher. */
  floor?: number;
  most?: number;
  /** How long it is at least. */
  least?: number;
}

/** An axis that holds all `values`, with round ends and up to six ticks. */
export function axisOf(values: number[], bounds: Bounds = {}): number[] {
  const { floor = -Infinity, most = Infinity, least = 0.01 } = bounds;
  const low = Math.max(floor, Math.min(...values));
  const high = Math.min(most, Math.max(...values));
  if (!Number.isFinite(low) || !Number.isFinite(high)) return [0, 1];
  const raw = Math.max(high - low, least) / 4;
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = power * ([1, 2, 5, 10].find((one) => one * power >= raw) ?? 10);
  const first = Math.floor(low / step + 1e-9) * step;
  const count = Math.max(1, Math.ceil((high - first) / step - 1e-9));
  return Array.from({ length: count + 1 }, (_, place) =>
    Number((first + place * step).toFixed(10)),
  );
}

/** Where `value` lies between the axis' ends, in [0, 1]. */
export function shareOf(ticks: number[], value: number): number {
  const [low, high] = [ticks[0]!, ticks.at(-1)!];
  return high > low ? (Math.min(high, Math.max(low, value)) - low) / (high - low) : 0.5;
}
