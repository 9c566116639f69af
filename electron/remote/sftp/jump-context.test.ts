import { describe, expect, it } from 'vitest';
import { type ConnectContext, defaultTimeouts } from '../connect.ts';
import type { Credentials } from '../credentials.ts';
import { contextOfJumpHost } from './jump-context.ts';
import type { Hop } from './route.ts';

const { signal } = new AbortController();
const hop: Hop = {
  alias: 'bastion',
  host: 'bastion.example',
  port: 22,
  user: 'ann',
  keys: { files: [], certificates: [], only: false, agent: undefined },
  knownHosts: undefined,
  legacyAlgorithms: false,
};

describe('the context of a jump host', () => {
  const asked: string[] = [];
  const written: string[] = [];
  const credentials: Credentials = {
    password: async () => 'the password of the server',
    passphrase: async (file) => `passphrase of ${file}`,
    answer: async ({ text }) => {
      asked.push(text);
      return 'typed';
    },
  };
  const context: ConnectContext = {
    signal,
    transcript: { write: (kind, text) => written.push(`${kind} ${text}`) },
    trust: { hostKey: async () => 'pinned', certificate: async () => 'pinned', plainText: async () => {} },
    credentials,
    timeouts: defaultTimeouts,
  };

  it("never gives it the server's password, even where it has no secrets of its own", async () => {
    const jump = contextOfJumpHost(hop, context).credentials;
    expect(await jump.password('first', signal)).toBe('typed');
    expect(await jump.password('rejected', signal)).toBe('typed');
    expect(asked).toEqual([
      'Password of ann on the jump host bastion.example',
      'Password of ann on the jump host bastion.example (the last one was refused)',
    ]);
    expect(await jump.passphrase('/key', 'first', signal)).toBe('passphrase of /key');
    await jump.answer({ text: 'Code:', echo: false }, signal);
    expect(asked.at(-1)).toBe('Jump host bastion.example: Code:');
  });

  it('asks the secrets of that host where they are kept', async () => {
    const own: Credentials = { ...credentials, password: async () => 'of the jump host' };
    const kept = { ...context, credentials: { ...credentials, forJumpHost: () => own } };
    expect(await contextOfJumpHost(hop, kept).credentials.password('first', signal)).toBe('of the jump host');
  });

  it('names it in the transcript', () => {
    contextOfJumpHost(hop, context).transcript.write('sent', 'log in');
    expect(written).toEqual(['sent bastion: log in']);
  });
});
