/** The pages on the web that Portside may open in the user's browser: these addresses, letter by letter. */
const allowed: ReadonlySet<string> = new Set([
  // The manuals of the servers whose settings Portside speaks of.
  'https://www.openssh.com/manual.html',
  'https://security.appspot.com/vsftpd/vsftpd_conf.html',
  'https://www.pureftpd.org/project/pure-ftpd/doc/',
]);

/** True for a link on the list. It is compared as it stands, so that nothing depends on how an address is read. */
export function isExternalLink(link: string): boolean {
  return allowed.has(link);
}
