// The drawing of a recording: peaks as a path, one speaker above the other.

/** How many bars a drawing has at most: more would be thinner than a dot. */
export const MOST = 600;

/** `peaks` in `count` bars at most, the loudest of each stretch. */
export function bars(peaks: number[], count = MOST): number[] {
  if (peaks.length <= count) return peaks;
  const wide = peaks.length / count;
  return Array.from({ length: count }, (_, place) =>
    Math.max(...peaks.slice(Math.floor(place * wide), Math.ceil((place + 1) * wide))),
  );
}

/** An SVG path of upright lines around `middle`, over a width of `wide`; each reaches `reach` at most. */
export function path(peaks: number[], wide: number, middle: number, reach: number): string {
  const each = wide / Math.max(1, peaks.length);
  return peaks
    .map((peak, place) => {
      const x = (place + 0.5) * each;
      const y = Math.max(0.6, Math.min(1, peak) * reach);
      return `M${x.toFixed(1)} ${(middle - y).toFixed(1)}V${(middle + y).toFixed(1)}`;
    })
    .join('');
}
