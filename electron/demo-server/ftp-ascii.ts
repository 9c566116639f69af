/** TYPE A on its way out: lines of the disk (LF) become lines of the network (CR LF, RFC 959 §3.1.1.1). */
export async function* toNetworkLines(source: AsyncIterable<Buffer>): AsyncIterable<Buffer> {
  for await (const chunk of source) yield Buffer.from(chunk.toString('latin1').replaceAll('\n', '\r\n'), 'latin1');
}

/** TYPE A on its way in. A CR without LF stays. */
export async function* toDiskLines(source: AsyncIterable<Buffer>): AsyncIterable<Buffer> {
  let heldBack = '';
  for await (const chunk of source) {
    const text = heldBack + chunk.toString('latin1');
    // Its LF may be the first byte of the next chunk.
    heldBack = text.endsWith('\r') ? '\r' : '';
    yield Buffer.from(text.slice(0, text.length - heldBack.length).replaceAll('\r\n', '\n'), 'latin1');
  }
  if (heldBack !== '') yield Buffer.from(heldBack, 'latin1');
}
