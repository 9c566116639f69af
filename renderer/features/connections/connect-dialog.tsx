import { Link, Plug } from 'lucide-react';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import type { ConnectionInfo } from '../../../shared/model/connection.ts';
import type { RemoteErrorData } from '../../../shared/model/remote-error.ts';
import type { Dialog as DialogState } from '../../app/dialogs-store.ts';
import { focusGridAfterDialog, focusWrongField } from '../../app/focus.ts';
import { usePlatform, useServices } from '../../app/services-context.ts';
import { useText } from '../../app/text.ts';
import { errorDataOf } from '../../client/error-data.ts';
import { type Operation, openConnection } from '../../client/operation.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog, DialogActions, DialogBody } from '../../ui/dialog.tsx';
import { Disclosure } from '../../ui/disclosure.tsx';
import { ErrorReport } from '../../ui/error-report.tsx';
import { Checkbox, TextField } from '../../ui/field.tsx';
import { Working } from '../../ui/progress.tsx';
import { draftFromForm, emptySite, nameOf, type SiteForm } from '../sites/site-form.ts';
import { AdvancedFields } from './advanced-fields.tsx';
import { countChosen } from './advanced-form.ts';
import {
  basicFields,
  type ConnectForm,
  emptyForm,
  type FormField,
  findProblems,
  formFromTarget,
  isAnonymous,
  lines,
  targetFromForm,
} from './connect-form.ts';
import { ConnectionFields } from './connection-fields.tsx';
import styles from './connections.module.css';

type ConnectDialogState = Extract<DialogState, { kind: 'connect' }>;

/** Where to connect and as whom; stays open with the error until it works or is given up. */
export function ConnectDialog({ dialog }: { readonly dialog: ConnectDialogState }) {
  const t = useText();
  const services = useServices();
  const platform = usePlatform();
  const [form, setForm] = useState<ConnectForm>(() =>
    dialog.target ? formFromTarget(dialog.target, dialog.password) : emptyForm,
  );
  const [saving, setSaving] = useState<Saving>({ isWanted: false, name: '', keepsPassword: true, siteId: undefined });
  const [isAdvancedOpen, setAdvancedOpen] = useState(false);
  const [touched, setTouched] = useState<ReadonlySet<FormField> | 'all'>(new Set());
  const [error, setError] = useState<RemoteErrorData | undefined>(undefined);
  const [running, setRunning] = useState<Operation<ConnectionInfo> | undefined>(undefined);
  const started = useRef(false);
  const fields = useRef<HTMLFormElement>(null);
  /** From the press of the button on, also while a master password is being chosen. */
  const isAtWork = useRef(false);
  const problems = findProblems(form);
  const busy = running !== undefined;
  const fromLink = dialog.from === 'link';
  const { protocol } = lines[form.line];
  const site: SiteForm = { ...emptySite, connect: form, name: saving.name };

  async function connect(): Promise<void> {
    setTouched('all');
    const wrong = Object.keys(problems) as FormField[];
    if (wrong.some((field) => !(basicFields as readonly FormField[]).includes(field))) setAdvancedOpen(true);
    if (wrong.length > 0) focusWrongField(fields.current);
    if (wrong.length > 0 || isAtWork.current) return;
    isAtWork.current = true;
    setError(undefined);
    try {
      const operation = saving.isWanted ? await saveAndOpen() : openTyped();
      if (!operation) return;
      setRunning(operation);
      const connection = await operation.done;
      services.dialogs.getState().close();
      services.openConnected(dialog.side ?? 'right', connection);
      focusGridAfterDialog(dialog.side ?? 'right');
    } catch (failure) {
      const data = errorDataOf(failure);
      if (data.kind !== 'cancelled') setError(data);
      setRunning(undefined);
    } finally {
      isAtWork.current = false;
    }
  }

  function openTyped(): Operation<ConnectionInfo> {
    const { target, password } = targetFromForm(form);
    return openConnection(services.client, target, password);
  }

  /** Saved first, so that the connection is the site's: its name, and the password that may be asked for on the way. */
  async function saveAndOpen(): Promise<Operation<ConnectionInfo> | undefined> {
    const keeping = saving.keepsPassword ? 'save' : 'session';
    const { draft, password } = draftFromForm({ ...site, keeping }, saving.siteId, platform);
    const saved = await services.sites.save(draft, password);
    if (!saved) return undefined;
    setSaving({ ...saving, siteId: saved.id });
    return services.sites.open(saved.id);
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

  function change(changed: ConnectForm): void {
    setForm(changed);
    setError(undefined);
  }

  function problemOf(field: FormField): string | undefined {
    const problem = touched === 'all' || touched.has(field) ? problems[field] : undefined;
    return problem && t(`connect.problem.${problem}`);
  }

  const touch = (field: FormField) => setTouched(touched === 'all' ? touched : new Set([...touched, field]));
  const [focusOn] = useState(() => firstFieldOf(form, fromLink));
  const chosen = countChosen(form.advanced, protocol);

  return (
    <Dialog
      title={t(fromLink ? 'connect.linkTitle' : 'connect.title')}
      lead={t(fromLink ? 'connect.linkLead' : saving.isWanted ? 'connect.leadSaving' : 'connect.lead')}
      icon={fromLink ? <Link size={18} /> : <Plug size={18} />}
      onClose={close}
    >
      <form
        ref={fields}
        noValidate
        onSubmit={(event: FormEvent) => {
          event.preventDefault();
          void connect();
        }}
      >
        <DialogBody>
          <ConnectionFields
            form={form}
            isDisabled={busy}
            problemOf={problemOf}
            onChange={change}
            onTouch={touch}
            focusOn={focusOn === 'password' ? undefined : focusOn}
            password={
              <TextField
                label={t('connect.password')}
                type="password"
                autoComplete="off"
                placeholder={t('connect.passwordPlaceholder')}
                value={form.password}
                isDisabled={busy}
                autoFocus={focusOn === 'password'}
                onChange={(password) => change({ ...form, password })}
              />
            }
          />
          <Checkbox
            isSelected={saving.isWanted}
            isDisabled={busy}
            onChange={(isWanted) => setSaving({ ...saving, isWanted })}
          >
            {t('connect.save')}
          </Checkbox>
          {saving.isWanted && (
            <div className={styles.saving}>
              <TextField
                label={t('site.name')}
                placeholder={form.host.trim() === '' ? t('site.namePlaceholder') : nameOf(site)}
                value={saving.name}
                isDisabled={busy}
                onChange={(name) => setSaving({ ...saving, name })}
              />
              {!isAnonymous(form) && (
                <Checkbox
                  isSelected={saving.keepsPassword}
                  isDisabled={busy}
                  onChange={(keepsPassword) => setSaving({ ...saving, keepsPassword })}
                >
                  {t('connect.keepPassword')}
                </Checkbox>
              )}
            </div>
          )}
          <Disclosure
            title={t('connect.advanced')}
            note={chosen > 0 ? t('connect.advancedChosen', { count: chosen }) : undefined}
            isOpen={isAdvancedOpen}
            onChange={setAdvancedOpen}
          >
            <AdvancedFields
              form={form.advanced}
              protocol={protocol}
              isDisabled={busy}
              problemOf={problemOf}
              onChange={(advanced) => change({ ...form, advanced })}
            />
          </Disclosure>
          {error && <ErrorReport error={error} title={t(`error.kind.${error.kind}`)} />}
        </DialogBody>
        <DialogActions aside={busy && <Working>{t('connect.connecting', { host: form.host })}</Working>}>
          {/* A link may come while the user types: what is typed next must not be a yes. */}
          <Button autoFocus={fromLink} onPress={busy ? () => running.cancel() : close}>
            {t('action.cancel')}
          </Button>
          <Button type="submit" tone="primary" isDisabled={busy}>
            {t(saving.isWanted ? 'connect.saveAndConnect' : 'connect.connect')}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}

/** Whether the server becomes a site, and how. */
interface Saving {
  readonly isWanted: boolean;
  readonly name: string;
  readonly keepsPassword: boolean;
  /** It was saved at an earlier try. */
  readonly siteId: string | undefined;
}

function firstFieldOf(form: ConnectForm, fromLink: boolean): 'host' | 'user' | 'password' | undefined {
  if (form.host === '') return 'host';
  if (fromLink) return undefined;
  return form.user === '' ? 'user' : 'password';
}
