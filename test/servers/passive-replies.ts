/** Where the server waits for a data connection. */
export interface PassivePlace {
  readonly host: string;
  readonly port: number;
}

/**
 * Passes the replies of a control connection on and lets its passive replies name another port: `227` (RFC 959 §4.1.2) and
 * `229` (RFC 2428 §3). After `234` (RFC 4217 §4) the line is encrypted, and everything passes untouched.
 * @param host the address of the control connection at both ends.
 * @param announce is told where the server waits, and gives the port on `host` to tell the client.
 */
export async function* rewritePassiveReplies(
  replies: AsyncIterable<Buffer>,
  host: string,
  announce: (place: PassivePlace) => Promise<number>,
): AsyncIterable<Buffer> {
  let held = Buffer.alloc(0);
  let encrypted = false;
  for await (const chunk of replies) {
    held = Buffer.concat([held, chunk]);
    for (let end = held.indexOf('\n'); end !== -1 && !encrypted; end = held.indexOf('\n')) {
      const line = held.subarray(0, end + 1);
      held = held.subarray(end + 1);
      encrypted = line.toString('latin1').startsWith('234');
      yield await rewrite(line, host, announce);
    }
    if (!encrypted || held.length === 0) continue;
    yield held;
    held = Buffer.alloc(0);
  }
  if (held.length > 0) yield held;
}

async function rewrite(
  line: Buffer,
  host: string,
  announce: (place: PassivePlace) => Promise<number>,
): Promise<Buffer> {
  const text = line.toString('latin1');
  const passive = /^227 .*?((?:\d+,){4})(\d+),(\d+)/.exec(text);
  if (passive) {
    const [, address = '', high, low] = passive;
    const place = { host: address.slice(0, -1).replaceAll(',', '.'), port: Number(high) * 256 + Number(low) };
    const port = await announce(place);
    return Buffer.from(`227 Entering Passive Mode (${host.replaceAll('.', ',')},${port >> 8},${port & 0xff}).\r\n`);
  }
  const extended = /^229 .*\(\|\|\|(\d+)\|\)/.exec(text);
  if (!extended) return line;
  const port = await announce({ host, port: Number(extended[1]) });
  return Buffer.from(`229 Entering Extended Passive Mode (|||${port}|)\r\n`);
}
