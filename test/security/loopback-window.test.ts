import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RemoteError } from '../../shared/model/remote-error.ts';
import { eventually } from '../eventually.ts';
import { type LoopbackFixture, startLoopbackFixture } from './loopback-fixture.ts';

describe('a window of the loopback host', () => {
  let fixture: LoopbackFixture;
  let headers: Record<string, string>;

  beforeAll(async () => {
    fixture = await startLoopbackFixture({
      'transfers.resumeWaiting': () => {
        throw new RemoteError('denied', 'Not now.');
      },
      'transcript.clear': () => {
        throw new Error('the password is hunter2');
      },
    });
    headers = { Cookie: await fixture.enter(), Origin: `http://127.0.0.1:${fixture.host.port}` };
  });
  afterAll(() => fixture[Symbol.asyncDispose]());

  async function ask(frame: string | Buffer) {
    const { socket, frames } = await fixture.openWindow(headers);
    socket.send(frame);
    await eventually(() => expect(frames).toHaveLength(1));
    socket.close();
    return frames[0];
  }

  it.each([
    '',
    'null',
    '{',
    '[]',
    '1',
    '"app.info"',
    '{}',
    '{"name":"app.info"}',
    '{"id":"1","name":"app.info"}',
    '{"id":null,"name":"app.info"}',
    '\u0000',
  ])('is told that the frame %j is malformed', async (frame) => {
    expect(await ask(frame)).toMatchObject({ id: null, result: { ok: false, error: { kind: 'invalid-request' } } });
  });

  it('is told so of binary rubbish too', async () => {
    const answer = await ask(Buffer.from([0xff, 0xfe, 0x00, 0x80]));
    expect(answer).toMatchObject({ id: null, result: { ok: false, error: { kind: 'invalid-request' } } });
  });

  it.each(['nothing', 'app', 'app.info ', '__proto__', 'constructor', 'toString', 'hasOwnProperty', ''])(
    'is refused the unknown request %j',
    async (name) => {
      expect(await ask(JSON.stringify({ id: 7, name }))).toMatchObject({
        id: 7,
        result: { ok: false, error: { kind: 'invalid-request', message: 'Portside does not know this request.' } },
      });
    },
  );

  it('is refused a request without a name or with a name that is none', async () => {
    for (const name of [undefined, null, 3, {}, ['app.info']]) {
      expect(await ask(JSON.stringify({ id: 7, name }))).toMatchObject({
        id: 7,
        result: { ok: false, error: { kind: 'invalid-request' } },
      });
    }
  });

  it('gets the answer under the id of its request', async () => {
    expect(await ask('{"id":8,"name":"connections.list"}')).toEqual({ id: 8, result: { ok: true, value: null } });
  });

  it('gets errors as data, and of an unforeseen one not a word', async () => {
    expect(await ask('{"id":9,"name":"transfers.resumeWaiting"}')).toEqual({
      id: 9,
      result: { ok: false, error: { kind: 'denied', message: 'Not now.', retry: 'never' } },
    });
    const unforeseen = await ask('{"id":10,"name":"transcript.clear"}');
    expect(unforeseen).toMatchObject({ id: 10, result: { ok: false, error: { kind: 'io' } } });
    expect(JSON.stringify(unforeseen)).not.toContain('hunter2');
  });

  it('gets events that were emitted to it, and no other window does', async () => {
    const one = await fixture.openWindow(headers);
    const others = new Set(fixture.windows.keys());
    const other = await fixture.openWindow(headers);
    const opened = () => [...fixture.windows.keys()].filter((id) => !others.has(id));
    await eventually(() => expect(opened()).toHaveLength(1));
    const [id] = opened();
    fixture.windows.get(id ?? '')?.emit('prompts.changed', { prompts: [] });
    await eventually(() => expect(other.frames).toEqual([{ event: 'prompts.changed', payload: { prompts: [] } }]));
    // An answer that was asked for afterwards has come: an event would have come before it.
    one.socket.send('{"id":1,"name":"connections.list"}');
    await eventually(() => expect(one.frames).toHaveLength(1));
    expect(one.frames[0]).toMatchObject({ id: 1 });
    for (const { socket } of [one, other]) socket.close();
  });

  it('that sends more than a frame may hold is closed, and the host goes on', async () => {
    const { socket } = await fixture.openWindow(headers);
    const closed = once(socket, 'close');
    socket.send(Buffer.alloc(65 * 1024 * 1024, 32));
    expect((await closed)[0]).toBe(1009);
    expect(await ask('{"id":1,"name":"connections.list"}')).toMatchObject({ id: 1, result: { ok: true } });
  });
});
