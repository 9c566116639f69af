import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createRequire, registerHooks } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Bridge } from '../../shared/ipc/bridge.ts';
import type { EventName, EventPayload, RequestInput, RequestName, RequestOutput } from '../../shared/ipc/contract.ts';
import type { Result } from '../../shared/ipc/result.ts';
import { unwrap } from '../../shared/ipc/result.ts';
import { StandIn, type StandInOptions } from './stand-in/stand-in.ts';
import type { StandInWindow } from './stand-in/window.ts';

const require = createRequire(import.meta.url);
const nativeImport = require('./native-import.cjs') as (url: string) => Promise<unknown>;
const builtMain = join(import.meta.dirname, '../../out/main/main.js');

/** The stand-ins that built code runs against, by the number of the run. */
const runs: Record<string, object> = {};
(globalThis as { portsideElectron?: typeof runs }).portsideElectron = runs;

// Each run loads the built files anew, under addresses of its own, and finds its own stand-in under `electron`.
registerHooks({
  resolve(specifier, context, next) {
    const run = new URLSearchParams(context.parentURL?.split('?')[1]).get('run');
    if (run === null) return next(specifier, context);
    if (specifier === 'electron') return { url: `portside-electron:?run=${run}`, shortCircuit: true };
    const resolved = next(specifier, context);
    return specifier.startsWith('.') ? { ...resolved, url: `${resolved.url}?run=${run}` } : resolved;
  },
  load(url, context, next) {
    if (!url.startsWith('portside-electron:')) return next(url, context);
    const run = url.split('=')[1] ?? '';
    const names = Object.keys(runs[run] ?? {}).join(', ');
    const source = `export const { ${names} } = globalThis.portsideElectron[${JSON.stringify(run)}];`;
    return { format: 'module', source, shortCircuit: true };
  },
});

export interface DesktopOptions extends StandInOptions {
  readonly platform?: NodeJS.Platform;
  readonly arguments?: readonly string[];
  /** Kept over runs where given; else one that goes away with the desktop. */
  readonly dataDirectory?: string;
  /** Stands in for the user's home on this machine. */
  readonly home?: string;
  /** The packed app's main file, instead of the built one. */
  readonly main?: string;
  /** Done to the stand-in before the main process runs. */
  readonly prepare?: (electron: StandIn) => void;
}

let lastRun = 0;

/** The built main process and preload script, running against a stand-in for Electron. */
export class Desktop implements AsyncDisposable {
  readonly electron: StandIn;
  readonly dataDirectory: string;
  readonly #cleanUp: () => Promise<void>;

  private constructor(electron: StandIn, dataDirectory: string, cleanUp: () => Promise<void>) {
    this.electron = electron;
    this.dataDirectory = dataDirectory;
    this.#cleanUp = cleanUp;
  }

  /** Starts it; resolves when its window shows its page, or when it has ended. */
  static async start(options: DesktopOptions = {}): Promise<Desktop> {
    const electron = new StandIn(options);
    options.prepare?.(electron);
    const temporary = options.dataDirectory ?? (await mkdtemp(join(tmpdir(), 'portside-desktop-')));
    const run = String(++lastRun);
    runs[run] = electron.moduleForMain();
    const before = { argv: process.argv, platform: process.platform };
    process.argv = [process.execPath, 'portside', ...(options.arguments ?? [])];
    setPlatform(options.platform ?? before.platform);
    const restoreEnvironment = setEnvironment({
      PORTSIDE_DATA: temporary,
      // No agent of the machine takes part in a test.
      SSH_AUTH_SOCK: undefined,
      ...(options.home ? { HOME: options.home } : {}),
    });
    const desktop = new Desktop(electron, temporary, async () => {
      setPlatform(before.platform);
      delete runs[run];
      if (!options.dataDirectory) await rm(temporary, { recursive: true, force: true });
    });
    try {
      await nativeImport(`${pathToFileURL(options.main ?? builtMain)}?run=${run}`);
      electron.app.becomeReady();
      await desktop.#shown();
    } finally {
      process.argv = before.argv;
      restoreEnvironment();
    }
    return desktop;
  }

  get window(): StandInWindow {
    const [window] = this.electron.app.windows;
    if (!window) throw new Error('no window is open');
    return window;
  }

  /** What the page finds as `window.portside`. */
  get bridge(): Bridge {
    return this.electron.mainWorld(this.window.webContents)['portside'] as Bridge;
  }

  /** Asks as the page does. Throws what the answer carries as an error. */
  async request<N extends RequestName>(name: N, input?: RequestInput<N>): Promise<RequestOutput<N>> {
    return unwrap((await this.bridge.request(name, input)) as Result<RequestOutput<N>>);
  }

  /** The payloads of an event, from now on. */
  listen<N extends EventName>(event: N): EventPayload<N>[] {
    const payloads: EventPayload<N>[] = [];
    this.bridge.on(event, (payload) => payloads.push(payload as EventPayload<N>));
    return payloads;
  }

  /** Quits, whatever runs. */
  async [Symbol.asyncDispose](): Promise<void> {
    const { app, powerMonitor } = this.electron;
    if (app.exitCode === undefined) {
      const ended = once(app, 'quit');
      // As when the system goes down: nothing is asked.
      powerMonitor.emit('shutdown');
      app.quit();
      await ended;
    }
    await this.#cleanUp();
  }

  async #shown(): Promise<void> {
    const { app } = this.electron;
    while (app.exitCode === undefined && ![...app.windows].some((window) => window.visible)) {
      await new Promise((resolve) => setImmediate(resolve));
    }
    // The boot goes on for a moment after the page has loaded.
    await new Promise((resolve) => setImmediate(resolve));
  }
}

function setPlatform(platform: NodeJS.Platform): void {
  Object.defineProperty(process, 'platform', { value: platform });
}

/** @returns what puts the variables back. */
function setEnvironment(variables: Record<string, string | undefined>): () => void {
  const before = Object.keys(variables).map((name) => [name, process.env[name]] as const);
  const set = ([name, value]: readonly [string, string | undefined]) => {
    if (value === undefined) delete process.env[name];
    else process.env[name] = value;
  };
  Object.entries(variables).forEach(set);
  return () => before.forEach(set);
}
