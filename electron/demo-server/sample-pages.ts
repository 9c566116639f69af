/** A post of the sample site. */
export interface Post {
  readonly folder: string;
  readonly title: string;
  readonly text: string;
}

export const posts = [
  {
    folder: '2026/11-first-frost',
    title: 'First frost',
    text: 'The heaters are back on the terrace, and so is the chai.',
  },
  { folder: '2026/10-night-market', title: 'Night market', text: 'Forty stalls, two brass bands and one runaway dog.' },
  { folder: '2026/08-regatta', title: 'Regatta week', text: 'We open at six for the crews. Bring a mug, take a roll.' },
  { folder: '2025/12-lights', title: 'Lights on the quay', text: 'Every boat in the harbour is lit until the sixth.' },
] as const satisfies readonly Post[];

export const stylesheet = `:root { color: #1d2a33; background: #fdfaf5; font: 16px/1.5 system-ui, sans-serif; }
body { max-width: 42rem; margin: 2rem auto; padding: 0 1rem; }
img { max-width: 100%; border-radius: 0.5rem; }
a { color: #173f5f; }
`;

/** The front page, with a link to each post. */
export function page(title: string, linked: readonly Post[]): string {
  const items = linked.map((post) => `    <li><a href="blog/${post.folder}/">${post.title}</a></li>`);
  return html(title, 'css/style.css', [
    '  <img src="images/harbour.png" alt="The harbour in the evening">',
    '  <ul>',
    ...items,
    '  </ul>',
  ]);
}

export function blogPost(post: Post): string {
  return html(post.title, '../../../css/style.css', [`  <p>${post.text}</p>`, '  <p><a href="../../../">Home</a></p>']);
}

/** One line a visit in the combined log format. @param newest ms since 1970, UTC, of the last line. */
export function accessLog(newest: number, lines: number): string {
  const paths = ['/', '/css/style.css', '/images/harbour.png', ...posts.map((post) => `/blog/${post.folder}/`)];
  return Array.from({ length: lines }, (_, index) => {
    const time = logTime(newest - (lines - index) * 47_000);
    const address = `192.0.2.${(index * 37) % 254}`;
    const path = paths[(index * index + 3) % paths.length];
    return `${address} - - [${time}] "GET ${path} HTTP/1.1" 200 ${1000 + ((index * 7919) % 9000)}\n`;
  }).join('');
}

/** @param newest ms since 1970, UTC, of the last line. */
export function errorLog(newest: number): string {
  return [3, 2, 1]
    .map((day) => `[${logTime(newest - day * 86_400_000)}] [error] File does not exist: /old-site\n`)
    .join('');
}

function logTime(at: number): string {
  const [, day, month, year, time] = /^\w+, (\d+) (\w+) (\d+) (\S+)/.exec(new Date(at).toUTCString()) ?? [];
  return `${day}/${month}/${year}:${time} +0000`;
}

function html(title: string, style: string, body: readonly string[]): string {
  return `<!doctype html>
<html lang="en">
<head>
  <meta charset="utf-8">
  <title>${title}</title>
  <link rel="stylesheet" href="${style}">
</head>
<body>
  <h1>${title}</h1>
${body.join('\n')}
</body>
</html>
`;
}
