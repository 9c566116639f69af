import { afterEach, expect, it, vi } from 'vitest';
import { Services } from '../../app/services.ts';
import { fakeMainProcess } from '../../app/testing-window.ts';
import { copyLines } from './copy-text.ts';

const services = () => new Services(fakeMainProcess({ open: [], workspace: undefined }), 'en');
afterEach(() => vi.unstubAllGlobals());

it('says that a path was copied', async () => {
  const writeText = vi.fn(async () => {});
  vi.stubGlobal('navigator', { clipboard: { writeText } });
  const window = services();
  await copyLines(window, ['/a', '/b'], 'notice.pathsCopied');
  expect(writeText).toHaveBeenCalledWith('/a\n/b');
  expect(window.notices.getState().notices).toMatchObject([{ tone: 'success', values: { count: 2 } }]);
});

it('says so where the clipboard refuses, instead of nothing', async () => {
  const writeText = () => Promise.reject(new DOMException('not allowed', 'NotAllowedError'));
  vi.stubGlobal('navigator', { clipboard: { writeText } });
  const window = services();
  await copyLines(window, ['/a'], 'notice.pathsCopied');
  expect(window.notices.getState().notices).toMatchObject([{ tone: 'error', message: 'error.clipboard' }]);
});
