import { Link, Plug } from 'lucide-react';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import type { ConnectionInfo } from '../../../shared/model/connection.ts';
import type { RemoteErrorData } from '../../../shared/model/remote-error.ts';
import type { Dialog as DialogState } from '../../app/dialogs-store.ts';
import { errorDataOf } from '../../app/services.ts';
import { useServices } from '../../app/services-context.ts';
import { useText } from '../../app/text.ts';
import { type Operation, openConnection } from '../../client/operation.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog, DialogActions, DialogBody } from '../../ui/dialog.tsx';
import { ErrorReport } from '../../ui/error-report.tsx';
import { Checkbox, Select, TextField } from '../../ui/field.tsx';
import { Spinner } from '../../ui/progress.tsx';
import {
  type ConnectForm,
  emptyForm,
  type FormField,
  findProblems,
  formFromTarget,
  isFtp,
  lineIds,
  targetFromForm,
  withLine,
} from './connect-form.ts';
import styles from './connections.module.css';

type ConnectDialogState = Extract<DialogState, { kind: 'connect' }>;

/** Where to connect and as whom; stays open with the error until it works or is given up. */
export function ConnectDialog({ dialog }: { readonly dialog: ConnectDialogState }) {
  const t = useText();
  const services = useServices();
  const [form, setForm] = useState<ConnectForm>(() =>
    dialog.target ? formFromTarget(dialog.target, dialog.password) : emptyForm,
  );
  const [touched, setTouched] = useState<ReadonlySet<FormField>>(new Set());
  const [error, setError] = useState<RemoteErrorData | undefined>(undefined);
  const [running, setRunning] = useState<Operation<ConnectionInfo> | undefined>(undefined);
  const started = useRef(false);
  const problems = findProblems(form);
  const busy = running !== undefined;
  const fromLink = dialog.from === 'link';

  async function connect(): Promise<void> {
    setTouched(new Set(['host', 'port', 'user']));
    if (Object.keys(problems).length > 0 || busy) return;
    setError(undefined);
    const { target, password } = targetFromForm(form);
    const operation = openConnection(services.client, target, password);
    setRunning(operation);
    try {
      const connection = await operation.done;
      services.dialogs.getState().close();
      services.openConnected(dialog.side ?? 'right', connection);
    } catch (failure) {
      const data = errorDataOf(failure);
      if (data.kind !== 'cancelled') setError(data);
      setRunning(undefined);
    }
  }

  // A complete address typed into quick connect goes straight on.
  useEffect(() => {
    if (started.current || dialog.start !== 'now') return;
    started.current = true;
    void connect();
  });

  function close(): void {
    running?.cancel();
    services.dialogs.getState().close();
  }

  function change(patch: Partial<ConnectForm>): void {
    setForm({ ...form, ...patch });
    setError(undefined);
  }

  function problemOf(field: FormField): string | undefined {
    const problem = touched.has(field) ? problems[field] : undefined;
    return problem && t(`connect.problem.${problem}`);
  }

  const touch = (field: FormField) => () => setTouched(new Set([...touched, field]));
  const ftp = isFtp(form);
  const anonymous = ftp && form.anonymous;

  return (
    <Dialog
      title={t(fromLink ? 'connect.linkTitle' : 'connect.title')}
      lead={t(fromLink ? 'connect.linkLead' : 'connect.lead')}
      icon={fromLink ? <Link size={18} /> : <Plug size={18} />}
      onClose={close}
    >
      <form
        noValidate
        onSubmit={(event: FormEvent) => {
          event.preventDefault();
          void connect();
        }}
      >
        <DialogBody>
          <Select
            label={t('connect.protocol')}
            value={form.line}
            isDisabled={busy}
            options={lineIds.map((id) => ({ id, label: t(`line.${id}`), note: t(`line.${id}.note`) }))}
            onChange={(line) => {
              setForm(withLine(form, line));
              setError(undefined);
            }}
          />
          <div className={styles.hostAndPort}>
            <TextField
              label={t('connect.host')}
              placeholder="example.org"
              value={form.host}
              isDisabled={busy}
              autoFocus={form.host === ''}
              problem={problemOf('host')}
              onChange={(host) => change({ host })}
              onBlur={touch('host')}
            />
            <TextField
              label={t('connect.port')}
              inputMode="numeric"
              value={form.port}
              isDisabled={busy}
              problem={problemOf('port')}
              onChange={(port) => change({ port })}
              onBlur={touch('port')}
            />
          </div>
          {ftp && (
            <Checkbox
              isSelected={form.anonymous}
              isDisabled={busy}
              onChange={(checked) => change({ anonymous: checked })}
            >
              {t('connect.anonymous')}
            </Checkbox>
          )}
          {!anonymous && (
            <div className={styles.pair}>
              <TextField
                label={t('connect.user')}
                value={form.user}
                isDisabled={busy}
                autoFocus={!fromLink && form.host !== '' && form.user === ''}
                autoComplete="off"
                problem={problemOf('user')}
                onChange={(user) => change({ user })}
                onBlur={touch('user')}
              />
              <TextField
                label={t('connect.password')}
                type="password"
                autoComplete="off"
                placeholder={t('connect.passwordPlaceholder')}
                value={form.password}
                isDisabled={busy}
                autoFocus={!fromLink && form.host !== '' && form.user !== ''}
                onChange={(password) => change({ password })}
              />
            </div>
          )}
          {!ftp && (
            <TextField
              label={t('connect.keyFile')}
              placeholder={t('connect.keyFilePlaceholder')}
              value={form.keyFile}
              isDisabled={busy}
              onChange={(keyFile) => change({ keyFile })}
            />
          )}
          {error && <ErrorReport error={error} title={t(`error.kind.${error.kind}`)} />}
        </DialogBody>
        <DialogActions
          aside={
            busy && (
              <span className={styles.connecting} role="status">
                <Spinner size={15} /> {t('connect.connecting', { host: form.host })}
              </span>
            )
          }
        >
          {/* A link may come while the user types: what is typed next must not be a yes. */}
          <Button autoFocus={fromLink} onPress={busy ? () => running.cancel() : close}>
            {t('action.cancel')}
          </Button>
          <Button type="submit" tone="primary" isDisabled={busy}>
            {t('connect.connect')}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
