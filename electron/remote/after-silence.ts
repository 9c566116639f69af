/**
 * Tells when so many milliseconds have passed, once what came in them has been read: a machine that was busy itself, or slept, finds its
 * timers due before it looks at what lies in its sockets.
 *
 * @returns what calls it off.
 */
export function afterSilence(milliseconds: number, tell: () => void): () => void {
  let verdict: NodeJS.Immediate | undefined;
  const timer = setTimeout(() => {
    verdict = setImmediate(tell);
  }, milliseconds);
  return () => {
    clearTimeout(timer);
    clearImmediate(verdict);
  };
}
