import { SquareTerminal } from 'lucide-react';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import type { Dialog as DialogState } from '../../app/dialogs-store.ts';
import { useServices } from '../../app/services-context.ts';
import { useSentence, useText } from '../../app/text.ts';
import { errorDataOf } from '../../client/error-data.ts';
import { type Operation, sendCommand } from '../../client/operation.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog, DialogActions, DialogBody } from '../../ui/dialog.tsx';
import { TextField } from '../../ui/field.tsx';
import { Working } from '../../ui/progress.tsx';
import styles from './dialogs.module.css';

type CommandState = Extract<DialogState, { kind: 'command' }>;

/** The same in every language. */
const examples = { ftp: 'SITE HELP', ssh: 'df -h' };

interface Said {
  readonly id: number;
  readonly by: 'you' | 'server' | 'portside';
  readonly text: string;
}

/** Sends FTP commands, or those of the account's shell, as they are typed and shows what the server replies. Arrow up brings earlier ones back. */
export function CommandDialog({ dialog }: { readonly dialog: CommandState }) {
  const { over } = dialog;
  const t = useText();
  const sentence = useSentence();
  const services = useServices();
  const [line, setLine] = useState('');
  const [said, setSaid] = useState<readonly Said[]>([]);
  const [sent, setSent] = useState<readonly string[]>([]);
  const [recalled, setRecalled] = useState(0);
  const [running, setRunning] = useState<Operation<unknown> | undefined>(undefined);
  const end = useRef<HTMLDivElement>(null);
  const close = () => services.dialogs.getState().close();

  // biome-ignore lint/correctness/useExhaustiveDependencies: every new line comes into sight
  useEffect(() => {
    end.current?.scrollIntoView({ block: 'end' });
  }, [said]);
  useEffect(() => () => running?.cancel(), [running]);

  function say(by: Said['by'], texts: readonly string[]): void {
    setSaid((before) => [...before, ...texts.map((text, index) => ({ id: before.length + index, by, text }))]);
  }

  async function send(event: FormEvent): Promise<void> {
    event.preventDefault();
    const command = line.trim();
    if (command === '' || running) return;
    const operation = sendCommand(services.client, dialog.fs, command);
    setRunning(operation);
    setLine('');
    setSent((before) => [...before.filter((other) => other !== command), command]);
    setRecalled(0);
    say('you', [command]);
    try {
      const { reply } = await operation.done;
      say('server', reply);
    } catch (failure) {
      const { message, hint } = errorDataOf(failure);
      say('portside', hint === undefined ? [sentence(message)] : [sentence(message), sentence(hint)]);
    } finally {
      setRunning(undefined);
    }
  }

  function recall(steps: number): void {
    const next = Math.min(Math.max(recalled + steps, 0), sent.length);
    setRecalled(next);
    setLine(sent.at(-next) ?? '');
  }

  return (
    <Dialog
      width="wide"
      title={t(`console.title.${over}`)}
      lead={t(`console.lead.${over}`, { label: dialog.label })}
      icon={<SquareTerminal size={18} />}
      onClose={close}
    >
      <form onSubmit={(event) => void send(event)} noValidate>
        <DialogBody>
          <div className={styles.console} role="log" aria-label={t('console.log')}>
            {said.length === 0 && <p className={styles.counting}>{t('console.empty')}</p>}
            {said.map(({ id, by, text }) => (
              <div key={id} data-by={by}>
                {by === 'you' ? `> ${text}` : text}
              </div>
            ))}
            <div ref={end} />
          </div>
          <TextField
            label={t('console.command')}
            {...(sent.length === 0 && { placeholder: examples[over] })}
            autoFocus
            value={line}
            onChange={setLine}
            onKeyDown={(event) => {
              if (event.key === 'ArrowUp') recall(1);
              else if (event.key === 'ArrowDown') recall(-1);
              // Escape is the dialog's.
              else event.continuePropagation();
            }}
          />
        </DialogBody>
        <DialogActions aside={running && <Working>{t('console.waiting')}</Working>}>
          <Button onPress={running ? () => running.cancel() : close}>
            {t(running ? 'action.cancel' : 'action.close')}
          </Button>
          <Button type="submit" tone="primary" isDisabled={running !== undefined || line.trim() === ''}>
            {t('console.send')}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
