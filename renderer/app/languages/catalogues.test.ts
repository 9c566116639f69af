import {
  isArgumentElement,
  isDateElement,
  isLiteralElement,
  isNumberElement,
  isPluralElement,
  isSelectElement,
  isTimeElement,
  type MessageFormatElement,
  parse,
} from '@formatjs/icu-messageformat-parser';
import { createIntl } from 'react-intl';
import { describe, expect, test } from 'vitest';
import { english, type MessageId } from '../messages.ts';
import { german } from './german.ts';
import { windowLanguageOf } from './language.ts';
import { pseudo } from './pseudo.ts';

const ids = Object.keys(english) as MessageId[];

/** The names of what a message is filled with. */
function valuesOf(elements: readonly MessageFormatElement[]): string[] {
  return elements.flatMap((element) => {
    if (isPluralElement(element) || isSelectElement(element)) {
      return [element.value, ...Object.values(element.options).flatMap((option) => valuesOf(option.value))];
    }
    const isFilled =
      isArgumentElement(element) || isNumberElement(element) || isDateElement(element) || isTimeElement(element);
    return isFilled ? [element.value] : [];
  });
}

const sorted = (values: string[]) => [...new Set(values)].sort();
const parsed = (message: string | MessageFormatElement[]) => (typeof message === 'string' ? parse(message) : message);

describe('the words of the window', () => {
  test('are all there in German, filled with the same values', () => {
    expect(Object.keys(german).sort()).toEqual([...ids].sort());
    for (const id of ids) {
      expect(sorted(valuesOf(parsed(german[id]))), id).toEqual(sorted(valuesOf(parse(english[id]))));
    }
  });

  test('are translated, but for names and what is the same in both', () => {
    const same = ids.filter((id) => german[id] === english[id] && /\p{L}{4}/u.test(english[id]));
    // Proper names, examples and words that German has taken over.
    expect(same.length, same.join('\n')).toBeLessThan(ids.length / 12);
  });

  test.each([
    ['English', 'en', english],
    ['German', 'de', german],
  ] as const)('are well formed in %s for none, one and many', (_language, locale, messages) => {
    const intl = createIntl({
      locale,
      messages,
      onError: (error) => {
        throw error;
      },
    });
    for (const id of ids) {
      for (const count of [0, 1, 2]) {
        const values = Object.fromEntries(valuesOf(parse(messages[id])).map((name) => [name, count]));
        expect(() => intl.formatMessage({ id }, values), id).not.toThrow();
      }
    }
  });

  test('are set in German as German is: its quotation marks, an ellipsis that does not stand alone on a line', () => {
    const wrong = ids.filter((id) => /["“][^„“"]*”|"| …|\.\.\.|[^\s\u00a0]…/.test(german[id]));
    expect(wrong).toEqual([]);
  });

  test('leave no letter as it was in the pseudo-locale', () => {
    for (const id of ids) {
      for (const element of parsed(pseudo[id])) {
        if (isLiteralElement(element)) expect(element.value, id).not.toMatch(/[a-zA-Z]/);
      }
    }
  });
});

describe('the language', () => {
  test.each([
    ['system', 'de-AT', 'de', 'de-AT'],
    ['system', 'fr-FR', 'en', 'en'],
    ['system', '', 'en', 'en'],
    ['de', 'en-GB', 'de', 'de'],
    ['en', 'de-DE', 'en', 'en'],
    ['en', 'en-GB', 'en', 'en-GB'],
    ['de', 'en-XA', 'pseudo', 'en-XA'],
  ] as const)('chosen %s on a system in %s is %s, with the habits of %s', (chosen, locale, language, habits) => {
    expect(windowLanguageOf(chosen, locale)).toEqual({ language, habits });
  });
});
