import { FACTS, type Fact } from './ftp-listing.ts';
import { type FtpCommand, type FtpReply, type FtpSession, replyLines } from './ftp-session.ts';

const LOGIN_ATTEMPTS = 5;

/** Logging in, protecting the line, and what the server can say about itself. */
export const accountCommands: Record<string, FtpCommand> = {
  USER: {
    when: 'always',
    run(session, user) {
      if (session.site.tls.mode === 'required' && !session.control.encrypted) {
        return '530 This server allows logins over TLS only; send AUTH TLS first.';
      }
      session.claimedUser = user;
      session.loggedIn = false;
      return '331 Please give the password.';
    },
  },
  PASS: { when: 'always', run: logIn },
  QUIT: { when: 'always', run: (session) => sayGoodbye(session, '221 Goodbye.') },
  NOOP: { when: 'always', run: () => '200 Still here.' },
  SYST: { when: 'always', run: () => '215 UNIX Type: L8' },
  ALLO: { run: () => '202 No storage allocation needed.' },
  HELP: { when: 'always', run: () => '214 See RFC 959, 2389, 2428, 3659 and 4217.' },
  FEAT: { when: 'always', run: (session) => replyLines(211, 'Features:', features(session), 'End') },
  OPTS: { when: 'always', run: setOption },
  STAT: { run: status },
  AUTH: { when: 'always', run: startTls },
  PBSZ: {
    when: 'always',
    run: (session, size) => {
      if (!session.control.encrypted) return '503 AUTH TLS comes first.';
      return size === '0' ? '200 PBSZ=0' : '200 PBSZ=0 will do.';
    },
  },
  PROT: { when: 'always', run: setProtection },
};

function logIn(session: FtpSession, password: string): FtpReply {
  const user = session.claimedUser;
  if (user === undefined) return '503 Log in with USER first.';
  session.claimedUser = undefined;
  if (!session.site.account.admits(user, password)) {
    session.failedLogins += 1;
    if (session.failedLogins < LOGIN_ATTEMPTS) return '530 Login incorrect.';
    return sayGoodbye(session, '421 Too many failed logins.');
  }
  session.loggedIn = true;
  session.live.loggedIn(user);
  return '230 Welcome to the Portside demo.';
}

function sayGoodbye(session: FtpSession, reply: string): undefined {
  session.control.send(reply);
  session.control.end();
}

function features(session: FtpSession): string[] {
  const tls = session.site.tls.mode === 'absent' ? [] : ['AUTH TLS', 'PBSZ', 'PROT'];
  const facts = FACTS.map((fact) => `${fact}${session.facts.has(fact) ? '*' : ''};`).join('');
  return [...tls, 'EPRT', 'EPSV', 'MDTM', 'MFMT', `MLST ${facts}`, 'REST STREAM', 'SIZE', 'TVFS', 'UTF8'];
}

/** RFC 2389 §4; RFC 3659 §7.9 for MLST. */
function setOption(session: FtpSession, argument: string): string {
  const [name = '', value = ''] = argument.split(' ', 2);
  switch (name.toUpperCase()) {
    case 'UTF8':
      return /^off$/i.test(value) ? '504 Names are always UTF-8 here.' : '200 Names are UTF-8.';
    case 'MLST': {
      const wanted = value.toLowerCase().split(';');
      const facts = FACTS.filter((fact: Fact) => wanted.includes(fact.toLowerCase()));
      session.facts = new Set(facts);
      return `200 MLST OPTS ${facts.map((fact) => `${fact};`).join('')}`;
    }
    default:
      return '501 Option not understood.';
  }
}

function status(session: FtpSession, argument: string): string {
  if (argument !== '') return '504 Use LIST or MLST.';
  const line = session.control.encrypted ? 'encrypted' : 'in the clear';
  return replyLines(
    211,
    'Portside demo server',
    [`Logged in as ${session.site.account.user}, ${line}`],
    'End of status',
  );
}

/** RFC 4217 §4: the login starts over on the encrypted line. */
function startTls(session: FtpSession, mechanism: string): FtpReply {
  const { tls } = session.site;
  if (tls.mode === 'absent') return '502 Command not implemented.';
  if (!/^(TLS|TLS-C|SSL)$/i.test(mechanism)) return '504 Only TLS is known.';
  if (session.control.encrypted) return '503 The line is encrypted already.';
  session.control.send('234 Go ahead with TLS.');
  session.control.startTls(tls.context);
  session.live.becameEncrypted();
  session.loggedIn = false;
  session.claimedUser = undefined;
  return undefined;
}

/** RFC 2228 §3, RFC 4217 §9. */
function setProtection(session: FtpSession, level: string): string {
  if (!session.control.encrypted) return '503 AUTH TLS and PBSZ come first.';
  switch (level.toUpperCase()) {
    case 'P':
      session.protection = 'private';
      return '200 Data will be encrypted.';
    case 'C':
      session.protection = 'clear';
      return '200 Data will travel in the clear.';
    case 'S':
    case 'E':
      return '536 Only C and P are known.';
    default:
      return '504 Only C and P are known.';
  }
}
