/** Marks that turn the reading direction: `exe.txt` can be made to look like `txt.exe` with them. */
const turningMarks = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/**
 * A file name as it may be shown: line breaks, tabs and other control characters as the pictures that Unicode has for
 * them, marks that turn the reading direction by their numbers. What is sent is always the name itself.
 */
export function visibleName(name: string): string {
  return shown(name, /[\0-\x1f]/g);
}

/** Letters of a name in a title, and of its end, which tells what kind of file it is. */
const TITLE = { most: 64, end: 20 };

/** The same for a title or a button: of a long name the middle is left out. */
export function titleName(name: string): string {
  const letters = [...visibleName(name)];
  if (letters.length <= TITLE.most) return letters.join('');
  return `${letters.slice(0, TITLE.most - TITLE.end).join('')}…${letters.slice(-TITLE.end).join('')}`;
}

/** The same for text of several lines, such as a server's reply: line ends and tabs stay. */
export function visibleText(text: string): string {
  return shown(text.replaceAll('\r\n', '\n'), /[\0-\x08\x0b-\x1f]/g);
}

function shown(text: string, controls: RegExp): string {
  return text
    .replace(controls, (control) => String.fromCharCode(0x2400 + control.charCodeAt(0)))
    .replaceAll('\x7f', '␡')
    .replace(/[\x80-\x9f]|[\u2028\u2029]/g, '�')
    .replace(turningMarks, (mark) => `⟨U+${mark.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}⟩`);
}
