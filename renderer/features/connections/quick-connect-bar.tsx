import { ArrowRight, Link2, Plug } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import { parseConnectionUrl, withoutPassword } from '../../../shared/model/connection-url.ts';
import { quickConnectId } from '../../app/focus.ts';
import { useKeyboard, useServices } from '../../app/services-context.ts';
import { useText } from '../../app/text.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { shortcutText } from '../files/commands.ts';
import styles from './connections.module.css';

/** One line that takes an address as people paste it. Incomplete ones go on in the dialog. */
export function QuickConnectBar() {
  const t = useText();
  const keyboard = useKeyboard();
  const { dialogs } = useServices();
  const [typed, setTyped] = useState('');
  const [problem, setProblem] = useState<string | undefined>(undefined);

  function submit(event: FormEvent): void {
    event.preventDefault();
    const parsed = parseConnectionUrl(typed);
    if (!parsed.ok) {
      if (parsed.problem === 'empty') dialogs.getState().show({ kind: 'connect', start: 'later' });
      else setProblem(t(`quickConnect.problem.${parsed.problem}`));
      return;
    }
    const { target, password } = parsed;
    setTyped(withoutPassword(typed));
    setProblem(undefined);
    dialogs.getState().show({
      kind: 'connect',
      target,
      ...(password === undefined ? {} : { password }),
      start: target.user === '' ? 'later' : 'now',
    });
  }

  return (
    <div className={styles.bar}>
      <form className={styles.quick} aria-label={t('quickConnect.label')} onSubmit={submit} noValidate>
        <Link2 size={15} aria-hidden="true" className={styles.quickIcon} />
        <input
          id={quickConnectId}
          className={styles.quickInput}
          aria-label={t('quickConnect.address')}
          aria-invalid={problem !== undefined}
          aria-describedby={problem === undefined ? undefined : `${quickConnectId}-problem`}
          placeholder={t('quickConnect.placeholder')}
          spellCheck={false}
          autoComplete="off"
          value={typed}
          onChange={(event) => {
            setTyped(event.target.value);
            setProblem(undefined);
          }}
        />
        {typed === '' && <kbd className={styles.quickKey}>{shortcutText('quickConnect', keyboard)}</kbd>}
        {typed !== '' && (
          <IconButton
            label={t('quickConnect.connect')}
            icon={<ArrowRight size={15} aria-hidden="true" />}
            onPress={() => document.querySelector<HTMLFormElement>(`form:has(#${quickConnectId})`)?.requestSubmit()}
          />
        )}
        {problem !== undefined && (
          <p id={`${quickConnectId}-problem`} role="alert" className={styles.quickProblem}>
            {problem}
          </p>
        )}
      </form>
      <Button size="small" onPress={() => dialogs.getState().show({ kind: 'connect', start: 'later' })}>
        <Plug size={14} aria-hidden="true" />
        {t('connect.new')}
      </Button>
    </div>
  );
}
