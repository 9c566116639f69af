import { describe, expect, test } from 'vitest';
import { statedActions, type TaskRecord } from '../test/e2e/ten-tasks/record.ts';
import { tenTasksText } from './ten-tasks.ts';

const names = ['Upload', 'Find', 'Edit', 'Compare', 'Add', 'End', 'Read', 'Resolve', 'Resume', 'Change'];

function record(task: string, order: number, hands: TaskRecord['hands']): TaskRecord {
  const click = { kind: 'click', what: 'Overwrite' } as const;
  const keys = [
    { kind: 'text', what: 'web' },
    { kind: 'key', what: 'ControlOrMeta+Shift+f' },
    { kind: 'key', what: ' ' },
  ] as const;
  return { task, about: `About ${task}.`, order, hands, actions: hands === 'mouse' ? [click] : keys };
}

const all = names.flatMap((name, order) => [record(name, order, 'keyboard'), record(name, order, 'mouse')]);

describe('docs/ten-tasks.md', () => {
  test('says of each task, in their order, what it took, as the test reads it again', () => {
    const page = tenTasksText(all.toReversed());
    expect([...statedActions(page)]).toEqual(names.map((name) => [name, { mouse: 1, keyboard: 3 }]));
    expect(page).toContain('- Mouse: click “Overwrite”.');
    expect(page).toContain('- Keyboard: type “web”, `Ctrl+Shift+F`, `Space`.');
  });

  test('is not made while a task has not been done by mouse or by keyboard', () => {
    expect(() => tenTasksText(all.slice(1))).toThrow('Each of the 10 tasks');
    expect(() => tenTasksText(all.filter(({ task }) => task !== 'Edit'))).toThrow('Each of the 10 tasks');
  });
});
