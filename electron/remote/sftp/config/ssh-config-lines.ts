/** One line of an ssh_config file: the keyword in lower case, and what follows it. */
export interface ConfigLine {
  readonly keyword: string;
  /** As written, from the first character that is neither space nor `=`. */
  readonly rest: string;
  /** The same as words, quotes and escapes taken away. */
  readonly words: readonly string[];
}

/**
 * Takes an ssh_config file apart (ssh_config(5); readconf.c and argv_split() of misc.c in OpenSSH): one keyword a line, parted
 * from its arguments by space or one `=`; words in double or single quotes, with backslashes before quotes, backslashes and
 * spaces; comments. Lines that make no sense are left out.
 */
export function parseConfigLines(text: string): ConfigLine[] {
  return text
    .split('\n')
    .map((line) => parseLine(line.replace(/[ \t\r\f]+$/, '').replace(/^[ \t\r\f]+/, '')))
    .filter((line) => line !== undefined);
}

function parseLine(line: string): ConfigLine | undefined {
  const [, quoted, plain, rest] = /^(?:"([^"]*)"|([^\s="#][^\s="]*))(?:[ \t]*=[ \t]*|[ \t]+)?(.*)$/.exec(line) ?? [];
  const keyword = quoted ?? plain;
  if (keyword === undefined || rest === undefined || rest === '') return undefined;
  const words = splitWords(rest);
  return words === undefined ? undefined : { keyword: keyword.toLowerCase(), rest, words };
}

/** Undefined where a quote is not closed. */
export function splitWords(text: string): string[] | undefined {
  const words: string[] = [];
  let at = 0;
  for (;;) {
    while (text[at] === ' ' || text[at] === '\t') at += 1;
    if (at >= text.length || text[at] === '#') return words;
    let word = '';
    let quote: string | undefined;
    for (; at < text.length; at += 1) {
      const character = text[at] as string;
      const next = text[at + 1];
      const escapes = next === '"' || next === "'" || next === '\\' || (quote === undefined && next === ' ');
      if (character === '\\' && escapes) {
        word += next;
        at += 1;
      } else if (quote === undefined && (character === ' ' || character === '\t')) break;
      else if (quote === undefined && (character === '"' || character === "'")) quote = character;
      else if (character === quote) quote = undefined;
      else word += character;
    }
    if (quote !== undefined) return undefined;
    words.push(word);
  }
}
