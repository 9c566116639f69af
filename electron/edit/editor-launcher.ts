import { execFile, spawn } from 'node:child_process';
import { homedir } from 'node:os';
import { z } from 'zod';
import type { EditorProgram } from '../../shared/model/edit.ts';
import { RemoteError } from '../../shared/model/remote-error.ts';
import { JsonFile } from '../storage/atomic-json.ts';
import { type EditorCommand, editorCommand } from './editor-program.ts';

const Chosen = z.object({ version: z.literal(1), program: z.string().min(1).max(4096).optional() });

/** What the system takes to say which program opens texts. Milliseconds. */
const ASK_SYSTEM_MS = 5_000;

export interface EditorLauncherOptions {
  /** Where the chosen program is remembered: a file of Portside's own, which no window writes. */
  readonly file: string;
  /** Asks for a program by the system's own dialog, where this host has one. */
  readonly choose: (() => Promise<string | undefined>) | undefined;
  readonly onSetAside: (message: string) => void;
  readonly platform?: NodeJS.Platform;
  readonly env?: NodeJS.ProcessEnv;
}

/** Starts the user's own editor, by an argument array and without a shell. */
export class EditorLauncher {
  readonly #options: Required<EditorLauncherOptions>;
  readonly #chosen: JsonFile<z.infer<typeof Chosen>>;

  constructor(options: EditorLauncherOptions) {
    this.#options = { platform: process.platform, env: process.env, ...options };
    const { file, onSetAside } = options;
    this.#chosen = new JsonFile({ file, schema: Chosen, empty: { version: 1 }, onSetAside });
  }

  /** Resolves when the program runs. Throws `unsupported` where there is none or it cannot be started. */
  async open(file: string): Promise<void> {
    const found = await this.#find(file);
    if (!found) throw noEditor('No text editor was found on this computer.', this.#options.choose !== undefined);
    await start(found, this.#options.env).catch((error: Error) => {
      throw noEditor(
        `The editor “${found.name}” could not be started: ${error.message}.`,
        this.#options.choose !== undefined,
      );
    });
  }

  async program(): Promise<EditorProgram> {
    const found = await this.#find('');
    const canChoose = this.#options.choose !== undefined;
    return found ? { name: found.name, from: found.from, canChoose } : { from: 'system', canChoose };
  }

  /** Asks the user for another one; what was there stays where the user cancels. */
  async choose(): Promise<EditorProgram> {
    const { choose } = this.#options;
    if (!choose) throw noEditor('Only the desktop app can ask for a program.', false);
    const program = await choose();
    if (program !== undefined) await this.#chosen.update((file) => ({ ...file, program }));
    return this.program();
  }

  async #find(file: string): Promise<EditorCommand | undefined> {
    const { platform, env } = this.#options;
    const { program: chosen } = await this.#chosen.read();
    const known = { platform, env, chosen, defaultForText: undefined };
    const found = editorCommand(known, file);
    if (found || platform === 'win32' || platform === 'darwin') return found;
    return editorCommand({ ...known, defaultForText: await defaultForText(env) }, file);
  }
}

function start({ command, args, kind }: EditorCommand, env: NodeJS.ProcessEnv): Promise<void> {
  const child = spawn(command, args, { shell: false, detached: true, stdio: 'ignore', cwd: homedir(), env });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    if (kind === 'editor') child.once('spawn', resolve);
    child.once('exit', (code) => (code === 0 ? resolve() : reject(new Error(`it ended with ${code}`))));
    child.unref();
  });
}

function defaultForText(env: NodeJS.ProcessEnv): Promise<string | undefined> {
  return new Promise((resolve) => {
    const args = ['query', 'default', 'text/plain'];
    execFile('xdg-mime', args, { env, timeout: ASK_SYSTEM_MS, shell: false }, (error, stdout) =>
      resolve(error ? undefined : stdout),
    );
  });
}

function noEditor(message: string, canChoose: boolean): RemoteError {
  return new RemoteError('unsupported', message, {
    hint: canChoose
      ? 'Choose a program under “Files in other programs”.'
      : 'Set PORTSIDE_EDITOR to the editor you want and start Portside again, or use the built-in editor.',
  });
}
