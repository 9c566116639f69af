import { describe, expect, it } from 'vitest';
import type { Watch } from '../../shared/model/monitor.ts';
import { Desktop } from './desktop.ts';
import type { StandInTray } from './stand-in/system.ts';

/** The visitors come after a moment, and a server is looked at every two seconds. */
const soon = { timeout: 15_000 };

function trayOf(desktop: Desktop): StandInTray {
  const [tray] = desktop.electron.trays;
  if (!tray) throw new Error('there is no tray');
  return tray;
}

/** Watches the embedded demo server, until its two visitors are in the tray. */
async function watchDemo(desktop: Desktop): Promise<Watch> {
  const [watch] = await desktop.request('monitor.watch.add', { operationId: 'watch', place: { on: 'demo' } });
  if (!watch) throw new Error('the demo server is not watched');
  await expect
    .poll(() => serverMenu(desktop).filter((label) => /^Disconnect (?:marta|jonas)/.test(label)).length, soon)
    .toBe(2);
  return watch;
}

function serverMenu(desktop: Desktop): string[] {
  const server = trayOf(desktop).menu?.items.find(({ label }) => label?.startsWith('Demo server ('));
  return Array.isArray(server?.submenu) ? server.submenu.map(({ label = '' }) => label) : [];
}

function choose(desktop: Desktop, start: string): void {
  const label = serverMenu(desktop).find((each) => each.startsWith(start));
  trayOf(desktop).menu?.choose(label ?? start);
}

/** Closes the window and agrees to watch on. */
async function closeAndKeepWatching(desktop: Desktop): Promise<void> {
  const { questions } = desktop.electron.dialog;
  desktop.window.close();
  await expect.poll(() => questions.length).toBe(1);
  questions[0]?.answer(questions[0].options.buttons?.indexOf('Keep Watching') ?? -1);
  await expect.poll(() => desktop.electron.app.windows.size).toBe(0);
}

describe('the tray, while a server is watched', () => {
  it('shows who is there and what happens, with the colour of an alert', async () => {
    await using desktop = await Desktop.start({ platform: 'linux' });
    const tray = trayOf(desktop);
    await watchDemo(desktop);
    await expect.poll(() => tray.toolTip, soon).toMatch(/^Portside: \d+ sessions?, \d alerts?; No transfers$/);
    expect(tray.image.path).toMatch(/tray-alert\.png$/);
    expect(tray.image.isEmpty()).toBe(false);
    await expect.poll(() => serverMenu(desktop).some((label) => /marta {2}logged in$/.test(label)), soon).toBe(true);
    expect(tray.menu?.items.some(({ label = '' }) => /^⚠ (?:marta|jonas) (?:is )?logged in/.test(label))).toBe(true);
    await desktop.request('settings.set', { language: 'de' });
    const german = tray.menu?.items.map(({ label = '' }) => label) ?? [];
    expect(german).toContainEqual(expect.stringMatching(/^⚠ (?:marta|jonas) (?:ist|hat sich) .*angemeldet/));
    expect(german).toContainEqual(expect.stringMatching(/^Demoserver \(\d\)$/));
  });

  it('says the number of sessions in the menu bar of macOS', async () => {
    await using desktop = await Desktop.start({ platform: 'darwin' });
    await watchDemo(desktop);
    expect(Number(trayOf(desktop).title)).toBeGreaterThanOrEqual(2);
  });

  it('forgets a server that is not watched any more', async () => {
    await using desktop = await Desktop.start();
    const { id } = await watchDemo(desktop);
    await desktop.request('monitor.watch.remove', { watchId: id });
    await expect.poll(() => trayOf(desktop).toolTip).toBe('Portside: No transfers');
    expect(serverMenu(desktop)).toEqual([]);
  });

  it('pauses alerts and resumes them', async () => {
    await using desktop = await Desktop.start();
    await watchDemo(desktop);
    const snoozed = async () => (await desktop.request('monitor.watch.list'))[0]?.snoozedUntil ?? 0;
    trayOf(desktop).menu?.choose('Pause Alerts for One Hour');
    await expect.poll(snoozed).toBeGreaterThan(Date.now() + 3_500_000);
    await expect.poll(() => trayOf(desktop).menu?.items.some(({ label }) => label?.endsWith('Resume'))).toBe(true);
    trayOf(desktop).menu?.choose('Alerts Are Paused: Resume');
    await expect.poll(snoozed).toBe(0);
  });

  it('asks the window to ask about the end of a session, and does not end it by itself', async () => {
    await using desktop = await Desktop.start();
    const { id } = await watchDemo(desktop);
    const waiting = desktop.listen('desktop.sessionQuestionWaiting');
    choose(desktop, 'Disconnect marta');
    expect(waiting).toHaveLength(1);
    const question = await desktop.request('desktop.takeSessionQuestion');
    const { sessions } = await desktop.request('monitor.snapshot', { watchId: id });
    expect(question).toEqual({ watchId: id, identity: sessions.find(({ user }) => user === 'marta')?.identity });
    expect(await desktop.request('desktop.takeSessionQuestion')).toBeUndefined();
  });
});

describe('watching with the window closed', () => {
  it('is asked about once, goes on, and opens the window at the question', async () => {
    await using desktop = await Desktop.start({ platform: 'linux' });
    const { id } = await watchDemo(desktop);
    await closeAndKeepWatching(desktop);
    expect(desktop.electron.app.exitCode).toBeUndefined();
    choose(desktop, 'Disconnect jonas');
    await expect.poll(() => [...desktop.electron.app.windows].some(({ visible }) => visible)).toBe(true);
    expect(await desktop.request('desktop.takeSessionQuestion')).toMatchObject({ watchId: id });
    expect(await desktop.request('monitor.watch.list')).toMatchObject([{ id }]);

    desktop.window.close();
    expect(desktop.electron.app.windows.size).toBe(0);
    expect(desktop.electron.dialog.questions).toHaveLength(1);
    expect(desktop.electron.app.exitCode).toBeUndefined();
  });

  it('calls with a notification where something stands out', async () => {
    await using desktop = await Desktop.start({ platform: 'linux' });
    desktop.window.focused = false;
    await watchDemo(desktop);
    await expect
      .poll(() => desktop.electron.notifications.map(({ options }) => options.body), soon)
      .toContainEqual(expect.stringMatching(/is logged in/));
  });

  it('is not what the user wants: quits', async () => {
    await using desktop = await Desktop.start({ platform: 'linux' });
    await watchDemo(desktop);
    const { questions } = desktop.electron.dialog;
    desktop.window.close();
    await expect.poll(() => questions.length).toBe(1);
    questions[0]?.answer(questions[0].options.buttons?.indexOf('Quit') ?? -1);
    await expect.poll(() => desktop.electron.app.exitCode).toBe(0);
  });

  it('is put off: the window stays', async () => {
    await using desktop = await Desktop.start({ platform: 'linux' });
    await watchDemo(desktop);
    const { questions } = desktop.electron.dialog;
    desktop.window.close();
    await expect.poll(() => questions.length).toBe(1);
    questions[0]?.answer(questions[0].options.cancelId ?? -1);
    // Until the first question is off the screen, closing again asks no second one.
    const closeAgain = () => {
      desktop.window.close();
      return questions.length;
    };
    await expect.poll(closeAgain).toBe(2);
    expect(desktop.electron.app.windows.size).toBe(1);
  });
});
