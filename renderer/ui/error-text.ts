import type { RemoteErrorData } from '../../shared/model/remote-error.ts';

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
