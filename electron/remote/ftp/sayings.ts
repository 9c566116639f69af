import {
  type Attempt,
  accountClosed,
  addressRefused,
  clientCertificateDemanded,
  closingDown,
  dataTlsDemanded,
  denied,
  diskFull,
  existing,
  homeMissing,
  hostNameWanted,
  inUse,
  type Meaning,
  missing,
  nameRefused,
  notEmpty,
  passwordExpired,
  quotaFull,
  sessionNotResumed,
  slept,
  tlsDemanded,
  tlsUnwanted,
  tooMany,
  wrongCaller,
  wrongType,
} from './meanings.ts';

/** What certain words mean where they come with one of certain codes. */
interface Saying {
  readonly codes: readonly number[];
  readonly words: RegExp;
  readonly meaning: (attempt: Attempt, text: string) => Meaning;
}

const loginCodes = [421, 430, 530];
const fileCodes = [450, 451, 452, 500, 501, 521, 550, 551, 552, 553];

/** Words of IIS, FileZilla Server, ProFTPD, Pure-FTPd, Serv-U, vsftpd and wu-ftpd; the more telling first. */
const sayings: readonly Saying[] = [
  {
    // ProFTPD says "425 Unable to build data connection: Operation not permitted", FileZilla Server 0.9 says 450.
    codes: [425, 426, 450, 522],
    words: /operation not permitted|session[ -]?reuse|reuse.*session|session.*not.*resum/i,
    meaning: sessionNotResumed,
  },
  {
    codes: [421, 425, 500, 503, 521, 522, 530, 534, 550],
    words: /prot p|data (?:channel|connections?) must be encrypted|required on the data|with this prot setting/i,
    meaning: dataTlsDemanded,
  },
  {
    codes: [...loginCodes, 500, 503, 522, 534],
    words: /client certificate|certificate (?:is )?(?:required|needed)|no certificate/i,
    meaning: clientCertificateDemanded,
  },
  { codes: [530, 534], words: /may not use (?:encryption|tls|ssl)/i, meaning: tlsUnwanted },
  {
    codes: [421, 500, 503, 530, 534, 550],
    words:
      /must use (?:encryption|tls|ssl)|(?:tls|ssl)[^.]*(?:required|needed|must)|requires?[^.]*(?:tls|ssl|encrypt|secure)|policy[^.]*ssl|cleartext|use auth\b|auth (?:tls|ssl)/i,
    meaning: tlsDemanded,
  },
  {
    codes: [...loginCodes, 425, 450],
    words:
      /too many|max(?:imum)?\b.*(?:connect|user|client|session|login)|(?:connect|user|client|session|login).*(?:limit|maximum)|limit.*(?:connect|user|client|session)|(?:server|system) (?:is )?(?:full|busy)|already logged|can't accept more than/i,
    meaning: (_, text) => tooMany(mostIn(text)),
  },
  {
    codes: [...loginCodes, 500],
    words:
      /home[ -]?(?:dir(?:ectory)?|folder)[^.]*(?:not|n't|inaccessible|missing|unavailable)|(?:cannot|can't|unable to|failed to) (?:change|chdir|set|access|open|find)[^.]*(?:dir|root|home)|writable root|chroot\(\)/i,
    meaning: homeMissing,
  },
  { codes: loginCodes, words: /password[^.]*(?:expired|must be changed)/i, meaning: passwordExpired },
  {
    codes: loginCodes,
    words:
      /(?:account|user)[^.]*(?:expired|disabled|locked|suspended|restriction|inactive|banned)|not allowed to log ?(?:in|on)|log ?on (?:hours|time)|(?:expired|disabled|locked|suspended) account|access (?:is )?not allowed at this time/i,
    meaning: (_, text) => accountClosed(text),
  },
  {
    codes: [...loginCodes, 500, 550],
    words:
      /(?:your|this|from|client|remote)[^.]*(?:ip|address|host)\b[^.]*(?:banned|blocked|not allowed|denied|refused)|(?:ip|address) (?:is )?(?:banned|blocked)|connection from [^.]*denied/i,
    meaning: (_, text) => addressRefused(text),
  },
  { codes: [530], words: /valid host ?name/i, meaning: hostNameWanted },
  { codes: [425, 500], words: /bad ip connecting|only to [\d.]+\)|different (?:ip )?address/i, meaning: wrongCaller },
  {
    codes: [421],
    words: /time-?d? ?-?out|idle|inactiv|faster/i,
    meaning: (_, text) => slept(text),
  },
  {
    codes: [421, 500, 530],
    words: /shut(?:ting)? ?down|maintenance|restart|offline|going down/i,
    meaning: (_, text) => closingDown(text),
  },
  {
    codes: fileCodes,
    words: /used by another|(?:file|it) is (?:in use|locked|open|busy)|sharing violation|text file busy|resource busy/i,
    meaning: inUse,
  },
  { codes: fileCodes, words: /quota|exceeded.*(?:storage|allocation)/i, meaning: quotaFull },
  {
    // On a full disk vsftpd says "451 Failure writing to local file.", Pure-FTPd "451 Error during write to file", and
    // ProFTPD, for a write that came out short, "451 Transfer aborted. Input/output error"; hardly ever for another cause.
    codes: [...fileCodes, 426],
    words:
      /no space|disk (?:is )?full|space left|insufficient (?:storage|disk|space)|failure writing to local file|error during write to file|transfer aborted\. input\/output error/i,
    meaning: diskFull,
  },
  { codes: fileCodes, words: /not empty/i, meaning: notEmpty },
  {
    codes: fileCodes,
    words: /no such|not found|(?:not|n't) (?:exist|find)|cannot find|can't find|unknown file/i,
    meaning: missing,
  },
  { codes: fileCodes, words: /\bexists?\b/i, meaning: existing },
  {
    codes: fileCodes,
    words: /(?:is|it's) a directory|not a (?:plain |regular )?file/i,
    meaning: (attempt) => wrongType(attempt, 'a folder, not a file'),
  },
  {
    codes: fileCodes,
    words: /not a (?:directory|folder)/i,
    meaning: (attempt) => wrongType(attempt, 'not a folder'),
  },
  {
    codes: fileCodes,
    words:
      /(?:invalid|prohibited|illegal|bad) (?:file|directory|folder|path)?[ -]?name|name[^.]*(?:is incorrect|too long)/i,
    meaning: nameRefused,
  },
  {
    codes: fileCodes,
    words:
      /permission|denied|not (?:allowed|permitted|authori[sz]ed)|prohibited|forbidden|access|read[- ]only|privilege/i,
    meaning: denied,
  },
];

/** What the words of a reply mean; undefined where they say nothing that is known. */
export function meaningOfWords(code: number, text: string, attempt: Attempt): Meaning | undefined {
  return sayings.find(({ codes, words }) => codes.includes(code) && words.test(text))?.meaning(attempt, text);
}

/** `the maximum number of clients (3)`, `50 users (the maximum)`, `(2) from this IP`. */
function mostIn(text: string): number | undefined {
  const number = /\((\d{1,5})\)/.exec(text)?.[1] ?? /\b(\d{1,5}) (?:users|clients|connections)/i.exec(text)?.[1];
  return number === undefined ? undefined : Number(number);
}
