import { describe, expect, it } from 'vitest';
import { isRemoteError } from '../../../shared/model/remote-error.ts';
import { keepBusy } from '../../../test/keep-busy.ts';
import type { ScriptedSession } from './testing/scripted-server.ts';
import { calm as call, failure, pagesOf as pages, scene, silence } from './testing/scripted-session.ts';

describe('one session', () => {
  it.each(['/a\r\nDELE /b', '/a\nb', '/a\rb', '/a\0b', 'relative', '/a/../b'])(
    'sends nothing for the path %j',
    async (path) => {
      await using s = await scene({});
      const before = s.server.commands.length;
      await failure(s.fs.stat(path, call), 'invalid-request', path);
      await failure(pages(s.fs, path), 'invalid-request', path);
      await failure(s.fs.rename('/x', path, call), 'invalid-request', path);
      await s.fs.keepAlive(call);
      expect(s.server.commands.slice(before)).toEqual(['NOOP']);
    },
  );

  it('sends no half of a character', async () => {
    await using s = await scene({});
    await failure(s.fs.removeFile('/a\ud800', call), 'invalid-request', '/a\ud800');
    expect(s.fs.lost).toBeUndefined();
  });

  it('lets one operation wait for the other', async () => {
    await using s = await scene({
      features: ['MLST type*;'],
      answers: { MLST: '250-Here\n type=file; x\n250 End', DELE: '250 Gone' },
    });
    const [one, , three] = await Promise.all([
      s.fs.stat('/one', call),
      s.fs.removeFile('/two', call),
      s.fs.stat('/three', call),
    ]);
    expect([one.name, three.name]).toEqual(['one', 'three']);
    expect(s.server.commands.slice(-3)).toEqual(['MLST /one', 'DELE /two', 'MLST /three']);
  });

  it('ignores what the server says unasked', async () => {
    await using s = await scene({ features: ['MLST type*;'], answers: { MLST: '250-Here\n type=file; x\n250 End' } });
    s.server.sessions[0]?.reply('226 Who is there?');
    await expect.poll(() => s.transcript).toContain('received 226 Who is there?');
    expect(await s.fs.stat('/one', call)).toMatchObject({ type: 'file' });
  });

  it('is lost, with the reason, when the server says goodbye', async () => {
    await using s = await scene({});
    s.server.sessions[0]?.reply('421 No activity for 300 seconds');
    await expect.poll(() => s.fs.lost).toBeDefined();
    const error = await failure(s.fs.stat('/one', call), 'disconnected', '/one');
    expect(error.message).toContain('No activity');
  });

  it('is lost after a command without an answer', async () => {
    await using s = await scene({ answers: { DELE: silence } }, { connectMs: 2000, idleMs: 200 });
    await failure(s.fs.removeFile('/a', call), 'timeout', '/a');
    expect(s.fs.lost).toBeDefined();
  });

  it('was lost, for silence, where the server had answered while this computer was busy itself', async () => {
    const DELE = (_: string, session: ScriptedSession) => {
      session.reply('250 Gone');
      keepBusy(700);
      return undefined;
    };
    await using s = await scene({ answers: { DELE } }, { connectMs: 2000, idleMs: 500 });
    await s.fs.removeFile('/a', call);
    expect(s.fs.lost).toBeUndefined();
  });

  it('ends a command at once when it is cancelled', async () => {
    const controller = new AbortController();
    const DELE = () => {
      controller.abort();
      return undefined;
    };
    await using s = await scene({ answers: { DELE } }, { connectMs: 2000, idleMs: 60_000 });
    await failure(s.fs.removeFile('/a', { signal: controller.signal }), 'cancelled', '/a');
    expect(isRemoteError(s.fs.lost, 'disconnected')).toBe(true);
  });

  it('looks before it renames, since servers replace silently', async () => {
    await using s = await scene({ features: ['MLST type*;'], answers: { MLST: '250-Here\n type=file; x\n250 End' } });
    await failure(s.fs.rename('/a', '/b', call), 'exists', '/b');
    expect(s.server.commands).not.toContain('RNFR /a');
  });

  it('takes back abilities that the server turns out not to have', async () => {
    await using s = await scene({
      answers: { SITE: '502 No', SIZE: '213 1', LIST: '550 No', MDTM: '213 20200101000000' },
    });
    await failure(s.fs.extras.setPermissions?.('/a', 0o644, call) ?? Promise.resolve(), 'unsupported', '/a');
    expect(s.fs.extras.setPermissions).toBeUndefined();
    await failure(s.fs.extras.setModifiedTime?.('/a', 0, call) ?? Promise.resolve(), 'unsupported', '/a');
    expect(s.fs.extras.setModifiedTime).toBeUndefined();
    expect(s.server.commands).toContain('SITE CHMOD 644 /a');
    expect(s.server.commands).toContain('MDTM 19700101000000 /a');
  });

  it('sets times by MFMT where it is offered', async () => {
    await using s = await scene({ features: ['MFMT', 'MDTM'], answers: { MFMT: '213 Modify=20200101000000; /a' } });
    await s.fs.extras.setModifiedTime?.('/a', Date.UTC(2020, 0, 1), call);
    expect(s.server.commands.at(-1)).toBe('MFMT 20200101000000 /a');
  });
});
