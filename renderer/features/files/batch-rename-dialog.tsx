import { PencilLine } from 'lucide-react';
import { type FormEvent, useMemo, useRef, useState } from 'react';
import type { RemoteErrorData } from '../../../shared/model/remote-error.ts';
import type { Dialog as DialogState } from '../../app/dialogs-store.ts';
import { useServices } from '../../app/services-context.ts';
import { useText } from '../../app/text.ts';
import { errorDataOf } from '../../client/error-data.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog, DialogActions, DialogBody } from '../../ui/dialog.tsx';
import { ErrorReport } from '../../ui/error-report.tsx';
import { Checkbox, Select, TextField } from '../../ui/field.tsx';
import { Working } from '../../ui/progress.tsx';
import { visibleName } from '../../ui/visible-name.ts';
import { emptyRule, planRename, previewOf, type RenameRule } from './batch-rename.ts';
import styles from './dialogs.module.css';
import { didUndoable } from './moving.ts';
import { renameMany } from './rename-many.ts';

type BatchRenameState = Extract<DialogState, { kind: 'batch-rename' }>;

/** Drawn anew with every letter that is typed. */
const SHOWN_AT_MOST = 200;

/** New names for many files, seen before anything is renamed. */
export function BatchRenameDialog({ dialog }: { readonly dialog: BatchRenameState }) {
  const { directory, names, others, tabId } = dialog;
  const t = useText();
  const services = useServices();
  const [rule, setRule] = useState<RenameRule>(emptyRule);
  const [done, setDone] = useState<number | undefined>(undefined);
  const [error, setError] = useState<RemoteErrorData | undefined>(undefined);
  const taken = useMemo(() => new Set(others), [others]);
  const plan = useMemo(() => planRename(names, rule, taken), [names, rule, taken]);
  const changed = plan?.filter(({ from, to }) => from !== to) ?? [];
  const isPossible = plan?.every(({ problem }) => problem === undefined) === true && changed.length > 0;
  const preview = previewOf(plan ?? names.map((from) => ({ from, to: from })), SHOWN_AT_MOST);
  const busy = done !== undefined;
  const stopping = useRef(new AbortController());
  const close = () => services.dialogs.getState().close(dialog);
  const change = (patch: Partial<RenameRule>) => setRule({ ...rule, ...patch });
  const stop = () => stopping.current.abort();

  async function rename(event: FormEvent): Promise<void> {
    event.preventDefault();
    if (!plan || !isPossible || busy) return;
    setError(undefined);
    stopping.current = new AbortController();
    const { done, undoable, failure } = await renameMany(services, directory, plan, others, {
      tell: setDone,
      stopped: stopping.current.signal,
    });
    services.refreshTab(tabId);
    if (failure !== undefined && !undoable) {
      setError(errorDataOf(failure));
      setDone(undefined);
      return;
    }
    const { succeed, inform, fail } = services.notices.getState();
    const values = { count: changed.length, done };
    const undo = undoable && didUndoable(services, undoable);
    if (failure !== undefined) fail('error.batchRename', errorDataOf(failure), values, undo);
    else if (done < changed.length) inform('notice.batchRenameStopped', values, undo);
    else succeed('notice.batchRenamed', values, undo);
    close();
  }

  return (
    <Dialog
      width="wide"
      title={t('batchRename.title', { count: names.length })}
      lead={t('batchRename.lead')}
      icon={<PencilLine size={18} />}
      onClose={busy ? stop : close}
    >
      <form onSubmit={(event) => void rename(event)} noValidate>
        <DialogBody>
          <div className={styles.fieldPair}>
            <TextField
              label={t('batchRename.find')}
              placeholder={t('batchRename.findAll')}
              autoFocus
              value={rule.find}
              isDisabled={busy}
              problem={plan === undefined ? t('batchRename.noPattern') : undefined}
              onChange={(find) => change({ find })}
            />
            <TextField
              label={t('batchRename.replace')}
              note={t('batchRename.replaceNote')}
              value={rule.replace}
              isDisabled={busy}
              onChange={(replace) => change({ replace })}
            />
          </div>
          <div className={styles.choices}>
            <Checkbox isSelected={rule.keepEnding} onChange={(keepEnding) => change({ keepEnding })} isDisabled={busy}>
              {t('batchRename.keepEnding')}
            </Checkbox>
            <Checkbox isSelected={rule.ignoreCase} onChange={(ignoreCase) => change({ ignoreCase })} isDisabled={busy}>
              {t('batchRename.ignoreCase')}
            </Checkbox>
            <Checkbox isSelected={rule.isPattern} onChange={(isPattern) => change({ isPattern })} isDisabled={busy}>
              {t('batchRename.isPattern')}
            </Checkbox>
          </div>
          <div className={styles.fieldPair}>
            <Select
              label={t('batchRename.letters')}
              value={rule.letters}
              isDisabled={busy}
              options={(['keep', 'lower', 'upper'] as const).map((id) => ({
                id,
                label: t(`batchRename.letters.${id}`),
              }))}
              onChange={(letters) => change({ letters })}
            />
            <TextField
              label={t('batchRename.firstNumber')}
              inputMode="numeric"
              value={String(rule.firstNumber)}
              isDisabled={busy}
              onChange={(text) => /^\d{0,9}$/.test(text) && change({ firstNumber: Number(text) })}
            />
          </div>
          <div className={styles.preview}>
            <table aria-label={t('batchRename.preview')}>
              <thead>
                <tr>
                  <th scope="col">{t('batchRename.now')}</th>
                  <th scope="col">{t('batchRename.then')}</th>
                </tr>
              </thead>
              <tbody>
                {preview.map(({ from, to, problem }) => (
                  <tr key={from} data-changed={from !== to || undefined}>
                    <td>{visibleName(from)}</td>
                    <td>
                      {visibleName(to)}
                      {problem && <span className={styles.previewProblem}>{t(`batchRename.problem.${problem}`)}</span>}
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
            {names.length > preview.length && <p>{t('remove.more', { count: names.length - preview.length })}</p>}
          </div>
          {error && <ErrorReport error={error} title={t(`error.kind.${error.kind}`)} />}
        </DialogBody>
        <DialogActions aside={busy && <Working>{t('batchRename.renaming', { done, count: changed.length })}</Working>}>
          <Button onPress={busy ? stop : close}>{t(busy ? 'notice.stop' : 'action.cancel')}</Button>
          <Button type="submit" tone="primary" isDisabled={!isPossible || busy}>
            {t('batchRename.rename', { count: changed.length })}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
