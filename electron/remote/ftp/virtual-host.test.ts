import { describe, expect, it } from 'vitest';
import { connectFtp } from './connect-ftp.ts';
import { ScriptedServer } from './testing/scripted-server.ts';
import { contextWith, targetOf } from './testing/scripted-session.ts';

async function commandsTo(host: string, features: string, answer = '220 Welcome there') {
  await using server = await ScriptedServer.start({ answers: { FEAT: features, HOST: answer } });
  const commands: string[] = [];
  const transcript = { write: (kind: string, text: string) => void commands.push(`${kind} ${text}`) };
  await using fs = await connectFtp(targetOf(server, { host }), contextWith({ transcript }));
  expect(fs.lost).toBeUndefined();
  const sent = commands.filter((line) => line.startsWith('sent ')).map((line) => line.slice('sent '.length));
  return { before: sent.slice(0, sent.indexOf('USER ann')), all: commands.join('\n') };
}

const WITH_HOST = '211-Features:\r\n HOST\r\n SIZE\r\n211 End';

describe('HOST', () => {
  it('names the host before the login where the server has the command', async () => {
    expect((await commandsTo('localhost', WITH_HOST)).before).toEqual(['FEAT', 'HOST localhost']);
  });

  it('is not sent where the server does not announce it, nor for an address', async () => {
    expect((await commandsTo('localhost', '211-Features:\r\n SIZE\r\n211 End')).before).toEqual(['FEAT']);
    expect((await commandsTo('localhost', '530 Log in first')).before).toEqual(['FEAT']);
    expect((await commandsTo('127.0.0.1', WITH_HOST)).before).toEqual([]);
  });

  it('is no reason to give up where the server does not know the name', async () => {
    const { all } = await commandsTo('localhost', WITH_HOST, '504 Unknown host');
    expect(all).toContain('has no host of this name, and stays the one that it is: 504 Unknown host');
  });
});
