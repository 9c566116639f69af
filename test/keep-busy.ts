/** Lets this thread do nothing else for so many milliseconds, as a machine does that is busy with other things. */
export function keepBusy(milliseconds: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
}
