import { copyFile, mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Action, Hands } from '../test/e2e/pages/action.ts';
import { firstUseFolder, type TaskRecord, tenTasksFolder, tenTasksPage } from '../test/e2e/ten-tasks/record.ts';

const images = join(import.meta.dirname, '../docs/images');

/** All pictures of the first use together, bytes. */
const PICTURES_AT_MOST = 1_500_000;

const TASKS = 10;

interface Pair {
  readonly task: string;
  readonly mouse: TaskRecord;
  readonly keyboard: TaskRecord;
}

/** The page about the ten tasks, from what the last run of them took. Throws where one was not done with both kinds of hands. */
export function tenTasksText(records: readonly TaskRecord[]): string {
  const by = (hands: Hands) => records.filter((record) => record.hands === hands).toSorted((a, b) => a.order - b.order);
  const pairs = by('mouse').map((mouse, index) => ({ task: mouse.task, mouse, keyboard: by('keyboard')[index] }));
  const isWhole = (pair: (typeof pairs)[number]): pair is Pair => pair.keyboard?.task === pair.task;
  if (pairs.length !== TASKS || !pairs.every(isWhole)) {
    throw new Error(`Each of the ${TASKS} tasks has to be done, by mouse and by keyboard: run npm test first.`);
  }
  const rows = pairs.map(
    ({ task, mouse, keyboard }) => `| ${task} | ${mouse.actions.length} | ${keyboard.actions.length} |`,
  );
  const sections = pairs.flatMap(({ task, mouse, keyboard }) => [
    `## ${task}`,
    '',
    mouse.about,
    '',
    `- Mouse: ${wordsOf(mouse.actions)}`,
    `- Keyboard: ${wordsOf(keyboard.actions)}`,
    '',
  ]);
  return [...head, ...rows, '', ...sections].join('\n');
}

const head = [
  '# Ten tasks',
  '',
  'What people do with Portside, on a real OpenSSH server and a real vsftpd, by mouse alone and by keyboard alone, and how many',
  'actions it takes. Made by `node scripts/ten-tasks.ts` from the last run of `test/e2e/ten-tasks.test.ts`, which counts them in the',
  'browser itself and fails where a task takes more than this page says.',
  '',
  'An action is a click, a right click, a double click, a drag, a text typed in one go, or a key pressed once (with the modifiers',
  'held down; a key pressed three times is three). The mouse presses no keys but those of a text, the keyboard moves no mouse.',
  'Every task begins on the page of files, connected, with the keys in the left pane and nothing selected.',
  '',
  '| task | by mouse | by keyboard |',
  '|---|---|---|',
];

function wordsOf(actions: readonly Action[]): string {
  return `${actions.map(wordOf).join(', ')}.`;
}

function wordOf({ kind, what }: Action): string {
  switch (kind) {
    case 'text':
      return `type “${what.trim()}”`;
    case 'key':
      return `\`${what === ' ' ? 'Space' : what.replace('ControlOrMeta', 'Ctrl').replace(/\+([a-z])$/, upper)}\``;
    case 'drag':
      return `drag “${what}” to the other pane`;
    default:
      return `${kind} “${what}”`;
  }
}

function upper(text: string): string {
  return text.toUpperCase();
}

async function readRecords(): Promise<TaskRecord[]> {
  const files = (await readdir(tenTasksFolder)).filter((file) => file.endsWith('.json'));
  return Promise.all(
    files.map(async (file) => JSON.parse(await readFile(join(tenTasksFolder, file), 'utf8')) as TaskRecord),
  );
}

/** Brings the pictures to the page of the first use. */
async function bringPictures(): Promise<void> {
  const names = (await readdir(firstUseFolder)).filter((name) => name.endsWith('.png'));
  const sizes = await Promise.all(names.map(async (name) => (await stat(join(firstUseFolder, name))).size));
  const size = sizes.reduce((sum, each) => sum + each, 0);
  if (size > PICTURES_AT_MOST) throw new Error(`The pictures have ${size} bytes, ${PICTURES_AT_MOST} at most.`);
  await mkdir(images, { recursive: true });
  for (const name of names) await copyFile(join(firstUseFolder, name), join(images, `first-use-${name}`));
}

if (import.meta.main) {
  await writeFile(tenTasksPage, tenTasksText(await readRecords()));
  await bringPictures();
}
