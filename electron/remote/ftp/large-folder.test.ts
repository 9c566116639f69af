import { expect, it } from 'vitest';
import { calm, scene } from './testing/scripted-session.ts';

const HALF = 50_000;

function rows(from: number): string {
  const lines = Array.from({ length: HALF }, (_, at) => `type=file;size=1;modify=20260101000000; row ${from + at}\r\n`);
  return lines.join('');
}

it('a folder of 100,000 entries shows its first rows while the server still lists, and each row once', async () => {
  const { promise: shown, resolve: goOn } = Promise.withResolvers<void>();
  await using s = await scene({
    features: ['EPSV', 'MLST type*;size*;modify*;'],
    answers: {
      MLSD: async (_, session) => {
        session.reply('150 Here it comes');
        const data = await session.data();
        data.write(rows(0));
        // Whoever waits for the end before it shows anything waits for ever.
        await shown;
        data.end(rows(HALF));
        return '226 Done';
      },
    },
  });
  const names = new Set<string>();
  let largestPage = 0;
  for await (const page of s.fs.list('/', calm)) {
    goOn();
    largestPage = Math.max(largestPage, page.entries.length);
    for (const { name } of page.entries) names.add(name);
  }
  expect(names.size).toBe(2 * HALF);
  expect(largestPage).toBeLessThan(10_000);
});
