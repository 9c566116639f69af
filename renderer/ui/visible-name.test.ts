import { expect, test } from 'vitest';
import { visibleName } from './visible-name.ts';

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
