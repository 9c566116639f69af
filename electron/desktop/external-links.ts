/** The pages on the web that Portside may open in the user's browser: exact origin, and the path at or below this one. */
const allowed: readonly { readonly origin: string; readonly path: string }[] = [
  // Files that Portside's own texts refer to; see package.json "homepage".
  { origin: 'https://github.com', path: '/portside-app/portside' },
];

/** True for an https link on the list. Nothing is guessed: another port, user name, host or scheme is refused. */
export function isExternalLink(link: string): boolean {
  const url = URL.parse(link);
  if (url?.protocol !== 'https:' || url.username !== '' || url.password !== '') return false;
  return allowed.some(
    ({ origin, path }) => url.origin === origin && (url.pathname === path || url.pathname.startsWith(`${path}/`)),
  );
}
