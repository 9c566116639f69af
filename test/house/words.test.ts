import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { english } from '../../renderer/app/messages.ts';
import { repositoryFiles, repositoryRoot } from './repository-files.ts';

/** Attributes whose values people see or hear. */
const said =
  /\b(?<attribute>aria-(?:label|description|roledescription|valuetext)|alt|description|heading|hint|label|lead|message|note|placeholder|text|title)=(?:\{\s*)?(?<quote>["'`])(?<words>[^"'`]*)\k<quote>/g;
/** `<b>{'Word'}</b>` and `<b>{isOpen ? 'Word' : …}</b>` go around Biome's noJsxLiterals. Ids, chosen in `t(…)`, are no words. */
const inBraces = />\s*\{(?<expression>[^{}<>]*)\}\s*</g;
const result = /(?:^|\?\?|[?:]|&&|\|\|)\s*(?<quote>["'`])(?<words>[^"'`]*)\k<quote>/g;

/** Examples of what may be typed, and names: the same in every language. */
const sameEverywhere = new Set(['example.org', '/var/www', '/home/ann/ann.p12', '*.jpg', '*.log', 'FTP']);

function hardCoded(source: string): string[] {
  const expressions = [...source.matchAll(inBraces)].map(({ groups }) => groups?.['expression'] ?? '');
  return [source.matchAll(said), ...expressions.map((expression) => expression.matchAll(result))]
    .flatMap((matches) => [...matches].map(({ groups }) => groups?.['words'] ?? ''))
    .map((words) => words.replace(/\$\{[^}]*\}/g, ''))
    .filter((words) => /\p{L}{2}/u.test(words) && !sameEverywhere.has(words) && !(words in english));
}

const components = repositoryFiles().filter((file) => /^renderer\/.*\.tsx$/.test(file) && !file.includes('.test.'));

describe('the words of the window', () => {
  it.each([
    ['<input aria-label="File name" />', 'File name'],
    ["<Button title={'Close'} />", 'Close'],
    ['<Field label={`Files in $' + '{path}`} />', 'Files in '],
    ["<b>{'Done'}</b>", 'Done'],
    ["<b>{isOpen ? 'Close' : t('open')}</b>", 'Close'],
  ])('are found where they stand in a component: %s', (source, words) => {
    expect(hardCoded(source)).toEqual([words]);
  });

  it('are not seen where there are none', () => {
    expect(hardCoded('<Field label={t("connect.host")} placeholder="example.org" title={name} />')).toEqual([]);
  });

  it('come from the catalogue, in every component', () => {
    expect(components.length).toBeGreaterThan(50);
    const found = components.flatMap((file) =>
      hardCoded(readFileSync(join(repositoryRoot, file), 'utf8')).map((words) => `${file}: ${words}`),
    );
    expect(found).toEqual([]);
  });
});
