/** A program to edit a text file with, to be started without a shell. */
export interface EditorCommand {
  readonly command: string;
  readonly args: readonly string[];
  /** `launcher`: it starts another program and ends at once, so its exit tells whether that worked. */
  readonly kind: 'editor' | 'launcher';
  /** As the user knows it. */
  readonly name: string;
  readonly from: 'environment' | 'chosen' | 'system';
}

export interface EditorSurroundings {
  readonly platform: NodeJS.Platform;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Chosen by the user through the system's own dialog. */
  readonly chosen: string | undefined;
  /** Linux: what `xdg-mime query default text/plain` answered. */
  readonly defaultForText: string | undefined;
}

/**
 * The user's own text editor: `PORTSIDE_EDITOR`, the chosen program, `VISUAL` where that opens a window, the system's for plain text.
 * A file of a server is never handed to the system to be opened by its own kind, for that would run an `.exe`, `.js` or `.bat`.
 * Undefined where there is none.
 */
export function editorCommand(surroundings: EditorSurroundings, file: string): EditorCommand | undefined {
  const { env, chosen } = surroundings;
  return (
    fromWords(env['PORTSIDE_EDITOR'], file) ??
    fromChoice(chosen, surroundings.platform, file) ??
    withWindow(fromWords(env['VISUAL'], file)) ??
    fromSystem(surroundings, file)
  );
}

/** A program with its arguments, as the shell's users write it: parts in quotes are one. */
function fromWords(words: string | undefined, file: string): EditorCommand | undefined {
  const [command, ...args] = splitWords(words ?? '');
  if (command === undefined) return undefined;
  return { command, args: [...args, file], kind: 'editor', name: programName(command), from: 'environment' };
}

/** Editors that live in a terminal, which Portside has none to give. */
const inTerminal = new Set(
  'ed ex helix hx jed joe kak mcedit mg micro ne nano nvim pico rnano rvim vi view vim vim.basic vim.tiny'.split(' '),
);
const terminalSwitches = new Set(['-nw', '--no-window-system', '-t', '-tty', '--tty']);

/** `VISUAL` is meant for terminals first: what would start there unseen, and wait for keys that nobody types, is passed over. */
function withWindow(command: EditorCommand | undefined): EditorCommand | undefined {
  if (!command) return undefined;
  const { name, args } = command;
  if (inTerminal.has(name)) return args.includes('-g') ? command : undefined;
  return name.startsWith('emacs') && args.some((word) => terminalSwitches.has(word)) ? undefined : command;
}

function fromChoice(chosen: string | undefined, platform: NodeJS.Platform, file: string): EditorCommand | undefined {
  if (chosen === undefined) return undefined;
  const facts = { name: programName(chosen), from: 'chosen' } as const;
  // An application of macOS is a folder, which `open` starts (open(1)).
  if (platform === 'darwin' && chosen.endsWith('.app')) {
    return { command: '/usr/bin/open', args: ['-a', chosen, file], kind: 'launcher', ...facts };
  }
  return { command: chosen, args: [file], kind: 'editor', ...facts };
}

function fromSystem({ platform, env, defaultForText }: EditorSurroundings, file: string): EditorCommand | undefined {
  if (platform === 'darwin') {
    return { command: '/usr/bin/open', args: ['-t', file], kind: 'launcher', name: 'TextEdit', from: 'system' };
  }
  if (platform === 'win32') {
    const command = `${env['SystemRoot'] ?? 'C:\\Windows'}\\System32\\notepad.exe`;
    return { command, args: [file], kind: 'editor', name: 'Notepad', from: 'system' };
  }
  // The name of a desktop entry, and nothing else (Desktop Entry Specification, “File naming”).
  const entry = /^([\w][\w.-]*)\.desktop$/.exec(defaultForText?.trim() ?? '')?.[1];
  if (entry === undefined) return undefined;
  return { command: 'gtk-launch', args: [`${entry}.desktop`, file], kind: 'launcher', name: entry, from: 'system' };
}

function splitWords(text: string): string[] {
  return [...text.matchAll(/(?:[^\s"']|"[^"]*"|'[^']*')+/g)].map(([word]) =>
    word.replaceAll(/"([^"]*)"|'([^']*)'/g, '$1$2'),
  );
}

function programName(command: string): string {
  const last = command.split(/[\\/]/).findLast((part) => part !== '') ?? command;
  return last.replace(/\.(?:app|exe)$/i, '');
}
