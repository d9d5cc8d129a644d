import { describe, expect, it } from 'vitest';
import { options, TOKENS } from './chart.ts';
import type { Colours, Look } from './chart.ts';
import { points } from './series.ts';
import { interval } from './testing.ts';

const look: Look = {
  colours: Object.fromEntries(TOKENS.map((name) => [name, `#${name}`])) as Colours,
  rtl: false,
  font: 'sans-serif',
  words: {
    offered: 'Offered',
    answered: 'Answered',
    abandoned: 'Abandoned',
    level: 'Level',
    target: 'target',
  },
  percent: (share) => `${Math.round(share * 100)} %`,
  target: null,
};
const two = points(
  [interval(), interval({ start: '2026-03-02T09:30:00Z', service_level: null })],
  'UTC',
);

interface Drawn {
  xAxis: { data: string[]; inverse: boolean };
  yAxis: { position: string; max?: number }[];
  legend: { data: string[] };
  series: { name: string; data: unknown[]; markLine?: { data: { yAxis: number }[] } }[];
}
const drawn = (over: Partial<Look> = {}): Drawn =>
  options(two, { ...look, ...over }) as unknown as Drawn;

describe('the chart', () => {
  it('draws what was offered, answered and abandoned, and the level with its holes', () => {
    const { series, xAxis } = drawn();
    expect(xAxis.data).toEqual(['09:00', '09:30']);
    expect(series.map((each) => [each.name, each.data])).toEqual([
      ['Offered', [8, 8]],
      ['Answered', [7, 7]],
      ['Abandoned', [1, 1]],
      ['Level', [0.75, null]],
    ]);
  });

  it('reads from the right in Arabic', () => {
    const { xAxis, yAxis } = drawn({ rtl: true });
    expect(xAxis.inverse).toBe(true);
    expect(yAxis.map((axis) => axis.position)).toEqual(['right', 'left']);
  });

  it('marks the target only where there is one', () => {
    expect(drawn().series[3]!.markLine).toBeUndefined();
    expect(drawn({ target: 0.8 }).series[3]!.markLine!.data).toEqual([{ yAxis: 0.8 }]);
  });

  it('names every series in the legend and holds the level’s scale still', () => {
    expect(drawn().legend.data).toEqual(['Offered', 'Answered', 'Abandoned', 'Level']);
    expect(drawn().yAxis[1]!.max).toBe(1);
  });
});
