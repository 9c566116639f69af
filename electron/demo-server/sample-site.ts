import { chmod, lutimes, mkdir, readdir, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { noise, tarArchive } from './sample-archive.ts';
import { gradientPng } from './sample-image.ts';
import { accessLog, blogPost, errorLog, page, posts, stylesheet } from './sample-pages.ts';
import { errorCode } from './site-files.ts';

/** The newest date of the site; the rest was made in the weeks before. */
const NEWEST = Date.parse('2026-11-18T09:30:00Z');
const DAY_MS = 86_400_000;

/** The account may neither list nor enter it. */
export const PRIVATE_FOLDER = 'private (no access)';

const links: Readonly<Record<string, string>> = {
  'latest-post': `blog/${posts[0].folder}`,
  'downloads/current.tar': 'harbour-archive-2026.tar',
  'old-site': 'no-longer-here',
};

/** Fills an empty folder with the site that a newcomer sees: the same bytes and dates at every start. */
export async function createSampleSite(root: string): Promise<void> {
  const files = Object.entries(sampleFiles());
  const folders = new Set(files.map(([path]) => dirname(path)).filter((folder) => folder !== '.'));
  for (const folder of [...folders, 'uploads']) await mkdir(join(root, folder), { recursive: true });
  for (const [index, [path, content]] of files.entries()) {
    await writeFile(join(root, path), content);
    const time = new Date(NEWEST - index * 1.7 * DAY_MS);
    await utimes(join(root, path), time, time);
  }
  await createLinks(root);
  const time = new Date(NEWEST);
  for (const folder of await foldersBelow(root)) await utimes(folder, time, time);
  await chmod(join(root, 'blog', 'draft (read only).md'), 0o444);
  await chmod(join(root, PRIVATE_FOLDER), 0o000);
}

/** Removes the site, whatever permissions its visitors have set. */
export async function removeSampleSite(root: string): Promise<void> {
  await foldersBelow(root, (folder) => chmod(folder, 0o700));
  // Windows holds a file for a moment after its last handle closed.
  await rm(root, { recursive: true, force: true, maxRetries: 5 });
}

function sampleFiles(): Record<string, string | Buffer> {
  const harbour = gradientPng(320, 200, [24, 60, 110], [240, 170, 110]);
  const photos = Array.from({ length: 8 }, (_, index) => ({
    name: `photos/quay-${index + 1}.raw`,
    content: noise(512 * 1024, index + 1),
  }));
  return {
    'index.html': page('Harbour Street Café', posts),
    'css/style.css': stylesheet,
    ...Object.fromEntries(posts.map((post) => [`blog/${post.folder}/index.html`, blogPost(post)])),
    'blog/draft (read only).md': '# Winter opening hours\n\nStill to be agreed with the ferry.\n',
    'images/harbour.png': harbour,
    'images/terrace at dusk.png': gradientPng(240, 160, [60, 30, 90], [250, 120, 80]),
    'images/logo.svg': LOGO,
    'logs/access.log': accessLog(NEWEST, 2000),
    'logs/error.log': errorLog(NEWEST),
    'downloads/harbour-archive-2026.tar': tarArchive(
      [{ name: 'README.txt', content: Buffer.from('Photographs of the quay, 2026.\n') }, ...photos],
      NEWEST,
    ),
    'downloads/menu (print).txt': 'Coffee 3.20\nTea 2.80\nCinnamon roll 3.90\n',
    'Grüße & more/Speisekarte – Frühling.txt': 'Käsekuchen, Zwetschgenknödel, Apfelsaft\n',
    'Grüße & more/メニュー.txt': 'コーヒー、紅茶、ケーキ\n',
    'Grüße & more/меню.txt': 'кофе, чай, пирог\n',
    'Grüße & more/☕ opening hours.txt': 'Every day, 8 to 18\n',
    'README.txt': 'This is the demo of Portside. Change what you like: it is gone when you close it.\n',
    '.htaccess': 'ErrorDocument 404 /index.html\n',
    [`${PRIVATE_FOLDER}/accounts.csv`]: 'nobody gets to read this\n',
  };
}

async function createLinks(root: string): Promise<void> {
  const time = new Date(NEWEST);
  for (const [path, target] of Object.entries(links)) {
    try {
      await symlink(target, join(root, path));
      await lutimes(join(root, path), time, time);
    } catch (error) {
      // Windows lets only privileged accounts make links: the site is as good without.
      if (errorCode(error) !== 'EPERM') throw error;
    }
  }
}

/** @param enter called before a folder is read. */
async function foldersBelow(
  folder: string,
  enter: (folder: string) => Promise<void> = async () => {},
): Promise<string[]> {
  await enter(folder);
  const found: string[] = [];
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    if (!entry.isDirectory()) continue;
    const path = join(folder, entry.name);
    found.push(path, ...(await foldersBelow(path, enter)));
  }
  return found;
}

const LOGO = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64" role="img" aria-label="Harbour Street Café">
  <circle cx="32" cy="32" r="30" fill="#173f5f"/>
  <path d="M14 40h36l-6 10H20z" fill="#f6d55c"/>
  <path d="M32 12v26M32 14l14 20H32" fill="#ed553b" stroke="#fff" stroke-width="2"/>
</svg>
`;
