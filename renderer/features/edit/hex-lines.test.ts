import { expect, test } from 'vitest';
import { hexLines } from './hex-lines.ts';

test('bytes are shown in lines of sixteen, with what can be read of them', () => {
  const hex = [...'%PNG bytes here!', 'é'].map((c) => c.charCodeAt(0).toString(16)).join('');
  expect(hexLines(hex).split('\n')).toEqual([
    '00000000  25 50 4e 47 20 62 79 74 65 73 20 68 65 72 65 21  %PNG bytes here!',
    `00000010  e9${' '.repeat(45)}  .`,
  ]);
  expect(hexLines('')).toBe('');
});
