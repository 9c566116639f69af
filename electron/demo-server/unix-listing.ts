import type { ListedRow } from './faults.ts';

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const TYPE_LETTERS = { file: '-', directory: 'd', symlink: 'l' } as const;
const HALF_A_YEAR_MS = 182 * 86_400_000;

/**
 * The row of `ls -l` before its name, as FTP's LIST and SFTP's longname show it. Times are UTC; a file older than
 * half a year, or of the future, shows the year instead of the minute.
 * @param now ms since 1970, UTC.
 */
export function unixRow(row: Omit<ListedRow, 'name'>, now: number): string {
  const type = TYPE_LETTERS[row.type];
  const size = String(row.size).padStart(12);
  return `${type}${permissionLetters(row.permissions)}    1 demo     demo     ${size} ${listedTime(row.modifiedAt, now)} `;
}

function permissionLetters(permissions: number): string {
  const letters = [...'rwxrwxrwx'].map((letter, index) => ((permissions & (0o400 >> index)) === 0 ? '-' : letter));
  if (permissions & 0o4000) letters[2] = letters[2] === 'x' ? 's' : 'S';
  if (permissions & 0o2000) letters[5] = letters[5] === 'x' ? 's' : 'S';
  if (permissions & 0o1000) letters[8] = letters[8] === 'x' ? 't' : 'T';
  return letters.join('');
}

function listedTime(modifiedAt: number, now: number): string {
  const time = new Date(modifiedAt);
  const day = `${MONTHS[time.getUTCMonth()]} ${String(time.getUTCDate()).padStart(2)}`;
  const age = now - modifiedAt;
  if (age < 0 || age > HALF_A_YEAR_MS) return `${day}  ${time.getUTCFullYear()}`;
  return `${day} ${time.toISOString().slice(11, 16)}`;
}
