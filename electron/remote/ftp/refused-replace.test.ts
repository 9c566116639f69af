import { describe, expect, it } from 'vitest';
import { calm, failure, scene } from './testing/scripted-session.ts';

/** A server that calls itself Unix and renames onto nothing that is there. */
const refusing = (refusal: string, isThere = true) =>
  scene({
    features: ['SIZE', 'MLST type*;size*;modify*;'],
    answers: {
      RNFR: '350 And to?',
      RNTO: refusal,
      MLST: (path) => (isThere ? `250-Facts\n type=file;size=3; ${path}\n250 End` : '550 No such file'),
    },
  });

describe('renaming onto a file that is there', () => {
  it.each([
    '550 /page: Rename permission denied',
    '550 Rename failed.',
    '553 file exists',
    '553 Prohibited file name: page',
    '550 Access is denied.',
  ])('is refused for what is in the way, whatever the words: %s', async (refusal) => {
    await using session = await refusing(refusal);
    const replacing = session.fs.extras.atomicReplace?.('/page.part', '/page', calm);
    const error = await failure(replacing ?? Promise.resolve(), 'exists', '/page');
    expect(error.data).toMatchObject({ serverText: refusal });
  });

  it.each([
    ['550 Permission denied.', 'denied', false],
    ['552 Quota exceeded.', 'quota', true],
  ] as const)(
    'is what the server says where nothing is in the way, or something else: %s',
    async (refusal, kind, isThere) => {
      await using session = await refusing(refusal, isThere);
      await failure(session.fs.extras.atomicReplace?.('/page.part', '/page', calm) ?? Promise.resolve(), kind);
    },
  );
});
