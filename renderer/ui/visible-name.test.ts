import { expect, test } from 'vitest';
import { titleName, visibleName, visibleText } from './visible-name.ts';

test.each([
  ['holiday.jpg', 'holiday.jpg'],
  ['Grüße & more', 'Grüße & more'],
  ['two\r\nlines', 'two␍␊lines'],
  ['nul\0byte', 'nul␀byte'],
  ['del\x7f', 'del␡'],
  ['invoice\u202Efdp.exe', 'invoice⟨U+202E⟩fdp.exe'],
  ['عربي.txt', 'عربي.txt'],
])('%j is shown as %s', (name, shown) => {
  expect(visibleName(name)).toBe(shown);
});

test('of a long name a title shows the beginning and the end', () => {
  expect(titleName('holiday.jpg')).toBe('holiday.jpg');
  const long = titleName(`${'Minutes of the harbour meeting, '.repeat(10)}March.pdf`);
  expect(long).toBe('Minutes of the harbour meeting, Minutes of t…r meeting, March.pdf');
  expect(titleName('é'.repeat(64))).toBe('é'.repeat(64));
});

test('text keeps its lines and tabs, and nothing else that is not seen', () => {
  expect(visibleText('550 No\r\n\tsuch \x1b[2J\u202Efile\rx')).toBe('550 No\n\tsuch ␛[2J⟨U+202E⟩file␍x');
});
