import type { ConnectContext } from '../connect.ts';
import type { Credentials } from '../credentials.ts';
import type { Hop } from './route.ts';

/** The same for a jump host: its lines in the transcript carry its name, and its secrets are its own. */
export function contextOfJumpHost(hop: Hop, context: ConnectContext): ConnectContext {
  const { transcript, credentials } = context;
  return {
    ...context,
    transcript: { write: (kind, text) => transcript.write(kind, `${hop.alias}: ${text}`) },
    credentials: credentials.forJumpHost?.(hop) ?? askedEachTime(hop, credentials),
  };
}

/** A password that was given for the server never goes to the jump host, not even as a guess. */
function askedEachTime({ user, host }: Hop, credentials: Credentials): Credentials {
  return {
    password: (reason, signal) => {
      const again = reason === 'rejected' ? ' (the last one was refused)' : '';
      return credentials.answer({ text: `Password of ${user} on the jump host ${host}${again}`, echo: false }, signal);
    },
    passphrase: (keyFile, reason, signal) => credentials.passphrase(keyFile, reason, signal),
    answer: ({ text, echo }, signal) => credentials.answer({ text: `Jump host ${host}: ${text}`, echo }, signal),
  };
}
