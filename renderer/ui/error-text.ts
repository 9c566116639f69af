import type { Say } from '../../shared/language/sentences.ts';
import type { RemoteErrorData } from '../../shared/model/remote-error.ts';

/** What happened and what the user can do. @param say as the window says it */
export function errorSentences({ message, hint }: Pick<RemoteErrorData, 'message' | 'hint'>, say: Say): string {
  return [message, hint]
    .filter((sentence) => sentence !== undefined)
    .map(say)
    .join(' ');
}

/** An error as plain text for a mail or an issue, in English, as the log is. It never held a secret. */
export function errorReport(error: RemoteErrorData): string {
  const lines: [string, string | number | undefined][] = [
    ['What', error.message],
    ['Hint', error.hint],
    ['Kind', error.kind],
    ['Path', error.path],
    ['Server code', error.serverCode],
    ['Server text', error.serverText],
  ];
  return lines
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name}: ${value}`)
    .join('\n');
}
