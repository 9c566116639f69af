import { BellPlus } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { useStore } from 'zustand';
import { useServices } from '../../app/services-context.ts';
import { useSentence, useText } from '../../app/text.ts';
import { Button } from '../../ui/button.tsx';

/** In a browser tab web notifications carry what the tray carries on the desktop. */
export function AlertCall() {
  const t = useText();
  const sentence = useSentence();
  const { app, monitor, workspace } = useServices();
  const isTab = useStore(app, (state) => state.info?.host === 'loopback');
  const alerts = useStore(monitor.store, (state) => state.alerts);
  const called = useRef<ReadonlySet<string> | undefined>(undefined);

  useEffect(() => {
    const before = called.current;
    // What came while alerts were paused has called nobody yet, and does when it goes on after the pause.
    called.current = new Set(alerts.filter(({ notify }) => notify).map(({ id }) => id));
    // Those that were there when the window opened have called already.
    if (!isTab || before === undefined || document.hasFocus()) return;
    if (!('Notification' in window) || Notification.permission !== 'granted') return;
    for (const { id, rule, reason, notify, watchId } of alerts) {
      if (!notify || before.has(id)) continue;
      const notification = new Notification(t(`alerts.rule.${rule}`), { body: sentence(reason), tag: id });
      notification.onclick = () => {
        window.focus();
        workspace.getState().showPage('sessions');
        monitor.store.getState().select(watchId);
      };
    }
  }, [alerts, isTab, monitor, workspace, t, sentence]);
  return null;
}

/** Asks the browser for the right to notify; nothing asks by itself. */
export function NotificationButton() {
  const t = useText();
  const { app } = useServices();
  const isTab = useStore(app, (state) => state.info?.host === 'loopback');
  const [permission, setPermission] = useState(() => ('Notification' in window ? Notification.permission : 'denied'));
  if (!isTab || permission !== 'default') return null;
  return (
    <Button size="small" tone="quiet" onPress={() => void Notification.requestPermission().then(setPermission)}>
      <BellPlus size={14} aria-hidden="true" />
      {t('alerts.allowNotifications')}
    </Button>
  );
}
