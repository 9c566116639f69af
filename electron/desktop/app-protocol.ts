import { protocol } from 'electron';
import { answerHeaders } from '../content-security-policy.ts';
import { readRendererFile } from '../renderer-files.ts';

const SCHEME = 'app';
const HOST = 'portside';

/** What a page of Portside's own has as its origin. */
export const APP_ORIGIN = `${SCHEME}://${HOST}`;
export const START_URL = `${APP_ORIGIN}/`;

/** Makes `app://` a scheme with an origin, relative paths and secure contexts. Works only before the app is ready. */
export function registerAppScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: true } },
  ]);
}

/** Serves the built page, and nothing outside of its folder, as `app://portside/`. */
export function serveRenderer(rendererRoot: string): void {
  protocol.handle(SCHEME, (request) => answer(request, rendererRoot));
}

async function answer(request: Pick<Request, 'method' | 'url'>, rendererRoot: string): Promise<Response> {
  // The path is used as it stands: no file of the build needs an escape, so an escaped separator names no file.
  const path = pathOf(request.url);
  if (request.method !== 'GET' || path === undefined) return refuse(403);
  const file = await readRendererFile(rendererRoot, path === '/' ? '/index.html' : path);
  if (!file) return refuse(404);
  return new Response(new Uint8Array(file.body), { headers: { ...answerHeaders, ...file.headers } });
}

/** The path behind Portside's own origin. Split by hand: Node's URL knows no host in a scheme of one's own. */
function pathOf(url: string): string | undefined {
  if (!url.startsWith(START_URL)) return undefined;
  return url.slice(APP_ORIGIN.length).split(/[?#]/, 1)[0];
}

function refuse(status: 403 | 404): Response {
  return new Response(null, { status, headers: answerHeaders });
}
