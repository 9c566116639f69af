import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ConnectDeadline } from './connect-deadline.ts';

describe('the time to connect', () => {
  const onExpired = vi.fn();
  beforeEach(() => {
    vi.useFakeTimers();
    onExpired.mockClear();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('runs out', () => {
    new ConnectDeadline(1000, onExpired);
    vi.advanceTimersByTime(999);
    expect(onExpired).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1);
    expect(onExpired).toHaveBeenCalledOnce();
  });

  it('does not count what the user takes to answer', async () => {
    const deadline = new ConnectDeadline(1000, onExpired);
    vi.advanceTimersByTime(600);
    const { promise, resolve } = Promise.withResolvers<string>();
    const asking = deadline.whileAsking(promise);
    expect(deadline.question).toBe(promise);
    vi.advanceTimersByTime(3_600_000);
    expect(onExpired).not.toHaveBeenCalled();
    resolve('answer');
    expect(await asking).toBe('answer');
    expect(deadline.question).toBeUndefined();
    vi.advanceTimersByTime(399);
    expect(onExpired).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1);
    expect(onExpired).toHaveBeenCalledOnce();
  });

  it('ends with the connection, even while a question is open', async () => {
    const deadline = new ConnectDeadline(1000, onExpired);
    const { promise, resolve } = Promise.withResolvers<void>();
    const asking = deadline.whileAsking(promise);
    deadline.end();
    resolve();
    await asking;
    vi.advanceTimersByTime(10_000);
    expect(onExpired).not.toHaveBeenCalled();
  });
});
