import { Notification } from 'electron';
import type { Alert } from '../../shared/model/monitor.ts';
import type { TransferRun } from '../../shared/model/transfer.ts';
import type { DesktopLanguage } from './texts/desktop-language.ts';

export interface NotificationsOptions {
  readonly language: Pick<DesktopLanguage, 'texts' | 'say'>;
  /** Whoever looks at the window needs no notification. */
  readonly isWatched: () => boolean;
  readonly show: () => void;
}

/** Tells the user of what happened while the window was not looked at. A click opens the window. */
export class Notifications {
  readonly #options: NotificationsOptions;
  /** Kept while they are shown: one that nobody holds is collected, and its click with it. */
  readonly #shown = new Set<Notification>();

  constructor(options: NotificationsOptions) {
    this.#options = options;
  }

  runEnded({ done, failed }: TransferRun): void {
    if (done + failed === 0) return;
    const { texts } = this.#options.language;
    this.#tell(failed === 0 ? texts.transfersEnded : texts.transfersFailed, texts.ended(done, failed));
  }

  question(): void {
    const { texts } = this.#options.language;
    this.#tell(texts.questionTitle, texts.questionBody);
  }

  /** What stands out on a watched server. */
  alerts(alerts: readonly Pick<Alert, 'reason'>[]): void {
    const [first] = alerts;
    const { texts, say } = this.#options.language;
    if (first) this.#tell(texts.alertTitle(alerts.length), say(first.reason));
  }

  #tell(title: string, body: string): void {
    if (this.#options.isWatched() || !Notification.isSupported()) return;
    const notification = new Notification({ title, body });
    this.#shown.add(notification);
    notification.on('click', this.#options.show);
    notification.on('close', () => this.#shown.delete(notification));
    notification.show();
  }
}
