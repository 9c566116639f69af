type Arrival<T> = { readonly from: AsyncIterator<T> } & (
  | { readonly result: IteratorResult<T> }
  | { readonly error: unknown }
);

/**
 * The items of all as they come, until all have ended. The error of one ends the whole; leaving the loop ends every one.
 * Nothing that was given out is held on to, however long one of them stays silent.
 */
export async function* merge<T>(sources: readonly AsyncIterable<T>[]): AsyncIterable<T> {
  const open = new Set(sources.map((source) => source[Symbol.asyncIterator]()));
  const arrived: Arrival<T>[] = [];
  let wake: () => void = () => undefined;
  const ask = (from: AsyncIterator<T>): void => {
    const arrive = (arrival: Arrival<T>) => {
      arrived.push(arrival);
      wake();
    };
    from.next().then(
      (result) => arrive({ from, result }),
      (error: unknown) => arrive({ from, error }),
    );
  };
  try {
    for (const iterator of open) ask(iterator);
    while (open.size > 0) {
      const arrival = arrived.shift();
      if (arrival === undefined) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      } else if ('error' in arrival) {
        open.delete(arrival.from);
        throw arrival.error;
      } else if (arrival.result.done) {
        open.delete(arrival.from);
      } else {
        ask(arrival.from);
        yield arrival.result.value;
      }
    }
  } finally {
    for (const iterator of open) void iterator.return?.().catch(() => undefined);
  }
}
