import { powerMonitor, powerSaveBlocker } from 'electron';
import type { App } from '../app.ts';

/** Transfers rest while the computer sleeps, and go on when it wakes. */
export function restWhileAsleep(transfers: Pick<App['transfers'], 'sleep' | 'wake'>): void {
  powerMonitor.on('suspend', () => transfers.sleep());
  powerMonitor.on('resume', () => transfers.wake());
}

/** Keeps the computer from falling asleep by itself while there is work; the display may turn off. */
export class Wakefulness {
  #blocker: number | undefined;

  update(options: { working: boolean }): void {
    if (options.working) {
      this.#blocker ??= powerSaveBlocker.start('prevent-app-suspension');
      return;
    }
    if (this.#blocker !== undefined) powerSaveBlocker.stop(this.#blocker);
    this.#blocker = undefined;
  }
}
