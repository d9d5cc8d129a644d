// The intervals' chart as data: bars of contacts, a line of service level, on two axes.
import type { Point } from './series.ts';

/** Names of the design tokens that the chart draws with, resolved to colours by the component. */
export const TOKENS = [
  'ink',
  'ink-2',
  'line',
  'surface',
  'surface-3',
  'good',
  'bad',
  'accent',
] as const;
export type Colours = Record<(typeof TOKENS)[number], string>;

export interface Look {
  colours: Colours;
  rtl: boolean;
  /** Families as CSS lists them: echarts measures text before it is on the page. */
  font: string;
  words: Record<'offered' | 'answered' | 'abandoned' | 'level' | 'target', string>;
  percent: (share: number) => string;
  /** The contract's share, when the chart is of one queue. */
  target: number | null;
}

/** echarts options for `points`. Time runs the way the page is read. */
export function options(points: Point[], look: Look): Record<string, unknown> {
  const { colours, rtl, words } = look;
  const text = { color: colours['ink-2'], fontFamily: look.font };
  const side = rtl ? 'right' : 'left';
  return {
    animation: false,
    textStyle: text,
    legend: {
      data: Object.values({ ...words, target: undefined }).filter(Boolean),
      textStyle: text,
      top: 0,
      icon: 'roundRect',
      itemHeight: 10,
      itemWidth: 14,
    },
    grid: { left: 8, right: 8, top: 40, bottom: 4, containLabel: true },
    tooltip: {
      trigger: 'axis',
      backgroundColor: colours.surface,
      borderColor: colours.line,
      textStyle: { color: colours.ink, fontFamily: look.font },
      extraCssText: `direction: ${rtl ? 'rtl' : 'ltr'}`,
    },
    xAxis: {
      type: 'category',
      data: points.map((point) => point.label),
      inverse: rtl,
      axisTick: { show: false },
      axisLine: { lineStyle: { color: colours.line } },
      axisLabel: { ...text, hideOverlap: true },
    },
    yAxis: [
      {
        type: 'value',
        minInterval: 1,
        position: side,
        splitLine: { lineStyle: { color: colours.line } },
        axisLabel: text,
      },
      {
        type: 'value',
        min: 0,
        max: 1,
        position: rtl ? 'left' : 'right',
        splitLine: { show: false },
        axisLabel: { ...text, formatter: look.percent },
      },
    ],
    series: [
      // The light bar behind is all that was offered; what stands in it was answered or left.
      {
        ...bar(words.offered, points, 'offered', colours['surface-3']),
        barGap: '-100%',
        z: 1,
        itemStyle: { color: colours['surface-3'], borderColor: colours.line, borderWidth: 1 },
      },
      { ...bar(words.answered, points, 'answered', colours.accent, 0.65), stack: 'ended', z: 2 },
      { ...bar(words.abandoned, points, 'abandoned', colours.bad), stack: 'ended', z: 2 },
      level(points, look),
    ],
  };
}

function bar(
  name: string,
  points: Point[],
  key: 'offered' | 'answered' | 'abandoned',
  color: string,
  opacity = 1,
): object {
  return {
    type: 'bar',
    name,
    data: points.map((point) => point[key]),
    itemStyle: { color, opacity },
    barMaxWidth: 28,
    barCategoryGap: '25%',
  };
}

function level(points: Point[], { colours, words, percent, target }: Look): object {
  const share = (value: unknown): string => (typeof value === 'number' ? percent(value) : '–');
  return {
    type: 'line',
    name: words.level,
    yAxisIndex: 1,
    z: 3,
    connectNulls: false,
    data: points.map((point) => point.level),
    tooltip: { valueFormatter: share },
    showSymbol: points.length <= 60,
    symbol: 'circle',
    symbolSize: 6,
    lineStyle: { color: colours.good, width: 2 },
    itemStyle: { color: colours.good },
    ...(target === null
      ? {}
      : {
          markLine: {
            silent: true,
            symbol: 'none',
            data: [{ yAxis: target }],
            lineStyle: { color: colours.ink, type: 'dashed' },
            label: {
              formatter: `${words.target} ${percent(target)}`,
              color: colours.ink,
              position: 'insideEndTop',
            },
          },
        }),
  };
}
