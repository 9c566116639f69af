import { app } from 'electron';
import { parseConnectionUrl } from '../../shared/model/connection-url.ts';
import type { DeepLink } from '../../shared/model/desktop.ts';

const LONGEST_LINK = 2_048;
/** A web page may open links faster than anyone can read them. */
const WAITING_AT_MOST = 10;

/**
 * Where a link leads: `ftp:`, `ftps:` and `sftp:` addresses, bare or behind `portside:`. `undefined` for anything else,
 * local key files and options included: a link says which server, nothing more.
 */
function parseDeepLink(text: string): DeepLink | undefined {
  if (text.length > LONGEST_LINK || /[\s\p{Cc}]/u.test(text)) return undefined;
  const address = text.replace(/^portside:(?:\/\/)?/i, '');
  if (!/^(?:sftp|ftps?|ftpes):\/\//i.test(address)) return undefined;
  const parsed = parseConnectionUrl(address);
  if (!parsed.ok) return undefined;
  const { target, password } = parsed;
  return password === undefined ? { target } : { target, password };
}

/** Links that other programs opened Portside with. Each waits until the window takes it, to be shown and confirmed there. */
export class DeepLinks {
  readonly #waiting: DeepLink[] = [];
  #onArrival: (count: number) => void = () => {};

  /** Must be called before the app is ready: macOS hands over the first link then. */
  listen(): void {
    this.#acceptArguments(process.argv);
    app.on('open-url', (event, url) => {
      event.preventDefault();
      this.#accept(url);
    });
    // Windows and Linux start Portside anew with the link as an argument; the first instance is told of it.
    app.on('second-instance', (_event, commandLine) => this.#acceptArguments(commandLine));
  }

  /** Tells of links that wait, those that came before included. */
  onArrival(listener: (count: number) => void): void {
    this.#onArrival = listener;
    if (this.#waiting.length > 0) listener(this.#waiting.length);
  }

  /** Hands out the one that has waited longest, once. */
  take(): DeepLink | undefined {
    return this.#waiting.shift();
  }

  #acceptArguments(commandLine: readonly string[]): void {
    for (const argument of commandLine.slice(1)) this.#accept(argument);
  }

  #accept(text: string): void {
    const link = parseDeepLink(text);
    if (!link || this.#waiting.length >= WAITING_AT_MOST) return;
    this.#waiting.push(link);
    this.#onArrival(this.#waiting.length);
  }
}

/** Makes `portside:` links lead here. The other schemes belong to whom the user gave them in the system's settings. */
export function claimOwnScheme(): void {
  if (app.isPackaged) app.setAsDefaultProtocolClient('portside');
}
