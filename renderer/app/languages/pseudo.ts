import {
  isLiteralElement,
  isPluralElement,
  isSelectElement,
  isTagElement,
  type MessageFormatElement,
  parse,
} from '@formatjs/icu-messageformat-parser';
import { english, type MessageId } from '../messages.ts';

const plain = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ';
const changed = 'áƀçđéƒĝĥíĵķĺɱñóþɋŕšţúṽŵẋýžÁƁÇĐÉƑĜĤÍĴĶĹṀÑÓÞɊŔŠŢÚṼŴẊÝŽ';

/** Letters changed and a third longer, as many languages are. Letters of placeholders stay. */
export function pseudoText(text: string): string {
  const letters = [...text].map((letter) => {
    const index = plain.indexOf(letter);
    return index < 0 ? letter : [...changed][index];
  });
  const longer = '·'.repeat(Math.floor((text.match(/\p{L}/gu)?.length ?? 0) / 3));
  return letters.join('') + longer;
}

function pseudoElements(elements: readonly MessageFormatElement[]): MessageFormatElement[] {
  return elements.map((element) => {
    if (isLiteralElement(element)) return { ...element, value: pseudoText(element.value) };
    if (isPluralElement(element) || isSelectElement(element)) {
      const options = Object.entries(element.options).map(([name, option]) => [
        name,
        { ...option, value: pseudoElements(option.value) },
      ]);
      return { ...element, options: Object.fromEntries(options) };
    }
    return isTagElement(element) ? { ...element, children: pseudoElements(element.children) } : element;
  });
}

export const pseudo = Object.fromEntries(
  Object.entries(english).map(([id, message]) => [id, pseudoElements(parse(message))]),
) as Record<MessageId, MessageFormatElement[]>;
