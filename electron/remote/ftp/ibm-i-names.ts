import type { ControlConnection } from './control-connection.ts';
import type { Limit } from './limit.ts';

/**
 * IBM i starts with names of its own, `LIBRARY/FILE.MEMBER`. NAMEFMT 1 makes paths of them (`/QSYS.LIB/LIBRARY.LIB/...`),
 * and LISTFMT 1 makes LIST show `ls -l` (IBM i "FTP server subcommands", SITE). A refusal changes nothing: such listings are
 * read too.
 */
export async function chooseUnixNames(control: ControlConnection, limit: Limit): Promise<void> {
  await control.ask('SITE NAMEFMT 1', limit);
  await control.ask('SITE LISTFMT 1', limit);
}
