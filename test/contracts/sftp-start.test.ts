import { describe, expect, it } from 'vitest';
import { logIn, refusal } from './log-in.ts';
import { type ScriptedServerOptions, startScriptedServer } from './sftp-scripted-server.ts';

/** Takes the login, and is silent from the request on that it tells of. */
const silentFrom: Record<string, (asked: () => void) => ScriptedServerOptions> = {
  'the channel': (asked) => ({ session: asked }),
  'the SFTP subsystem': (asked) => ({ session: (accept) => accept().on('subsystem', asked) }),
  'the version of SFTP': (asked) => ({ channel: (channel) => channel.once('data', asked) }),
  'the home folder': (asked) => ({ sftp: (sftp) => sftp.on('REALPATH', asked) }),
};

describe.concurrent.each(Object.entries(silentFrom))(
  'an SFTP server that takes the login and never answers for %s',
  (_, script) => {
    async function start() {
      const asked = Promise.withResolvers<void>();
      const hungUp = Promise.withResolvers<void>();
      const server = await startScriptedServer({
        ...script(() => asked.resolve()),
        authenticate: (context, connection) => {
          connection.once('close', () => hungUp.resolve());
          context.accept();
        },
      });
      return Object.assign(server, { asked: asked.promise, hungUp: hungUp.promise });
    }

    it('is left in the time to connect, with what to do about it', async () => {
      await using server = await start();
      const failure = await refusal(
        logIn({ ...server, user: 'ann', sftp: { agent: false }, timeouts: { connectMs: 5000, idleMs: 3_600_000 } }),
        'timeout',
      );
      expect(failure.data.hint).toMatch(/again/);
      await server.asked;
      await server.hungUp;
    });

    it('is left at once when the user cancels', async () => {
      await using server = await start();
      const cancelling = new AbortController();
      const patience = { connectMs: 3_600_000, idleMs: 3_600_000 };
      const opening = refusal(
        logIn({ ...server, user: 'ann', sftp: { agent: false }, timeouts: patience, signal: cancelling.signal }),
        'cancelled',
      );
      await server.asked;
      cancelling.abort();
      await opening;
      await server.hungUp;
    });
  },
);
