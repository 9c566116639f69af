import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { mergeCalls } from './merge-calls.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

it('the first call is passed on at once, a crowd that follows as one, and nothing more after it', () => {
  const call = vi.fn();
  const merged = mergeCalls(call, 100);
  merged();
  expect(call).toHaveBeenCalledTimes(1);
  for (let time = 0; time < 50; time++) merged();
  expect(call).toHaveBeenCalledTimes(1);
  vi.advanceTimersByTime(100);
  expect(call).toHaveBeenCalledTimes(2);
  vi.advanceTimersByTime(1_000);
  expect(call).toHaveBeenCalledTimes(2);
  merged();
  expect(call).toHaveBeenCalledTimes(3);
});

it('a call that calls again is told of it later, once', () => {
  const call = vi.fn(() => {
    if (call.mock.calls.length < 3) merged();
  });
  const merged = mergeCalls(call, 100);
  merged();
  expect(call).toHaveBeenCalledTimes(1);
  vi.advanceTimersByTime(1_000);
  expect(call).toHaveBeenCalledTimes(3);
});
