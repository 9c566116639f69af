import { readFile } from 'node:fs/promises';
import { compileFunction, createContext } from 'node:vm';
import type * as Electron from 'electron';
import type { StandInIpcRenderer } from './ipc.ts';

/** The page's own world: what the preload script put into it, and nothing of Node. */
export type MainWorld = Record<string, unknown>;

type BridgePart = Pick<Electron.ContextBridge, 'exposeInMainWorld'>;
type UtilitiesPart = Pick<Electron.WebUtils, 'getPathForFile'>;

/** Runs a built preload script the way a sandboxed one runs: in a context of its own, with `electron` and nothing else to require. */
export async function runPreload(file: string, ipcRenderer: StandInIpcRenderer): Promise<MainWorld> {
  const mainWorld: MainWorld = {};
  const contextBridge: BridgePart = {
    exposeInMainWorld(key: string, api: unknown) {
      if (key in mainWorld) throw new Error(`Cannot bind an API on top of an existing property: ${key}`);
      mainWorld[key] = cross(api);
    },
  };
  const webUtils: UtilitiesPart = {
    getPathForFile: (file) => (file instanceof DroppedFile ? file.path : ''),
  };
  const require = (name: string) => {
    if (name !== 'electron') throw new Error(`module not found: ${name}`);
    return { contextBridge, ipcRenderer, webUtils };
  };
  const isolated = createContext({ console });
  const code = await readFile(file, 'utf8');
  const module = { exports: {} };
  const run = compileFunction(code, ['require', 'module', 'exports'], { parsingContext: isolated, filename: file });
  run(require, module, module.exports);
  return mainWorld;
}

/** A file that the user dropped onto the page: only the browser knows where it came from. */
export class DroppedFile extends File {
  readonly path: string;

  constructor(path: string) {
    super([], path);
    this.path = path;
  }
}

/**
 * What the context bridge lets through, in either direction: data as a copy, functions as proxies whose arguments and
 * answers cross in turn. Prototypes, getters and symbols stay behind.
 */
function cross(value: unknown): unknown {
  if (typeof value === 'function') {
    return (...args: unknown[]) => crossResult(() => (value as (...args: unknown[]) => unknown)(...args.map(cross)));
  }
  if (value === null || typeof value !== 'object' || value instanceof File) return value;
  if (isPromise(value)) return value.then(cross, (error: unknown) => Promise.reject(crossError(error)));
  if (Array.isArray(value)) return value.map(cross);
  return Object.freeze(Object.fromEntries(Object.entries(value).map(([key, member]) => [key, cross(member)])));
}

function crossResult(work: () => unknown): unknown {
  try {
    return cross(work());
  } catch (error) {
    throw crossError(error);
  }
}

/** Of an error only its text crosses. */
function crossError(error: unknown): Error {
  return new Error(error instanceof Error ? error.message : String(error));
}

/** Promises of the preload's context are not instances of this one's. */
function isPromise(value: object): value is Promise<unknown> {
  return typeof (value as { then?: unknown }).then === 'function';
}
