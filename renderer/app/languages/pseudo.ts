import {
  isLiteralElement,
  isPluralElement,
  isSelectElement,
  isTagElement,
  type MessageFormatElement,
  parse,
} from '@formatjs/icu-messageformat-parser';
import { germanSentences } from '../../../shared/language/german/german-sentences.ts';
import type { SentenceTexts } from '../../../shared/language/sentences.ts';
import { english, type MessageId } from '../messages.ts';

const plain = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ';
const changed = 'áƀçđéƒĝĥíĵķĺɱñóþɋŕšţúṽŵẋýžÁƁÇĐÉƑĜĤÍĴĶĹṀÑÓÞɊŔŠŢÚṼŴẊÝŽ';

/** Letters changed and a third longer, as many languages are. Letters of placeholders stay. */
function pseudoText(text: string): string {
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

/** The sentences of the main process: all that another language has. */
export const pseudoSentences: SentenceTexts = Object.fromEntries(
  Object.keys(germanSentences).map((sentence) => {
    const pieces = sentence.split(/(\{\w+(?::\w+)?\})/);
    const changedPieces = pieces.map((piece, index) =>
      index % 2 === 0 ? pseudoText(piece) : piece.replace(/:\w+/, ''),
    );
    return [sentence, changedPieces.join('')];
  }),
);
