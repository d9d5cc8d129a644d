// A hand on the page counts for half a minute, whatever the page does by itself.
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { isAlone, watchHands } from './activity.ts';

beforeEach(() => void vi.useFakeTimers({ now: 0 }));
afterEach(() => void vi.useRealTimers());

const pass = (seconds: number) => vi.setSystemTime(Date.now() + seconds * 1000);

describe('a page', () => {
  test('that was just opened has somebody at it, and after a while nobody', () => {
    watchHands();
    expect(isAlone()).toBe(false);
    pass(29);
    expect(isAlone()).toBe(false);
    pass(2);
    expect(isAlone()).toBe(true);
  });
  test.each(['pointerdown', 'pointermove', 'keydown', 'wheel', 'touchstart'])('hears %s', (sign) => {
    watchHands();
    pass(3600);
    document.body.dispatchEvent(new Event(sign, { bubbles: false }));
    expect(isAlone()).toBe(false);
  });
  test('is looked at again when it is shown, not when it is hidden', () => {
    watchHands();
    pass(3600);
    const hidden = vi.spyOn(document, 'hidden', 'get').mockReturnValue(true);
    document.dispatchEvent(new Event('visibilitychange'));
    expect(isAlone()).toBe(true);
    hidden.mockReturnValue(false);
    document.dispatchEvent(new Event('visibilitychange'));
    expect(isAlone()).toBe(false);
  });
});
