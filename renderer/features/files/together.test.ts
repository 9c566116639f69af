import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { RemoteError } from '../../../shared/model/remote-error.ts';
import { Services } from '../../app/services.ts';
import { connection, fakeMainProcess } from '../../app/testing-window.ts';
import type { FakeTransport } from '../../client/fake-transport.ts';
import { sameSteps } from './together.ts';

describe('the same steps from another folder', () => {
  test.each([
    ['/home/ann', '/home/ann/site/css', '/www', '/www/site/css'],
    ['/home/ann/site', '/home/ann', '/www/site', '/www'],
    ['/home/ann/site', '/home/bob', '/www/site', '/bob'],
    ['/home/ann', '/home/ann', '/www', '/www'],
    ['/', '/css', '/', '/css'],
    ['/a/b', '/', '/www', undefined],
  ])('from %s to %s, from %s: %s', (from, to, third, expected) => {
    expect(sameSteps(from, to, third)).toBe(expected);
  });
});

describe('two panes that are tied', () => {
  let transport: FakeTransport;
  let services: Services;
  let folders: Set<string>;

  beforeEach(async () => {
    vi.useFakeTimers();
    folders = new Set(['/home/ann', '/www/css', '/home/ann/css', '/', '/www']);
    transport = fakeMainProcess({ open: [connection('one')], workspace: undefined });
    transport.answers['files.stat'] = ({ place }) => {
      if (!folders.has(place.path)) throw new RemoteError('not-found', 'no such folder');
      return { name: 'x', type: 'directory' };
    };
    transport.answers['files.makeDirectory'] = ({ parent, name }) => {
      folders.add(`${parent.path === '/' ? '' : parent.path}/${name}`);
    };
    services = new Services(transport, 'en');
    await services.start();
    await settle();
    services.together.toggle();
  });

  afterEach(() => vi.useRealTimers());

  const settle = () => vi.advanceTimersByTimeAsync(3_000);
  const go = async (side: 'left' | 'right', path: string) => {
    services.activePane(side)?.getState().open(path);
    await settle();
  };
  const paths = () => (['left', 'right'] as const).map((side) => services.activePane(side)?.getState().path);
  const newest = () => services.notices.getState().notices.at(-1);

  test('go the same steps, whichever of them is led', async () => {
    await go('left', '/home/ann/css');
    expect(paths()).toEqual(['/home/ann/css', '/www/css']);
    await go('right', '/www');
    expect(paths()).toEqual(['/home/ann', '/www']);
  });

  test('one without such a folder stays, offers to create it, and joins again', async () => {
    await go('left', '/home/ann/img');
    expect(paths()).toEqual(['/home/ann/img', '/www']);
    expect(newest()).toMatchObject({ message: 'together.notThere', values: { folder: '/www/img' } });
    newest()?.action?.run();
    await settle();
    expect(paths()).toEqual(['/home/ann/img', '/www/img']);
    await go('left', '/home/ann');
    expect(paths()).toEqual(['/home/ann', '/www']);
  });

  test('above the topmost folder of one, it stays and says so', async () => {
    await go('left', '/');
    expect(paths()).toEqual(['/', '/www']);
    expect(newest()?.message).toBe('together.noFurther');
  });

  test('go their own ways when another tab comes to the front, or on request', async () => {
    services.openLocalTab('right');
    await settle();
    expect(services.together.store.getState().pair).toBeUndefined();
    expect(newest()?.message).toBe('together.ended');
    await go('left', '/home/ann/css');
    expect(paths()).toEqual(['/home/ann/css', '/home/ann']);
    services.together.toggle();
    services.together.toggle();
    await go('right', '/home');
    expect(paths()).toEqual(['/home/ann/css', '/home']);
  });

  test('one that went on while the other was looked for is not brought back', async () => {
    folders.add('/www/slow');
    let answer = () => {};
    transport.answers['files.stat'] = ({ place }) => {
      if (place.path !== '/www/slow') return { name: 'x', type: 'directory' };
      return new Promise((resolve) => {
        answer = () => resolve({ name: 'slow', type: 'directory' });
      });
    };
    await go('left', '/home/ann/slow');
    await go('left', '/home/ann/css');
    answer();
    await settle();
    expect(paths()).toEqual(['/home/ann/css', '/www/css']);
  });
});
