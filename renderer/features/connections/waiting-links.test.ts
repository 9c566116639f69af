import { beforeEach, describe, expect, test } from 'vitest';
import { RemoteError } from '../../../shared/model/remote-error.ts';
import { createDialogsStore, type DialogsStore } from '../../app/dialogs-store.ts';
import { createClient } from '../../client/client.ts';
import { FakeTransport } from '../../client/fake-transport.ts';
import { WaitingLinks } from './waiting-links.ts';

const linkTo = (host: string) => ({
  target: { protocol: 'sftp' as const, encryption: 'auto' as const, host, port: 22, user: 'ann' },
});

let waiting: string[];
let transport: FakeTransport;
let dialogs: DialogsStore;
let links: WaitingLinks;
let errors: unknown[];

beforeEach(() => {
  waiting = [];
  errors = [];
  transport = new FakeTransport({
    'desktop.takeLink': () => {
      const host = waiting.shift();
      return host === undefined ? undefined : linkTo(host);
    },
  });
  dialogs = createDialogsStore();
  links = new WaitingLinks(createClient(transport), dialogs, (error) => errors.push(error));
});

function arrive(...hosts: string[]): void {
  for (const host of hosts) {
    waiting.push(host);
    transport.emit('desktop.linksWaiting', { count: waiting.length });
  }
}

/** Lets every answer that is on its way arrive. */
const settle = () => new Promise((resolve) => setImmediate(resolve));

const shown = () => {
  const { open } = dialogs.getState();
  return open?.kind === 'connect' ? open.target?.host : open?.kind;
};

describe('links that wait', () => {
  test('are shown in the connect dialog, which says so and waits for a yes', async () => {
    waiting.push('a.example.org');
    await links.listen();
    expect(dialogs.getState().open).toEqual({
      kind: 'connect',
      ...linkTo('a.example.org'),
      start: 'later',
      from: 'link',
    });
  });

  test('are shown one after the other, and none is lost', async () => {
    await links.listen();
    arrive('a', 'b', 'c');
    const order: unknown[] = [];
    for (let i = 0; i < 4; i++) {
      await settle();
      order.push(shown());
      dialogs.getState().close();
    }
    expect(order).toEqual(['a', 'b', 'c', undefined]);
  });

  test('replace no dialog that is open', async () => {
    await links.listen();
    dialogs.getState().show({ kind: 'shortcuts' });
    arrive('a');
    await settle();
    expect(shown()).toBe('shortcuts');
    expect(waiting).toEqual(['a']);
    dialogs.getState().close();
    await settle();
    expect(shown()).toBe('a');
  });

  test('wait for a dialog that opened while the link was on its way', async () => {
    await links.listen();
    arrive('a');
    await Promise.resolve();
    dialogs.getState().show({ kind: 'shortcuts' });
    await settle();
    expect(shown()).toBe('shortcuts');
    dialogs.getState().close();
    await settle();
    expect(shown()).toBe('a');
  });

  test('go on after one that could not be taken', async () => {
    await links.listen();
    const { answers } = transport;
    const take = answers['desktop.takeLink'];
    answers['desktop.takeLink'] = () => {
      throw new RemoteError('disconnected', 'Gone.');
    };
    arrive('a');
    await settle();
    expect(errors).toMatchObject([{ kind: 'disconnected' }]);
    if (take) answers['desktop.takeLink'] = take;
    arrive('b');
    await settle();
    expect(shown()).toBe('a');
  });
});
