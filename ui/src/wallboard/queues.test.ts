import { describe, expect, it } from 'vitest';
import {
  advice,
  alerting,
  byUrgency,
  columnsFor,
  neededToRecover,
  spare,
  standings,
} from './queues.ts';
import { queueLine } from './testing.ts';

describe('urgency', () => {
  it('puts the broken first, then at risk, ok, idle', () => {
    const lines = (['idle', 'ok', 'broken', 'at_risk'] as const).map((status) =>
      queueLine({ queue: status, status }),
    );
    expect(byUrgency(lines).map((line) => line.queue)).toEqual(['broken', 'at_risk', 'ok', 'idle']);
  });

  it('does not move cards when somebody waits', () => {
    const lines = [
      queueLine({ queue: 'b', name: 'B', waiting: 1 }),
      queueLine({ queue: 'c', name: 'C', waiting: 4 }),
      queueLine({ queue: 'a', name: 'A' }),
    ];
    expect(byUrgency(lines).map((line) => line.queue)).toEqual(['a', 'b', 'c']);
    expect(lines.map((line) => line.queue)).toEqual(['b', 'c', 'a']);
  });

  it('alerts only on what is at risk or broken, where more people wait first', () => {
    const lines = [
      queueLine({ status: 'ok', waiting: 9 }),
      queueLine({ queue: 'risk', status: 'at_risk', waiting: 5 }),
      queueLine({ queue: 'few', status: 'broken', name: 'A', waiting: 1 }),
      queueLine({ queue: 'many', status: 'broken', name: 'B', waiting: 4 }),
    ];
    expect(alerting(lines).map((line) => line.queue)).toEqual(['many', 'few', 'risk']);
  });
});

describe('distance to the contract', () => {
  it('counts how many may still be late', () => {
    expect(spare(queueLine({ counted: 100, answered_in_target: 84 }))).toBe(5);
    expect(spare(queueLine({ counted: 100, answered_in_target: 80 }))).toBe(0);
    expect(spare(queueLine({ counted: 100, answered_in_target: 72 }))).toBe(-10);
    expect(spare(queueLine({ counted: 0, answered_in_target: 0 }))).toBeNull();
  });

  it('does not hold against the queue those who left early or still wait', () => {
    const line = queueLine({ offered: 30, abandoned: 12, counted: 10, answered_in_target: 8 });
    expect(spare(line)).toBe(0);
    expect(neededToRecover(line)).toBe(0);
  });

  it('counts the answers in time that win the day back', () => {
    const line = queueLine({ counted: 10, answered_in_target: 6 });
    const needed = neededToRecover(line)!;
    expect(needed).toBe(10);
    expect((6 + needed) / (10 + needed)).toBeGreaterThanOrEqual(0.8);
    expect((6 + needed - 1) / (10 + needed - 1)).toBeLessThan(0.8);
  });

  it('says zero when the target holds and null when a missed one cannot be won back', () => {
    expect(neededToRecover(queueLine({ counted: 10, answered_in_target: 8 }))).toBe(0);
    const everyOne = { share: 1, seconds: 20 };
    const missed = queueLine({ counted: 3, answered_in_target: 2, target: everyOne });
    expect(neededToRecover(missed)).toBeNull();
  });
});

describe('advice', () => {
  const waiting = { waiting: 8, eligible_available: 3, eligible_free_slots: 1 };
  const amal = { eligible_paused: 4, eligible_paused_longest: ['amal', 'bilal'] };

  it('calls back the paused before anything else', () => {
    expect(advice(queueLine({ ...waiting, ...amal }))).toEqual({
      kind: 'call_back',
      paused: ['amal', 'bilal'],
      count: 4,
    });
  });

  it('tells full from nobody', () => {
    expect(advice(queueLine(waiting))).toEqual({ kind: 'full', advisers: 3 });
    const alone = { waiting: 2, eligible_available: 0, eligible_free_slots: 0 };
    expect(advice(queueLine(alone))).toEqual({ kind: 'nobody' });
  });

  it('leaves dispatch to work when there is room for all who wait', () => {
    const room = { waiting: 2, eligible_available: 3, eligible_free_slots: 4 };
    expect(advice(queueLine({ ...room, ...amal }))).toEqual({ kind: 'flowing' });
  });

  it('says that the queue is closed', () => {
    expect(advice(queueLine({ ...waiting, ...amal, open: false }))).toEqual({ kind: 'closed' });
  });

  it('says what it takes to win the day back when nobody waits', () => {
    const line = queueLine({ ...amal, waiting: 0, counted: 10, answered_in_target: 6 });
    expect(advice(line)).toEqual({ kind: 'recover', count: 10 });
  });
});

describe('standings', () => {
  it('count the queues in each status, worst first, leaving out the empty ones', () => {
    const lines = (['ok', 'broken', 'ok'] as const).map((status) => queueLine({ status }));
    expect(standings(lines)).toEqual([
      ['broken', 1],
      ['ok', 2],
    ]);
  });
});

describe('tiles on the wall', () => {
  it.each([
    [1, 1],
    [3, 3],
    [5, 5],
    [6, 3],
    [8, 4],
    [10, 5],
    [11, 4],
    [15, 5],
  ])('%d queues stand in %d columns', (count, columns) => {
    expect(columnsFor(count)).toBe(columns);
  });
});
