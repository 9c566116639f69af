import { describe, expect, it } from 'vitest';
import { calm, failure, scene, sends } from './testing/scripted-session.ts';

describe('the size of a file', () => {
  it('is asked for where MLST leaves it out', async () => {
    const MLST = '250-Here\n type=file; a\n250 End';
    await using s = await scene({ features: ['MLST type*;', 'SIZE'], answers: { MLST, SIZE: '213 7' } });
    expect(await s.fs.stat('/a', calm)).toEqual({ name: 'a', type: 'file', size: 7 });
  });

  it('is read from the folder’s listing where SIZE is forbidden, which does not say that there is no file', async () => {
    await using s = await scene({
      features: ['EPSV', 'SIZE'],
      answers: {
        SIZE: '550 Permission denied.',
        CWD: (path) => (path === '/' ? '250 There' : '550 Not a folder'),
        LIST: sends('-rw-r--r-- 1 ann ann 7 May  6 2024 a\r\n'),
      },
    });
    expect(await s.fs.stat('/a', calm)).toMatchObject({ name: 'a', type: 'file', size: 7 });
    await failure(s.fs.stat('/b', calm), 'not-found', '/b');
  });
});
