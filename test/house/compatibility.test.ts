import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { compatibilityVariants } from '../contracts/record-compatibility.ts';
import { repositoryFiles, repositoryRoot } from './repository-files.ts';

const page = join(repositoryRoot, 'docs/compatibility.md');

describe('docs/compatibility.md', () => {
  it('names every server and variant that the contract suite runs on', () => {
    expect(existsSync(page), 'run npm test, then node scripts/compatibility.ts').toBe(true);
    const sections = readFileSync(page, 'utf8').split(/^## /m);
    for (const [server, variants] of Object.entries(compatibilityVariants)) {
      const section = sections.find((text) => text.startsWith(`${server} `)) ?? '';
      const missing = variants.filter((variant) => !section.includes(`| ${variant} |`));
      expect(missing, `${server}: run npm test, then node scripts/compatibility.ts`).toEqual([]);
    }
  });

  it('promises nothing that no test of the suite records', () => {
    const tests = repositoryFiles().filter((file) => /^test\/contracts\/.*\.ts$/.test(file));
    const sources = tests
      .filter((file) => !file.endsWith('record-compatibility.ts'))
      .map((file) => readFileSync(join(repositoryRoot, file), 'utf8'))
      .join('\n');
    const unrecorded = Object.values(compatibilityVariants)
      .flat()
      .filter((variant) => !sources.includes(`'${variant}'`));
    expect(unrecorded).toEqual([]);
  });
});
