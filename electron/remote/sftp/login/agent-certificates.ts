import type { Duplex } from 'node:stream';
import type { BaseAgent } from 'ssh2';
import { parseCertificate, type SshCertificate } from '../../certificates/ssh-certificate.ts';
import { WireReader, wireUint32 } from '../keys/wire.ts';

/** A certificate that an agent holds, together with its key. */
export interface HeldCertificate {
  readonly certificate: SshCertificate;
  /** In SSH wire format. */
  readonly bytes: Buffer;
  readonly comment: string;
}

/** draft-ietf-sshm-ssh-agent §3.2. */
const REQUEST_IDENTITIES = 11;
const IDENTITIES_ANSWER = 12;
/** OpenSSH's own limit of a message (AGENT_MAX_LEN). */
const LONGEST_ANSWER = 256 * 1024;

/** The certificates for users in an agent, which ssh2 passes over in its list of keys. Throws what the line to the agent throws. */
export async function agentCertificates(agent: BaseAgent): Promise<HeldCertificate[]> {
  const reader = new WireReader(await listOf(agent));
  const held: HeldCertificate[] = [];
  for (let left = reader.uint32(); left > 0; left -= 1) {
    const bytes = reader.bytes();
    const comment = reader.text();
    const certificate = parseCertificate(bytes);
    if (certificate?.kind === 'user') held.push({ certificate, bytes, comment });
  }
  return held;
}

/** The answer without its length and kind; an empty list where the agent gives none. */
async function listOf(agent: BaseAgent): Promise<Buffer> {
  const stream = await streamTo(agent);
  if (stream === undefined) return wireUint32(0);
  stream.write(Buffer.concat([wireUint32(1), Buffer.from([REQUEST_IDENTITIES])]));
  let answer: Buffer = Buffer.alloc(0);
  // Leaving the loop ends the line.
  for await (const bytes of stream) {
    answer = Buffer.concat([answer, bytes]);
    if (answer.length < 5) continue;
    const length = answer.readUInt32BE(0);
    if (length > LONGEST_ANSWER) throw new Error('the agent answers without end');
    if (answer.length < 4 + length) continue;
    return answer[4] === IDENTITIES_ANSWER ? answer.subarray(5, 4 + length) : wireUint32(0);
  }
  throw new Error('the agent hung up');
}

function streamTo(agent: BaseAgent): Promise<Duplex | undefined> {
  return new Promise((resolve, reject) => {
    if (agent.getStream === undefined) {
      resolve(undefined);
      return;
    }
    agent.getStream((error, stream) => {
      if (error) reject(error);
      else resolve(stream);
    });
  });
}
