import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isIdentifier, isNewExpression } from 'typescript/unstable/ast/is';
import { expect, it } from 'vitest';
import { collectSentences } from './collect-sentences.ts';
import { written } from './template.ts';

const source = `
class Failure { constructor(readonly message: string) {} }
interface Meaning { readonly says: string; readonly advice?: string }
const meanings: Record<string, Meaning> = { a: { says: 'is gone' }, b: { says: 'is in use' } };
const limits = { small: ['seconds', 'short'], large: ['minutes', 'long'] } as const;

export function byTable(code: string, path: string) {
  const { says } = meanings[code] ?? { says: 'gives no reason' };
  throw new Failure(\`“\${path}” \${says}.\`);
}
export function byParameter(what: string) { return new Failure('The server cannot ' + what + '.'); }
export const one = byParameter('copy files');
export const two = byParameter(one ? 'make links' : 'go on');
const where = (port: number) => \`port \${port}\`;
export const three = new Failure(\`Nothing listens on \${where(21)}.\`);
export function byPosition(size: keyof typeof limits) {
  const [unit] = limits[size];
  throw new Failure(\`It took \${unit}.\`);
}
export function joined(isLate: boolean) {
  const notes = [isLate ? 'It came late.' : undefined, 'It is whole.'].filter(Boolean);
  throw new Failure(notes.join(' '));
}
export function again(count: number) { return count > 0 ? new Failure(again(count - 1).message) : new Failure('At last.'); }
`;

it('follows a sentence through tables, parameters, functions, lists and properties to where its words are', async () => {
  const root = await realpath(await mkdtemp(join(tmpdir(), 'portside-sentences-')));
  try {
    await mkdir(join(root, 'electron'));
    await writeFile(join(root, 'electron/source.ts'), source);
    const compilerOptions = {
      target: 'es2024',
      module: 'esnext',
      moduleResolution: 'bundler',
      strict: true,
      types: [],
    };
    await writeFile(join(root, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['electron'] }));
    const found = collectSentences(root, (node) => {
      const isFailure = isNewExpression(node) && isIdentifier(node.expression) && node.expression.text === 'Failure';
      return isFailure && node.arguments?.[0] ? [node.arguments[0]] : [];
    });
    expect(found.map(({ template, where }) => `${where}: ${written(template)}`)).toEqual([
      'electron/source.ts:9: “{path}” is gone.',
      'electron/source.ts:9: “{path}” is in use.',
      'electron/source.ts:9: “{path}” gives no reason.',
      'electron/source.ts:11: The server cannot copy files.',
      'electron/source.ts:11: The server cannot make links.',
      'electron/source.ts:11: The server cannot go on.',
      'electron/source.ts:15: Nothing listens on port {port}.',
      'electron/source.ts:18: It took seconds.',
      'electron/source.ts:18: It took minutes.',
      'electron/source.ts:22: It came late.',
      'electron/source.ts:22: It is whole.',
      'electron/source.ts:24: {message}',
      'electron/source.ts:24: At last.',
    ]);
  } finally {
    await rm(root, { recursive: true, force: true });
  }
});
