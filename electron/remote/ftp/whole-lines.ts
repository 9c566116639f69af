import type { Socket } from 'node:net';

/**
 * Lets those who listen to a socket have whole lines only. basic-ftp 6.2.3 takes the end of a chunk for the end of a line, so
 * that a reply which arrives in two pieces would be lost.
 *
 * @param accepts is shown what has come since the last whole line, and whether that is the first there is; where it says no, the
 * rest is dropped.
 */
export function passWholeLines(
  socket: Socket,
  accepts: (unfinished: string, line: 'first' | 'later') => boolean,
): void {
  const listeners = socket.listeners('data') as ((text: string) => void)[];
  socket.removeAllListeners('data');
  let rest = '';
  let line: 'first' | 'later' = 'first';
  socket.on('data', (chunk: string | Buffer) => {
    rest += chunk.toString();
    if (!accepts(rest, line)) return;
    const end = rest.lastIndexOf('\n') + 1;
    if (end === 0) return;
    const lines = rest.slice(0, end);
    rest = rest.slice(end);
    line = 'later';
    for (const listener of listeners) listener.call(socket, lines);
  });
}
