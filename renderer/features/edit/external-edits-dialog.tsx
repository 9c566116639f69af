import { AppWindow, FileClock, RotateCw, X } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useStore } from 'zustand';
import type { EditorProgram, ExternalEdit } from '../../../shared/model/edit.ts';
import { baseName, parentPath } from '../../../shared/model/remote-path.ts';
import { useKeyboard, useServices } from '../../app/services-context.ts';
import { useFormatters, useSentence, useText } from '../../app/text.ts';
import { errorDataOf } from '../../client/error-data.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { Dialog, DialogActions, DialogBody } from '../../ui/dialog.tsx';
import { errorSentences } from '../../ui/error-text.ts';
import { visibleName } from '../../ui/visible-name.ts';
import { shortcutText } from '../files/commands.ts';
import styles from './edit.module.css';

/** The files that other programs edit, what became of each, and which program that is. */
export function ExternalEditsDialog() {
  const t = useText();
  const { dialogs, edits } = useServices();
  const externals = useStore(edits.store, (state) => state.externals);
  const keyboard = useKeyboard();
  const [asked, setAsked] = useState<ExternalEdit | undefined>(undefined);
  const close = () => dialogs.getState().close();

  async function finish(item: ExternalEdit): Promise<void> {
    if (!(await edits.close(item.id, 'keep'))) setAsked(item);
  }

  return (
    <>
      <Dialog
        width="wide"
        icon={<AppWindow size={18} />}
        title={t('edit.external.title')}
        lead={t('edit.external.lead')}
        onClose={close}
      >
        <DialogBody>
          {externals.length === 0 ? (
            <p className={styles.note}>
              {t('edit.external.none', { key: shortcutText('editExternally', keyboard) ?? 'none' })}
            </p>
          ) : (
            <ul className={styles.list} aria-label={t('edit.external.list')}>
              {externals.map((item) => (
                <ExternalRow key={item.id} item={item} onClose={() => void finish(item)} />
              ))}
            </ul>
          )}
        </DialogBody>
        <DialogActions aside={<ProgramChoice />}>
          <Button autoFocus onPress={close}>
            {t('action.close')}
          </Button>
        </DialogActions>
      </Dialog>
      {asked && (
        <Dialog
          role="alertdialog"
          tone="danger"
          icon={<FileClock size={18} />}
          title={t('edit.external.discard.title', { name: baseName(asked.place.path) })}
          lead={t('edit.external.discard.lead')}
          onClose={() => setAsked(undefined)}
        >
          <DialogActions>
            <Button autoFocus onPress={() => setAsked(undefined)}>
              {t('edit.external.discard.stay')}
            </Button>
            <Button
              tone="danger"
              onPress={() => {
                void edits.close(asked.id, 'discard');
                setAsked(undefined);
              }}
            >
              {t('edit.external.discard.close')}
            </Button>
          </DialogActions>
        </Dialog>
      )}
    </>
  );
}

function ExternalRow({ item, onClose }: { readonly item: ExternalEdit; readonly onClose: () => void }) {
  const t = useText();
  const sentence = useSentence();
  const { time } = useFormatters();
  const { edits, dialogs } = useServices();
  const { id, place, label, state, error, uploadedAt, leftOver } = item;
  const name = baseName(place.path);
  const words =
    state === 'open' && uploadedAt !== undefined
      ? t('edit.external.state.uploadedAt', { time: time(uploadedAt) })
      : t(`edit.external.state.${state}`);
  return (
    <li className={styles.item}>
      <div className={styles.itemText}>
        <p className={styles.itemName}>{visibleName(name)}</p>
        <p className={styles.itemFact}>{t('edit.lead', { directory: parentPath(place.path), label })}</p>
        <p className={styles.itemFact} data-state={state} role="status">
          {words}
        </p>
        {leftOver && <p className={styles.itemFact}>{t('edit.external.leftOver')}</p>}
        {error && <p className={styles.itemFact}>{errorSentences(error, sentence)}</p>}
      </div>
      {state === 'conflict' && (
        <Button
          onPress={() => {
            dialogs.getState().close();
            edits.decide(id);
          }}
        >
          {t('edit.external.decide')}
        </Button>
      )}
      {state === 'failed' && (
        <IconButton
          label={t('edit.external.retry', { name })}
          icon={<RotateCw size={15} aria-hidden="true" />}
          onPress={() => edits.retry(id)}
        />
      )}
      <IconButton
        label={t('edit.external.open', { name })}
        icon={<AppWindow size={15} aria-hidden="true" />}
        onPress={() => edits.reopen(id)}
      />
      <IconButton
        label={t('edit.external.close', { name })}
        icon={<X size={15} aria-hidden="true" />}
        onPress={onClose}
      />
    </li>
  );
}

/** Which program it is; on a desktop another one can be chosen. */
function ProgramChoice() {
  const t = useText();
  const { client, notices } = useServices();
  const [program, setProgram] = useState<EditorProgram | undefined>(undefined);
  useEffect(() => {
    let current = true;
    client.request('edit.editor').then(
      (found) => current && setProgram(found),
      (error: unknown) => notices.getState().fail('edit.failed.externals', errorDataOf(error)),
    );
    return () => {
      current = false;
    };
  }, [client, notices]);
  if (!program) return null;
  const choose = () =>
    client
      .request('edit.chooseEditor')
      .then(setProgram)
      .catch((error: unknown) => notices.getState().fail('edit.failed.externals', errorDataOf(error)));
  return (
    <>
      {program.name === undefined ? t('edit.external.noProgram') : t('edit.external.program', { name: program.name })}{' '}
      {program.canChoose && (
        <Button tone="quiet" size="small" onPress={() => void choose()}>
          {t('edit.external.choose')}
        </Button>
      )}
    </>
  );
}
