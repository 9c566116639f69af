import { RemoteError } from '../../shared/model/remote-error.ts';

/**
 * A script for /bin/sh whose words are Portside's own; every value in it went through {@link quote}. Made by {@link shell}
 * only, so that nothing else can reach a server's shell.
 */
export class FixedCommand {
  readonly text: string;

  private constructor(text: string) {
    this.text = text;
  }

  /** For {@link shell}; nobody else may make one. */
  static fromTemplate(words: readonly string[], values: readonly ShellValue[]): FixedCommand {
    const text = words.reduce((before, word, index) => before + render(values[index - 1]) + word);
    return new FixedCommand(text);
  }
}

/** A list becomes one word per member; another command is inserted as it is. */
export type ShellValue = string | number | FixedCommand | readonly (string | number)[];

/** A template tag: shell`kill -${signal} ${pid}`. Throws `invalid-request` for a value that no shell can carry. */
export function shell(words: TemplateStringsArray, ...values: readonly ShellValue[]): FixedCommand {
  return FixedCommand.fromTemplate(words, values);
}

/**
 * The value as exactly one word of a POSIX shell (XCU §2.2.2: between single quotes every character but the single quote
 * stands for itself). Throws `invalid-request` for NUL, which no argument can hold.
 */
export function quote(value: string): string {
  if (value.includes('\0')) throw new RemoteError('invalid-request', 'A command cannot hold a NUL character.');
  return `'${value.replaceAll("'", "'\\''")}'`;
}

function render(value: ShellValue | undefined): string {
  if (value === undefined) return '';
  if (value instanceof FixedCommand) return value.text;
  if (typeof value === 'number') return renderNumber(value);
  if (typeof value === 'string') return quote(value);
  return value.map(render).join(' ');
}

function renderNumber(value: number): string {
  if (!Number.isSafeInteger(value)) throw new RemoteError('invalid-request', `${value} is not a whole number.`);
  return quote(String(value));
}
