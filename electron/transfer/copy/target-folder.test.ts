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

  describe('to which many go that no walk announced', () => {
    /** So many files are on their way there. @returns how often it was listed. */
    async function files(folders: TargetFolders, count: number, names?: string[]): Promise<number> {
      let listings = 0;
      const list = async () => {
        listings++;
        return names;
      };
      for (let file = 0; file < count; file++) await folders.learn('server', '/a', list);
      return listings;
    }

    it('is a listing, made once', async () => {
      const folders = new TargetFolders();
      expect(await files(folders, 100, ['there'])).toBe(1);
      expect([folders.takeFree('server', '/a', 'there'), folders.takeFree('server', '/a', 'new')]).toEqual([
        false,
        true,
      ]);
    });

    it('is a new one when the last is not believed any more', async () => {
      const folders = new TargetFolders();
      folders.put('server', '/a', []);
      expect(await files(folders, 100, [])).toBe(0);
      vi.advanceTimersByTime(61_000);
      expect(await files(folders, 100, ['there'])).toBe(1);
      expect(folders.takeFree('server', '/a', 'there')).toBe(false);
    });

    it('is nothing where they are few, or what is there too much', async () => {
      const [few, much] = [new TargetFolders(), new TargetFolders()];
      expect([await files(few, 10, []), await files(much, 1_000)]).toEqual([0, 1]);
      expect([few, much].map((folders) => folders.takeFree('server', '/a', 'new'))).toEqual([false, false]);
    });
  });
});
