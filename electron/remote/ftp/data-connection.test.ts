import { describe, expect, it } from 'vitest';
import { connectFtp } from './connect-ftp.ts';
import type { Answer } from './testing/scripted-server.ts';
import {
  contextWith,
  failure,
  namesIn as names,
  pagesOf as pages,
  row,
  scene,
  sends,
  targetOf,
} from './testing/scripted-session.ts';

describe('data connections', () => {
  it('falls back to PASV where EPSV is unknown, and remembers', async () => {
    await using s = await scene({
      answers: { EPSV: '500 What?', PASV: passive('127,0,0,1'), LIST: sends(row) },
    });
    expect(await names(s.fs)).toEqual(['plain.txt']);
    expect(await names(s.fs)).toEqual(['plain.txt']);
    expect(s.server.commands.filter((command) => command === 'EPSV')).toHaveLength(1);
    expect(s.server.commands.filter((command) => command === 'PASV')).toHaveLength(2);
  });

  it('falls back to PASV where the port of EPSV is closed', async () => {
    await using s = await scene({
      answers: { EPSV: '229 Here (|||1|)', PASV: passive('127,0,0,1'), LIST: sends(row) },
    });
    expect(await names(s.fs)).toEqual(['plain.txt']);
  });

  it('does not try EPSV again in the next session where only what PASV names could be reached', async () => {
    await using s = await scene({
      answers: { EPSV: '229 Here (|||1|)', PASV: passive('127,0,0,1'), LIST: sends(row) },
    });
    expect(await names(s.fs)).toEqual(['plain.txt']);
    await using next = await connectFtp(targetOf(s.server), contextWith());
    expect(await names(next)).toEqual(['plain.txt']);
    expect(s.server.commands.filter((command) => command === 'EPSV')).toHaveLength(1);
  });

  it.each(['10,0,0,1', '0,0,0,0', '198,51,100,7'])(
    'goes to the server itself where PASV names %s, and says so',
    async (address) => {
      await using s = await scene({ answers: { EPSV: '500 What?', PASV: passive(address), LIST: sends(row) } });
      expect(await names(s.fs)).toEqual(['plain.txt']);
      expect(s.transcript.join('\n')).toMatch(new RegExp(`names ${address.replaceAll(',', '.')} .* 127.0.0.1`));
    },
  );

  it('explains closed ports, and stays usable', async () => {
    let open = false;
    await using s = await scene({
      answers: {
        EPSV: async (_, session) => (open ? `229 Here (|||${await session.listen()}|)` : '229 Here (|||1|)'),
        PASV: '227 Here (127,0,0,1,0,1)',
        LIST: sends(row),
      },
    });
    const error = await failure(pages(s.fs), 'unreachable', '/');
    expect(error.data.hint).toMatch(/firewall/);
    expect(s.fs.lost).toBeUndefined();
    open = true;
    expect(await names(s.fs)).toEqual(['plain.txt']);
  });

  it('takes the connection and the 150 in either order', async () => {
    await using s = await scene({
      answers: {
        LIST: async (_, session) => {
          const data = await session.data();
          await new Promise<void>((resolve) => data.end(row, resolve));
          session.reply('150 It has been');
          return '226 Done';
        },
      },
    });
    expect(await names(s.fs)).toEqual(['plain.txt']);
  });

  it('needs no 150 where there is nothing to send', async () => {
    await using s = await scene({
      answers: {
        LIST: async (_, session) => {
          (await session.data()).end();
          return '226 Nothing there';
        },
      },
    });
    expect(await names(s.fs)).toEqual([]);
  });
});

function passive(address: string): Answer {
  return async (_, session) => {
    const port = await session.listen();
    return `227 Entering passive mode (${address},${port >> 8},${port & 255}).`;
  };
}
