/** A page of a few words, for those who have no link or a spent one. */
export function wordsPage(title: string, text: string): string {
  return page(title, text, '');
}

/**
 * The page that a link leads to: the cookie comes with it, and the browser goes on by itself. A redirect would not do:
 * a browser that came from another site does not send a strict cookie along with it.
 */
export function welcomePage(): string {
  return page('Portside', 'Opening…', '<meta http-equiv="refresh" content="0;url=/">');
}

function page(title: string, text: string, head: string): string {
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="color-scheme" content="light dark"><link rel="icon" href="data:,"><title>${title}</title>${head}</head><body><h1>${title}</h1><p>${text}</p></body></html>`;
}
