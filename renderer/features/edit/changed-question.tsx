import { FileDiff } from 'lucide-react';
import { besideName } from '../../../shared/model/edit.ts';
import type { Entry } from '../../../shared/model/entry.ts';
import { useFormatters, useText } from '../../app/text.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog, DialogActions, DialogBody } from '../../ui/dialog.tsx';
import { titleName } from '../../ui/visible-name.ts';
import styles from './edit.module.css';

interface State {
  readonly size?: number | undefined;
  readonly modifiedAt?: number | undefined;
}

interface ChangedQuestionProps {
  readonly name: string;
  /** As the editor read it. */
  readonly opened?: State;
  /** As another program saved it. */
  readonly mine?: State | undefined;
  /** Absent: it is gone. */
  readonly theirs: Entry | undefined;
  readonly onOverwrite: () => void;
  readonly onLoadTheirs: () => void;
  readonly onSaveBeside: () => void;
  readonly onLater: () => void;
  /** What the way out is called. */
  readonly later: string;
}

/** Somebody else has written the file: which state shall stay? No answer loses either of them. */
export function ChangedQuestion(props: ChangedQuestionProps) {
  const { name, opened, mine, theirs, onOverwrite, onLoadTheirs, onSaveBeside, onLater, later } = props;
  const t = useText();
  const what = theirs ? 'changed' : 'gone';
  return (
    <Dialog
      role="alertdialog"
      width="wide"
      tone="warning"
      icon={<FileDiff size={18} />}
      title={t(`edit.${what}.title`, { name: titleName(name) })}
      lead={t(`edit.${what}.lead`)}
      onClose={onLater}
    >
      <DialogBody>
        <div className={styles.states}>
          {opened && <StateFacts title={t('edit.changed.opened')} state={opened} />}
          {mine && <StateFacts title={t('edit.changed.mine')} state={mine} />}
          {theirs && <StateFacts title={t('edit.changed.theirs')} state={theirs} />}
        </div>
        {theirs && <p className={styles.note}>{t('edit.changed.keeps')}</p>}
      </DialogBody>
      <DialogActions
        aside={
          theirs && (
            <Button onPress={onSaveBeside}>
              {t('edit.changed.saveBeside', { name: titleName(besideName(name, 1)) })}
            </Button>
          )
        }
      >
        <Button autoFocus onPress={onLater}>
          {later}
        </Button>
        {theirs && <Button onPress={onLoadTheirs}>{t('edit.changed.loadTheirs')}</Button>}
        <Button tone={theirs ? 'danger' : 'primary'} onPress={onOverwrite}>
          {t(theirs ? 'edit.changed.overwrite' : 'edit.changed.saveAnew')}
        </Button>
      </DialogActions>
    </Dialog>
  );
}

function StateFacts({ title, state }: { readonly title: string; readonly state: State }) {
  const t = useText();
  const format = useFormatters();
  return (
    <section className={styles.state} aria-label={title}>
      <h3 className={styles.stateTitle}>{title}</h3>
      <p>{state.modifiedAt === undefined ? t('conflict.unknownTime') : format.mediumDateTime(state.modifiedAt)}</p>
      <p>{state.size === undefined ? t('conflict.unknownSize') : format.exactBytes(state.size)}</p>
    </section>
  );
}
