import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { germanSentences } from './german/german-sentences.ts';
import { SentenceCatalogue, type SentenceTexts } from './sentences.ts';

const german = new SentenceCatalogue(germanSentences, 'de');
const place = /\{(\w+)(?::(number|sentence))?(?:\|[^{}]*)?\}/g;

const placesOf = (text: string) => [...text.matchAll(place)].map(([, name = '', kind = 'text']) => ({ name, kind }));
const filled = (template: string, values: Readonly<Record<string, string>>) =>
  template.replace(place, (_, name: string) => values[name] ?? '');

/** A path, a host, a server's words: anything but what only a template says. */
const anyText = fc.string({ unit: 'grapheme', maxLength: 40 }).filter((text) => !text.includes('\n'));
const plainText = fc.stringMatching(/^[a-z/]{1,12}$/);
const amount = fc.integer({ min: 0, max: 10 ** 9 }).map(String);

/** Any template of the catalogue with values for its places. */
function sentenceOf(text: fc.Arbitrary<string>) {
  return fc.constantFrom(...Object.keys(germanSentences)).chain((template) => {
    const values = placesOf(template).map(({ name, kind }) => [name, kind === 'number' ? amount : text] as const);
    return fc.record({ template: fc.constant(template), values: fc.record(Object.fromEntries(values)) });
  });
}

describe('a sentence', () => {
  it.each([
    ['The master password is wrong.', 'Das Hauptpasswort ist falsch.'],
    ['“/a/b” does not exist.', '„/a/b“ gibt es nicht.'],
    [
      'The server refused the login: 530 Login incorrect.',
      'Der Server hat die Anmeldung abgelehnt: 530 Login incorrect.',
    ],
    ['The server does not let you delete “/a”.', 'Der Server erlaubt Ihnen nicht, „/a“ zu löschen.'],
    [
      'The server refused to read “/a” from the middle: 501 No.',
      'Der Server hat es abgelehnt, „/a“ zu lesen (von einer Stelle mitten in der Datei an): 501 No.',
    ],
    ['The source of “/a” failed: “/b” does not exist.', 'Die Quelle von „/a“ hat versagt: „/b“ gibt es nicht.'],
    ['“a” has 12,345 bytes, but more arrived.', '„a“ hat 12.345 Bytes, aber es sind mehr angekommen.'],
    ['“a” has 1 bytes, but more arrived.', '„a“ hat 1 Byte, aber es sind mehr angekommen.'],
    [
      'This file has 12.5 MB; the editor opens 10 MB at most.',
      'Diese Datei hat 12,5 MB; der Editor öffnet höchstens 10 MB.',
    ],
  ])('is said in German: %s', (english, expected) => {
    expect(german.say(english)).toBe(expected);
  });

  it('is said beside others, in its line or in the next', () => {
    expect(german.say('The folder stays: it is not empty. The filter left out 2 items.')).toBe(
      'Der Ordner bleibt: Er ist nicht leer. Der Filter hat 2 Elemente ausgelassen.',
    );
    expect(german.say('“a” does not exist.\n“b” is not empty.')).toBe('„a“ gibt es nicht.\n„b“ ist nicht leer.');
  });

  it('stays as it is where it is not known, with what is known around it', () => {
    expect(german.say('530 Login incorrect.')).toBe('530 Login incorrect.');
    expect(german.say('')).toBe('');
    expect(german.say('“a” does not exist. Nobody knows this.')).toBe('„a“ gibt es nicht. Nobody knows this.');
  });

  it('is not confused by a path that talks like one', () => {
    for (const path of ['” already exists. “', 'Cancelled.', '{path}', '“x” does not exist.', ': ', '$&']) {
      expect(german.say(`“${path}” does not exist.`)).toBe(`„${path}“ gibt es nicht.`);
    }
  });

  it('takes the template with the most words of its own', () => {
    const texts: SentenceTexts = { '{what}.': 'A {what}', 'The {what}.': 'B {what}', 'The {what} broke.': 'C {what}' };
    const catalogue = new SentenceCatalogue(texts, 'en');
    expect(catalogue.say('The line broke.')).toBe('C line');
  });

  it('gives back the values it was made of', () => {
    fc.assert(
      fc.property(sentenceOf(plainText), ({ template, values }) => {
        const [found] = german.find(filled(template, values));
        if (typeof found !== 'object') throw new Error(`not found: ${filled(template, values)}`);
        expect(filled(found.template, found.values)).toBe(filled(template, values));
        if (found.template === template) expect(found.values).toEqual(values);
      }),
      { numRuns: 2_000 },
    );
  });

  it('loses nothing and adds nothing, whatever its values are', () => {
    fc.assert(
      fc.property(sentenceOf(anyText), ({ template, values }) => {
        const text = filled(template, values);
        const parts = german
          .find(text)
          .map((part) => (typeof part === 'string' ? part : filled(part.template, part.values)));
        expect(parts.join(' ')).toBe(text);
      }),
      { numRuns: 2_000 },
    );
  });

  // An exponent in the matching would hang here.
  it('is looked for in steps that are counted, however a server has made it', () => {
    for (const unit of ['“', '” ', '. A', ': ', 'port ', ' (', '1,', 'The server refused to ', '“x” and “']) {
      const text = unit.repeat(8_000).slice(0, 7_000);
      expect(german.say(`The server refused to ${text}`)).toContain(unit);
      expect(german.say(text)).toContain(unit);
    }
  });
});

describe('the German sentences', () => {
  it('are filled with the values of the English ones, all of them', () => {
    const names = (text: string) => [...new Set(placesOf(text).map(({ name }) => name))].sort().join();
    const unlike = Object.entries(germanSentences).filter(([english, other]) => names(english) !== names(other));
    expect(unlike).toEqual([]);
  });

  it('are set as German is: its quotation marks, one ellipsis, no English left', () => {
    const wrong = Object.values(germanSentences).filter((text) =>
      /["”]|“[^„“]*“|[^\s\u00a0]…|\.\.\./.test(text.replaceAll('< > : " \\ | ? *', '')),
    );
    expect(wrong).toEqual([]);
    const same = Object.entries(germanSentences).filter(([english, other]) => english === other);
    expect(same).toEqual([]);
  });
});
