import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { TargetFolders } from './target-folder.ts';

describe('what is known of target folders', () => {
  beforeEach(() => vi.useFakeTimers());
  afterEach(() => vi.useRealTimers());

  it('is nothing at first', () => {
    expect(new TargetFolders().takeFree('server', '/a', 'b')).toBe(false);
  });

  it('is free once: whoever asks is about to write there', () => {
    const folders = new TargetFolders();
    folders.put('server', '/a', ['there']);
    expect(folders.takeFree('server', '/a', 'new')).toBe(true);
    expect(folders.takeFree('server', '/a', 'new')).toBe(false);
    expect(folders.takeFree('other', '/a', 'new')).toBe(false);
  });

  it.each(['there', 'THERE', 'cafe\u0301'])('is not free under another spelling: %s', (name) => {
    const folders = new TargetFolders();
    folders.put('server', '/a', ['There', 'café']);
    expect(folders.takeFree('server', '/a', name)).toBe(false);
  });

  it('is believed for a minute', () => {
    const folders = new TargetFolders();
    folders.put('server', '/a', []);
    vi.advanceTimersByTime(61_000);
    expect(folders.takeFree('server', '/a', 'new')).toBe(false);
  });
});
