import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Node, SyntaxKind } from 'typescript/unstable/ast';
import {
  isCallExpression,
  isIdentifier,
  isNewExpression,
  isPropertyAssignment,
  isShorthandPropertyAssignment,
  isStringLiteral,
} from 'typescript/unstable/ast/is';
import { describe, expect, it } from 'vitest';
import { germanSentences } from '../../../shared/language/german/german-sentences.ts';
import { SentenceCatalogue } from '../../../shared/language/sentences.ts';
import { repositoryFiles, repositoryRoot } from '../repository-files.ts';
import { collectSentences, type Sentence } from './collect-sentences.ts';
import { written } from './template.ts';

/** Members of what crosses to the window that people read, and in which folders a member of that name is one. */
const shown: Readonly<Record<string, RegExp>> = {
  hint: /./,
  message: /./,
  note: /./,
  unfit: /./,
  caution: /./,
  alsoEnds: /./,
  label: /^electron\/monitor\//,
  detail: /^electron\/monitor\//,
  reason: /^electron\/monitor\//,
  error: /^shared\/model\//,
};

/** The words of an error, and what stands in a shown member. */
function shownBy(node: Node, file: string): Node[] {
  if (isNewExpression(node)) {
    const isError = isIdentifier(node.expression) && /^(?:RemoteError|UnmappablePathError)$/.test(node.expression.text);
    const words = node.expression.getText() === 'RemoteError' ? node.arguments?.[1] : node.arguments?.[0];
    return isError && words ? [words] : [];
  }
  // What the desktop says where Portside runs already.
  if (isCallExpression(node) && node.expression.kind === SyntaxKind.SuperKeyword && file === 'electron/data-lock.ts') {
    return [...node.arguments];
  }
  if (isCallExpression(node) && /^(?:sendWords|page)$/.test(node.expression.getText()) && /\/loopback\//.test(file)) {
    return node.arguments.filter(
      (argument) => isStringLiteral(argument) && argument.text !== 'Portside' && /^\p{Lu}/u.test(argument.text),
    );
  }
  const isMember = isPropertyAssignment(node) || isShorthandPropertyAssignment(node);
  if (!isMember || !isIdentifier(node.name) || !shown[node.name.text]?.test(file)) return [];
  return [isPropertyAssignment(node) ? node.initializer : node.name];
}

/** No sentence of Portside's own: one that came from elsewhere and was collected there, a server's, or the name of a kind. */
function isPassedOn({ template }: Sentence): boolean {
  const [only] = template;
  return template.length === 1 && (typeof only === 'object' || /^[a-z-]*$/.test(only ?? ''));
}

/** A place is filled with a digit: it fits where a number stands, and is no word. */
function example({ template }: Sentence): string {
  return template.map((piece) => (typeof piece === 'string' ? piece : '7')).join('');
}

/** English that went into a place as if it were data. */
const prose = /\p{Ll}{2} \p{Ll}{2}/u;

const catalogue = new SentenceCatalogue(germanSentences, 'de');

/** Why a sentence has no German. */
function problemOf(text: string): string | undefined {
  for (const found of catalogue.find(text)) {
    if (typeof found === 'string')
      return /\p{L}{2}/u.test(found) ? `no German for ${JSON.stringify(found)}` : undefined;
    for (const [name, value] of Object.entries(found.values)) {
      const isSentence = found.template.includes(`{${name}:sentence}`);
      if (isSentence ? problemOf(value) : prose.test(value)) return `${JSON.stringify(value)} in ${found.template}`;
    }
  }
  return undefined;
}

/** The page itself makes errors of two sentences, where it lost its host. */
const ofThePage = repositoryFiles()
  .filter(
    (file) => /^renderer\/.*\.tsx?$/.test(file) && !/\.test\.|fake-transport|messages\.ts$|\/languages\//.test(file),
  )
  .flatMap((file) => {
    const source = readFileSync(join(repositoryRoot, file), 'utf8');
    return [...source.matchAll(/new RemoteError\('[\w-]+', '([^']+)'|\bhint: '([^']+)'/g)].map(
      ([, message = '', hint = '']): Sentence => ({ template: [message || hint], where: file }),
    );
  });

const sentences = [...collectSentences(repositoryRoot, shownBy), ...ofThePage].filter(
  (sentence) => !isPassedOn(sentence),
);

describe('the sentences of the main process', () => {
  it('are found in the sources', () => {
    const found = sentences.map(({ template }) => written(template));
    // Written there; put together from a table; returned by a function; given to one.
    expect(found).toContain('The master password is wrong.');
    expect(found).toContain('“{path}” is in use by another program.');
    expect(found).toContain('{host}, port {port} does not answer.');
    expect(found).toContain('The server does not let you delete “{path}”.');
  });

  it('are all there in German', () => {
    const missing = new Set(
      sentences.flatMap((sentence) => {
        const problem = problemOf(example(sentence));
        return problem === undefined ? [] : [`${sentence.where}: ${problem}`];
      }),
    );
    expect([...missing], 'these belong into shared/language/german').toEqual([]);
  });

  it('are all still said: German has none that no source says', () => {
    const said = new Set<string>();
    const note = (text: string): void => {
      for (const found of catalogue.find(text)) {
        if (typeof found === 'string') continue;
        said.add(found.template);
        for (const value of Object.values(found.values)) note(value);
      }
    };
    for (const sentence of sentences) note(example(sentence));
    const unsaid = Object.keys(germanSentences).filter((template) => !said.has(template));
    expect(unsaid, 'these can go from shared/language/german').toEqual([]);
  });
});
