/**
 * The sentences of the main process in the words of another language. They travel, and are logged and kept, in English:
 * one language for support, and what failed yesterday is shown in the language of today.
 *
 * Both sides of a catalogue are texts with places. `{path}` is any text, `{count:number}` a number, which is written as
 * the language writes numbers, and `{why:sentence}` a text that is translated in turn. The other language repeats the
 * names; there, `{count|Datei|Dateien}` chooses the word that goes with a number.
 */
export type SentenceTexts = Readonly<Record<string, string>>;

/** Says an English sentence in the language that was chosen; one that is not known stays as it is. */
export type Say = (sentence: string) => string;

type PlaceKind = 'text' | 'number' | 'sentence';

interface Place {
  readonly name: string;
  readonly kind: PlaceKind;
  /** For one and for any other number. */
  readonly words?: readonly [string, string];
}

type Piece = string | Place;

interface Template {
  /** Begins and ends with a text, and has one between any two places; they may be empty. */
  readonly texts: readonly string[];
  readonly places: readonly Place[];
  readonly translation: readonly Piece[];
  /** How many characters are its own. */
  readonly weight: number;
  /** False for `{name}: {why}`, which fits nearly everything. */
  readonly isWorded: boolean;
}

type Named = readonly [english: string, template: Template];

interface Match {
  readonly name: string;
  readonly template: Template;
  readonly values: readonly string[];
}

/** What a sentence was found to be: a template, and what its places hold. */
interface FoundSentence {
  readonly template: string;
  readonly values: Readonly<Record<string, string>>;
}

/** Longer ones are not for people, and may be a server's. */
const LONGEST_TEXT = 8_000;
const LONGEST_BEGINNING = 12;
/** A sentence within a sentence within a sentence. */
const DEEPEST = 4;
/** Of one text. */
const MOST_SENTENCES = 20;
/** Of one template in one text, so that no text, however it was made, takes long. */
const MOST_TRIES = 200;
const MOST_REMEMBERED = 2_000;

const place = /\{(\w+)(?::(number|sentence))?(?:\|([^|{}]*)\|([^|{}]*))?\}/;
const sentenceEnd = /[.!?]”? (?=[“\p{Lu}\d])/gu;
const number = /^-?\d{1,3}(?:,?\d{3})*(?:\.\d+)?$/;

export class SentenceCatalogue {
  readonly #templates = new Map<string, Named[]>();
  readonly #lengths: number[];
  readonly #numbers: Intl.NumberFormat;
  readonly #plurals: Intl.PluralRules;
  readonly #remembered = new Map<string, string>();

  /** @param locale whose numbers are written (BCP 47) */
  constructor(texts: SentenceTexts, locale: string) {
    this.#numbers = new Intl.NumberFormat(locale, { maximumFractionDigits: 20 });
    this.#plurals = new Intl.PluralRules(locale);
    for (const [english, other] of Object.entries(texts)) {
      const template = templateOf(english, other);
      const beginning = template.texts[0]?.slice(0, LONGEST_BEGINNING) ?? '';
      this.#templates.set(beginning, [...(this.#templates.get(beginning) ?? []), [english, template]]);
    }
    for (const alike of this.#templates.values()) alike.sort(([, one], [, other]) => other.weight - one.weight);
    this.#lengths = [...new Set([...this.#templates.keys()].map((beginning) => beginning.length))].sort(
      (a, b) => a - b,
    );
  }

  /** Of several sentences, in one line or in lines of their own, each is translated; what is not known stays as it is. */
  readonly say: Say = (text) => {
    if (text.length > LONGEST_TEXT) return text;
    const known = this.#remembered.get(text);
    if (known !== undefined) return known;
    const said = text
      .split('\n')
      .map((line) => this.#said(line, DEEPEST))
      .join('\n');
    if (this.#remembered.size >= MOST_REMEMBERED) this.#remembered.clear();
    this.#remembered.set(text, said);
    return said;
  };

  /** What a text was made of, and the parts of it that are not known. */
  find(text: string): readonly (FoundSentence | string)[] {
    return this.#partsOf(text).map((part) => {
      if (typeof part === 'string') return part;
      const { name, template, values } = part;
      const named = template.places.map((at, index) => [at.name, values[index] ?? '']);
      return { template: name, values: Object.fromEntries(named) };
    });
  }

  #said(text: string, depth: number): string {
    if (depth === 0) return text;
    const parts = this.#partsOf(text).map((part) => (typeof part === 'string' ? part : this.#translated(part, depth)));
    return parts.join(' ');
  }

  #translated({ template, values }: Match, depth: number): string {
    return template.translation
      .map((piece) => (typeof piece === 'string' ? piece : this.#filled(piece, template, values, depth)))
      .join('');
  }

  #filled({ name, words }: Place, { places }: Template, values: readonly string[], depth: number): string {
    const index = places.findIndex((at) => at.name === name);
    const value = values[index] ?? '';
    const kind = places[index]?.kind;
    if (kind === 'sentence') return this.#said(value, depth - 1);
    if (kind !== 'number') return value;
    const amount = Number(value.replaceAll(',', ''));
    if (words) return words[this.#plurals.select(amount) === 'one' ? 0 : 1];
    return this.#numbers.format(amount);
  }

  /** One sentence, or several after one another. */
  #partsOf(text: string): readonly (Match | string)[] {
    if (text === '') return [text];
    const candidates = this.#candidates(text);
    const worded = candidates.filter(([, { isWorded }]) => isWorded);
    const whole = firstMatch(text, worded) ?? this.#split(text) ?? firstMatch(text, candidates);
    return whole === undefined ? [text] : Array.isArray(whole) ? whole : [whole as Match];
  }

  #split(text: string): (Match | string)[] | undefined {
    for (const { index, 0: end } of [...text.matchAll(sentenceEnd)].slice(0, MOST_SENTENCES)) {
      const at = index + end.length;
      const first = text.slice(0, at - 1);
      const match = firstMatch(
        first,
        this.#candidates(first).filter(([, { isWorded }]) => isWorded),
      );
      if (match) return [match, ...this.#partsOf(text.slice(at))];
    }
    return undefined;
  }

  /** Those that begin like the text, the ones with most words of their own first. */
  #candidates(text: string): readonly Named[] {
    return this.#lengths
      .filter((length) => length <= text.length)
      .flatMap((length) => this.#templates.get(text.slice(0, length)) ?? [])
      .sort(([, one], [, other]) => other.weight - one.weight);
  }
}

function firstMatch(text: string, candidates: readonly Named[]): Match | undefined {
  for (const [name, template] of candidates) {
    const values = valuesIn(text, template);
    if (values) return { name, template, values };
  }
  return undefined;
}

function templateOf(english: string, other: string): Template {
  const pieces = piecesOf(english);
  const texts = [''];
  const places: Place[] = [];
  for (const piece of pieces) {
    if (typeof piece === 'string') texts[texts.length - 1] += piece;
    else {
      places.push(piece);
      texts.push('');
    }
  }
  const weight = texts.reduce((length, text) => length + text.length, 0);
  return { texts, places, translation: piecesOf(other), weight, isWorded: /\p{L}/u.test(texts.join('')) };
}

function piecesOf(text: string): Piece[] {
  const pieces: Piece[] = [];
  let rest = text;
  for (let found = place.exec(rest); found; found = place.exec(rest)) {
    const [whole, name = '', kind = 'text', one, many] = found;
    if (found.index > 0) pieces.push(rest.slice(0, found.index));
    const words = one !== undefined && many !== undefined ? { words: [one, many] as const } : {};
    pieces.push({ name, kind: kind as PlaceKind, ...words });
    rest = rest.slice(found.index + whole.length);
  }
  return rest === '' ? pieces : [...pieces, rest];
}

/** What the places of a template hold in a text; undefined where it is none of its sentences. The first places take as little as they can. */
function valuesIn(sentence: string, { texts, places }: Template): string[] | undefined {
  const first = texts[0] ?? '';
  const last = texts.at(-1) ?? '';
  if (places.length === 0) return sentence === first ? [] : undefined;
  if (sentence.length < first.length + last.length || !sentence.startsWith(first) || !sentence.endsWith(last))
    return undefined;
  const end = sentence.length - last.length;
  let tries = 0;

  const fill = (index: number, from: number): string[] | undefined => {
    const { kind } = places[index] as Place;
    if (index === places.length - 1) {
      const value = sentence.slice(from, end);
      return fits(value, kind) ? [value] : undefined;
    }
    const next = texts[index + 1] as string;
    // Two places with nothing between them: the first takes nothing.
    for (
      let at = sentence.indexOf(next, from);
      at >= 0 && at + next.length <= end;
      at = sentence.indexOf(next, at + 1)
    ) {
      tries += 1;
      if (tries > MOST_TRIES) return undefined;
      const value = sentence.slice(from, at);
      const rest = fits(value, kind) ? fill(index + 1, at + next.length) : undefined;
      if (rest) return [value, ...rest];
    }
    return undefined;
  };
  return fill(0, first.length);
}

function fits(value: string, kind: PlaceKind): boolean {
  return kind !== 'number' || (value.length < 25 && number.test(value));
}
