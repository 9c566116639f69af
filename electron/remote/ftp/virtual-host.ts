import { asciiHostName } from '../host-name.ts';
import type { ControlConnection } from './control-connection.ts';
import { parseFeatures } from './features.ts';
import type { Limit } from './limit.ts';
import { isPositive, replyText } from './reply.ts';

/**
 * Tells a server with several hosts at one address which of them is meant (HOST, RFC 7151), where it says that it has the command.
 * To be called when the line is encrypted, and before the login, for each host may have users of its own. An address names none of
 * them. A server that does not know the name goes on as the host that it is without one.
 *
 * That takes a FEAT of its own: what the host offers to whom is known after the login only.
 */
export async function chooseVirtualHost(control: ControlConnection, limit: Limit): Promise<void> {
  const name = asciiHostName(control.place.host);
  if (name === undefined) return;
  if (!parseFeatures(await control.ask('FEAT', limit)).has('HOST')) return;
  const reply = await control.ask(`HOST ${name}`, limit);
  if (!isPositive(reply))
    control.note(`The server has no host of this name, and stays the one that it is: ${replyText(reply)}`);
}
