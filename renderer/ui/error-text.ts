import type { RemoteErrorData } from '../../shared/model/remote-error.ts';
import { visibleText } from './visible-name.ts';

/** What happened and what the user can do, as it may be shown: servers and their files have words in it. */
export function errorSentences({ message, hint }: Pick<RemoteErrorData, 'message' | 'hint'>): string {
  return visibleText([message, hint].filter(Boolean).join(' '));
}

/** An error as plain text for a mail or an issue. It never held a secret. */
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
