import {
  type Attempt,
  denied,
  diskFull,
  existing,
  type Meaning,
  missing,
  nameRefused,
  notEmpty,
  quotaFull,
  sessionNotResumed,
  tlsDemanded,
  tooMany,
  wrongType,
} from './meanings.ts';

/** What certain words mean where they come with one of certain codes. */
interface Saying {
  readonly codes: readonly number[];
  readonly words: RegExp;
  readonly meaning: (attempt: Attempt) => Meaning;
}

const loginCodes = [421, 430, 530];
const fileCodes = [450, 451, 452, 500, 501, 521, 550, 551, 552, 553];

/** Words of IIS, FileZilla Server, ProFTPD, Pure-FTPd, Serv-U, vsftpd and wu-ftpd; the more telling first. */
const sayings: readonly Saying[] = [
  {
    // ProFTPD says "425 Unable to build data connection: Operation not permitted".
    codes: [425, 426, 522],
    words: /operation not permitted|session[ -]?reuse|reuse.*session|session.*not.*resum/i,
    meaning: sessionNotResumed,
  },
  {
    codes: [421, 500, 503, 530, 534, 550],
    words:
      /must use (?:encryption|tls|ssl)|(?:tls|ssl)[^.]*(?:required|needed|must)|requires?[^.]*(?:tls|ssl|encrypt|secure)|cleartext|use auth\b|auth (?:tls|ssl)/i,
    meaning: tlsDemanded,
  },
  {
    codes: [...loginCodes, 425, 450],
    words:
      /too many|max(?:imum)?\b.*(?:connect|user|client|session|login)|(?:connect|user|client|session|login).*(?:limit|maximum)|limit.*(?:connect|user|client|session)|(?:server|system) (?:is )?(?:full|busy)|already logged/i,
    meaning: tooMany,
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
    words: /(?:invalid|prohibited|illegal|bad) (?:file|directory|folder|path)?[ -]?name/i,
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
  return sayings.find(({ codes, words }) => codes.includes(code) && words.test(text))?.meaning(attempt);
}
