import { readFile, realpath } from 'node:fs/promises';
import { extname, join, sep } from 'node:path';
import { withNonce } from './content-security-policy.ts';

const contentTypes: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.json': 'application/json',
  '.ttf': 'font/ttf',
  // Of PDF documents: fonts and character maps.
  '.pfb': 'application/octet-stream',
  '.bcmap': 'application/octet-stream',
};

export interface RendererFile {
  readonly body: Buffer;
  readonly headers: Record<string, string>;
}

/**
 * A file of the built page. `undefined` where there is none, where its kind is not served, or where the path, links
 * resolved, leads out of the folder.
 */
export async function readRendererFile(root: string, urlPath: string): Promise<RendererFile | undefined> {
  const contentType = contentTypes[extname(urlPath)];
  if (!contentType || urlPath.includes('\0')) return undefined;
  const base = await realpath(root);
  const file = await realpath(join(base, urlPath)).catch(() => undefined);
  if (!file?.startsWith(base + sep)) return undefined;
  const body = await readFile(file);
  if (contentType !== contentTypes['.html']) {
    // The build names its files by their content, so they never change under their name.
    const caching = urlPath.startsWith('/assets/') ? 'private, max-age=31536000, immutable' : 'no-cache';
    return { body, headers: { 'Content-Type': contentType, 'Cache-Control': caching } };
  }
  const { html, policy } = withNonce(body.toString('utf8'));
  return {
    body: Buffer.from(html),
    headers: { 'Content-Type': contentType, 'Cache-Control': 'no-store', 'Content-Security-Policy': policy },
  };
}
