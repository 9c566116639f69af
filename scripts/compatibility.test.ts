import { describe, expect, it } from 'vitest';
import { type CompatibilityRecord, compatibilityVariants } from '../test/contracts/record-compatibility.ts';
import { compatibilityPage } from './compatibility.ts';

const all: CompatibilityRecord[] = Object.entries(compatibilityVariants).flatMap(([server, variants]) =>
  variants.map((variant) => ({
    server,
    version: '1.2',
    variant,
    passed: 70,
    failed: [],
    skipped: [{ name: 'names: a*', reason: 'the server takes none' }],
    facts: { protocol: 'FTP', security: { level: 'plain' }, abilities: ['checksum'], dataConnections: ['EPSV'] },
  })),
);

function changed(change: Partial<CompatibilityRecord>): CompatibilityRecord[] {
  return all.map((record, at) => (at === 0 ? { ...record, ...change } : record));
}

describe('the page about servers', () => {
  it('names every server and variant, and says the same whatever the order of the records', () => {
    const page = compatibilityPage(all);
    for (const { server, variant } of all) {
      expect(page).toContain(`## ${server} 1.2`);
      expect(page).toContain(`| ${variant} |`);
    }
    expect(compatibilityPage(all.toReversed())).toBe(page);
  });

  it('says what is missing, and why a test did not run, once for each server', () => {
    const page = compatibilityPage(all);
    expect(page).toContain('Offered: checksums by the server.');
    expect(page.match(/Not run: names: a\*: the server takes none$/gm)).toHaveLength(
      Object.keys(compatibilityVariants).length,
    );
    expect(page).toMatch(/Not offered by the server as it was set up: .*permissions/);
  });

  it('tells what is true of one variant only together with it', () => {
    const [first] = all;
    const page = compatibilityPage(changed({ skipped: [{ name: 'x', reason: 'y' }] }));
    expect(page).toContain(`- Not run: x: y (${first?.variant})`);
  });

  it('is not made of a run that failed, or that left a variant out', () => {
    expect(() => compatibilityPage(all.slice(1))).toThrow(/has not run/);
    expect(() => compatibilityPage(changed({ failed: ['list: a test'] }))).toThrow(/failed: list: a test/);
    const partly = [{ name: 'x', reason: 'not run' }];
    expect(() => compatibilityPage(changed({ skipped: partly }))).toThrow(/ran in part/);
  });
});
