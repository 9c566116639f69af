import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import type { Charset } from '../../../shared/model/connection-options.ts';
import { ControlConnection } from './control-connection.ts';
import { patientFor } from './limit.ts';
import { probeTelnetEscape } from './telnet-escape.ts';
import { wireTextOf } from './wire-text.ts';

/** What a server makes of the bytes of a name. */
type Reading = (wire: string) => string;

const asItIs: Reading = (wire) => wire;
const twoForOne: Reading = (wire) => wire.replaceAll('\xff\xff', '\xff');
/** RFC 854 to the letter: a single one is an order, and gone. */
const byTheBook: Reading = (wire) =>
  wire.replaceAll('\xff\xff', '\x01').replaceAll('\xff', '').replaceAll('\x01', '\xff');
const doubled: Reading = (wire) => wire.replaceAll('\xff', '\xff\xff');

const servers: Server[] = [];
const sockets: Socket[] = [];
afterEach(() => {
  for (const socket of sockets.splice(0)) socket.destroy();
  for (const server of servers.splice(0)) server.close();
});

async function connect(charset: Charset, answer: (path: string) => string) {
  const commands: string[] = [];
  const server = createServer((socket) => {
    sockets.push(socket);
    socket.setEncoding('latin1');
    socket.on('error', () => {});
    socket.on('data', (line: string) => {
      commands.push(line.trimEnd());
      socket.write(`${answer(line.trimEnd().slice(4))}\r\n`, 'latin1');
    });
  });
  servers.push(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const control = new ControlConnection({ host: '127.0.0.1', port }, { write() {} }, wireTextOf(charset));
  await control.dial(undefined, patientFor(5000));
  return { control, commands };
}

const limit = patientFor(5000);

describe('the byte 0xFF in commands', () => {
  it.each<[string, (path: string) => string, 'plain' | 'doubled']>([
    ['takes it as it is', (path) => `550 Can't change directory to ${asItIs(path)}`, 'plain'],
    ['takes two for one', (path) => `550 ${twoForOne(path)}: No such file or directory`, 'doubled'],
    ['keeps to Telnet', (path) => `550 ${byTheBook(path)}: No such file or directory`, 'doubled'],
    ['keeps to Telnet in its replies too', (path) => `550 ${doubled(byTheBook(path))}: No such file`, 'doubled'],
    ['repeats nothing', () => '550 Failed to change directory.', 'plain'],
  ])('goes out as a server likes it that %s', async (_, answer, expected) => {
    const { control, commands } = await connect('windows-1251', answer);
    const way = await probeTelnetEscape(control, limit);
    expect(way).toBe(expected);
    control.telnetEscape = way;
    await control.ask('MKD имя', limit);
    expect(commands.at(-1)).toBe(expected === 'doubled' ? 'MKD \xe8\xec\xff\xff' : 'MKD \xe8\xec\xff');
    control.close(new Error('done'));
  });

  it.each(['auto', 'gbk', 'shift_jis'] as const)('is not asked about where %s has no use for it', async (charset) => {
    const { control, commands } = await connect(charset, () => '550 No');
    expect(await probeTelnetEscape(control, limit)).toBe('plain');
    expect(commands).toEqual([]);
    control.close(new Error('done'));
  });

  it('counts once where a reply doubles it', async () => {
    const { control } = await connect('windows-1251', (path) => `257 "/${doubled(path)}"`);
    control.telnetEscape = 'plain';
    expect((await control.ask('MKD имя', limit)).lines).toEqual(['"/имя"']);
    control.close(new Error('done'));
  });
});
