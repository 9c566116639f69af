import { Zap } from 'lucide-react';
import { expect, test } from 'vitest';
import { matching } from './match.ts';

const entry = (label: string, note?: string) => ({
  id: label,
  label,
  ...(note !== undefined && { note }),
  icon: Zap,
  run: () => undefined,
});

const groups = [
  {
    id: 'commands',
    label: 'Commands',
    entries: ['Edit in another program', 'Edit', 'New file…', 'New folder…', 'Calculate folder sizes'].map((label) =>
      entry(label),
    ),
  },
  { id: 'bookmarks', label: 'Bookmarks', entries: [entry('Reports', 'Local /srv/new files')] },
];

const found = (typed: string) => matching(groups, typed).flatMap(({ entries }) => entries.map(({ label }) => label));

test('what is called as was typed came after what only has the words', () => {
  const settings = [
    { id: 's', label: 'Settings', entries: ['Settings: Transfers', 'Transfer settings…'].map((l) => entry(l)) },
  ];
  const [group] = matching(settings, 'transfer settings');
  expect(group?.entries.map(({ label }) => label)).toEqual(['Transfer settings…', 'Settings: Transfers']);
});

test('what is called just as it was typed came after what goes on from there', () => {
  expect(found('edit')).toEqual(['Edit', 'Edit in another program']);
  expect(found('new file')).toEqual(['New file…', 'Reports']);
});

test('what is found by another name only comes after what is called so, and from the beginning of a word on', () => {
  const commands = [
    { ...entry('Properties…'), words: 'permissions chmod sites' },
    { ...entry('Delete'), words: 'remove rm' },
    entry('Sites'),
  ];
  const found = (typed: string) =>
    matching([{ id: 'c', label: 'Commands', entries: commands }], typed).flatMap(({ entries }) =>
      entries.map(({ label }) => label),
    );
  expect(found('chmod')).toEqual(['Properties…']);
  expect(found('prop chmod')).toEqual(['Properties…']);
  expect(found('rm')).toEqual(['Delete']);
  expect(found('sit')).toEqual(['Sites', 'Properties…']);
});

test.each([
  ['', ['Edit in another program', 'Edit', 'New file…', 'New folder…', 'Calculate folder sizes', 'Reports']],
  ['folder', ['New folder…', 'Calculate folder sizes']],
  ['fold new', ['New folder…']],
  ['new files', ['Reports']],
  ['calculate', ['Calculate folder sizes']],
  ['new', ['New file…', 'New folder…', 'Reports']],
  ['nwfl', ['New file…', 'New folder…']],
  ['nwfldr', ['New folder…']],
  ['NF', ['New file…', 'New folder…']],
  ['cfs', ['Calculate folder sizes']],
  ['older', ['New folder…', 'Calculate folder sizes']],
  ['wfld', []],
  ['xyz', []],
])('“%s” finds %o', (typed, labels) => {
  expect(found(typed)).toEqual(labels);
});
