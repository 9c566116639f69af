import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { describeInBrowser } from './open-portside.ts';
import type { Hands } from './pages/action.ts';
import { CountedPage } from './pages/counted-page.ts';
import { PortsidePage } from './pages/portside-page.ts';
import { Desk } from './ten-tasks/desk.ts';
import { firstUse } from './ten-tasks/first-use.ts';
import { keepRecord, statedActions, tenTasksPage } from './ten-tasks/record.ts';
import { tasks } from './ten-tasks/tasks.ts';

const stated = statedActions(await readFile(tenTasksPage, 'utf8').catch(() => ''));
const runs = tasks.flatMap((task, order) =>
  (['mouse', 'keyboard'] as const).map((hands) => ({ task, order, name: task.name, hands })),
);

/** One Portside, one server machine for all that is in here: each run has a folder of its own. */
describeInBrowser('as a person uses it', () => {
  let desk: Desk;
  beforeAll(async () => {
    desk = await Desk.set();
  });
  afterAll(() => desk?.[Symbol.asyncDispose]());

  // Long ways in one go, and slow ones on a busy machine.
  test('a first use, as docs/first-use.md tells it, with its pictures', () => firstUse(desk), 240_000);

  describe('ten tasks', () => {
    beforeAll(() => desk.chooseMasterPassword());

    test.each(runs)('$name, by $hands alone, with no more actions than docs/ten-tasks.md says', async (run) => {
      const { task, order, hands } = run;
      const folder = `${task.name.toLowerCase()}, by ${hands}`;
      using around = new DisposableStack();
      await task.prepare(desk, folder, around);
      const counted = new CountedPage(desk.portside.page, hands);
      await task.by[hands](new PortsidePage(counted.page));
      await task.check(desk, folder);
      await keepRecord({ task: task.name, about: task.about, order, hands, actions: counted.actions });
      const most = stated.get(task.name)?.[hands] ?? 0;
      const taken = counted.actions.map(({ kind, what }) => `${kind}: ${what}`);
      expect(taken.length, `docs/ten-tasks.md says ${most}; taken: ${taken.join(' · ')}`).toBeLessThanOrEqual(most);
    });

    test('a hand that does what its kind cannot do is held back', async () => {
      const press = (hands: Hands) => new CountedPage(desk.portside.page, hands).page.keyboard.press('F5');
      const click = (hands: Hands) =>
        new PortsidePage(new CountedPage(desk.portside.page, hands).page).left.grid.click();
      const { page, actions } = new CountedPage(desk.portside.page, 'mouse');
      await expect(press('mouse')).rejects.toThrow('no key is pressed: F5');
      await expect(click('keyboard')).rejects.toThrow('no mouse: click');
      expect(() => page.getByRole('grid').first().focus()).toThrow('nothing that a person does');
      await expect(page.keyboard.type('a\n')).rejects.toThrow('no letters');
      expect(actions).toEqual([]);
    });
  });
});
