import type { Services } from './services.ts';

/** What was chosen in the tray: a watched server, or the question whether to end one of its sessions. */
export async function takeSessionQuestion(services: Services): Promise<void> {
  const { client, monitor, workspace, dialogs, notices } = services;
  const question = await client.request('desktop.takeSessionQuestion');
  if (!question) return;
  workspace.getState().showPage('sessions');
  const { watchId, identity } = question;
  if (watchId === undefined) return;
  monitor.store.getState().select(watchId);
  if (identity === undefined) return;
  const { sessions } = await client.request('monitor.snapshot', { watchId });
  const session = sessions.find((each) => each.identity === identity);
  if (session) dialogs.getState().show({ kind: 'disconnect', watchId, sessions: [session] });
  else notices.getState().succeed('notice.sessionGone');
}
