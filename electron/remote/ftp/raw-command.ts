import { RemoteError } from '../../../shared/model/remote-error.ts';

/** Commands that a person may not send past the session, each with what to do instead. RFC 959, 2228, 2428, 3659, 7151. */
const refusals: Readonly<Record<string, string>> = {
  ...sameReason(
    ['LIST', 'NLST', 'MLSD'],
    'It needs a data connection. Open the folder in the pane instead, or ask about one file with MLST.',
  ),
  RETR: 'It needs a data connection. Download the file from the pane instead.',
  ...sameReason(['STOR', 'STOU', 'APPE'], 'It needs a data connection. Upload the file from the pane instead.'),
  ...sameReason(
    ['PASV', 'EPSV', 'PORT', 'EPRT', 'LPRT', 'LPSV', 'SPSV', 'CPSV', 'SSCN'],
    'Portside opens data connections itself. Choose active or passive mode in the settings of the site.',
  ),
  ...sameReason(['QUIT', 'REIN', 'ABOR', 'SMNT'], 'It would end this session. Use Disconnect instead.'),
  ...sameReason(
    ['USER', 'PASS', 'ACCT', 'HOST'],
    'It would change who is logged in. Open a connection with the other account instead.',
  ),
  ...sameReason(
    ['AUTH', 'ADAT', 'CCC', 'MIC', 'CONF', 'ENC', 'PROT', 'PBSZ'],
    'It would change how this connection is protected. Choose the encryption in the settings of the site.',
  ),
  TYPE: 'Transfers rely on it. Choose the transfer type in the settings of the site.',
  ...sameReason(['MODE', 'STRU'], 'Transfers rely on stream mode and file structure.'),
  REST: 'It would shift the beginning of the next transfer. Resume the transfer in the queue instead.',
  RNFR: 'It needs RNTO right after it. Rename the file in the pane instead.',
  RNTO: 'It needs RNFR right before it. Rename the file in the pane instead.',
  OPTS: 'Portside relies on the options that it has set: how names are spelt and what listings tell.',
  ALLO: 'Uploads announce their own size.',
};

/** SITE commands that belong to a pair or break the session. */
const siteRefusals: Readonly<Record<string, string>> = {
  ...sameReason(['CPFR', 'CPTO'], 'It works in a pair only. Duplicate the file in the pane instead.'),
};

/** Commands whose arguments are secret: the transcript shows asterisks. */
const secretive = /^(SITE +(?:PSWD|CPWD|PASSWD?)) +(.*)$/i;

export interface RawCommand {
  readonly verb: string;
  readonly line: string;
  /** Words that nobody may see, in the command or in the answer. */
  readonly secrets: readonly string[];
}

/**
 * One command line of the user's own. Throws `invalid-request` for what is no FTP command or more than one, and
 * `unsupported`, with what to do instead, for a command that would need a data connection or pull the session from under
 * what else runs on it.
 */
export function rawCommandOf(line: string): RawCommand {
  const command = line.trim();
  // What is no letter, and above all a line break, ends the match.
  const [, word = '', argument = ''] = /^([A-Za-z]{3,8})(?: +(.*))?$/.exec(command) ?? [];
  if (word === '') {
    throw new RemoteError(
      'invalid-request',
      'This is no FTP command: it must be one line that begins with a word of letters.',
    );
  }
  const verb = word.toUpperCase();
  const reason = refusals[verb] ?? (verb === 'SITE' ? siteRefusals[firstWord(argument)] : undefined);
  if (reason !== undefined) {
    throw new RemoteError('unsupported', `${verb} cannot be sent by hand.`, { hint: reason });
  }
  if (verb === 'STAT' && argument !== '') {
    throw new RemoteError('unsupported', 'STAT of a path cannot be sent by hand.', {
      hint: 'Its answer can be as long as a folder. Open the folder in the pane instead.',
    });
  }
  const secret = secretive.exec(command)?.[2] ?? '';
  return { verb, line: command, secrets: secret === '' ? [] : [secret, ...secret.split(' ')] };
}

function firstWord(text: string): string {
  return (text.split(/\s+/, 1)[0] ?? '').toUpperCase();
}

function sameReason(verbs: readonly string[], reason: string): Record<string, string> {
  return Object.fromEntries(verbs.map((verb) => [verb, reason]));
}
