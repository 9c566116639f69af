import { ChevronDown, FileStack } from 'lucide-react';
import { Button as AriaButton, MenuTrigger } from 'react-aria-components';
import { useStore } from 'zustand';
import type { Entry } from '../../../shared/model/entry.ts';
import { baseName, parentPath } from '../../../shared/model/remote-path.ts';
import type { Conflict } from '../../../shared/model/transfer.ts';
import { useServices } from '../../app/services-context.ts';
import { useFormatters, useText } from '../../app/text.ts';
import { EntryIcon } from '../../file-grid/entry-icon.tsx';
import { createFileRow } from '../../file-grid/file-row.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { MenuItem, MenuPopover, MenuSeparator } from '../../ui/menu.tsx';
import { titleName, visibleName } from '../../ui/visible-name.ts';
import { useFileSystemLabel } from '../files/pane-tabs.tsx';
import { ConflictForm, useConflictReply } from './conflict-form.tsx';
import { conflictWords } from './conflict-words.ts';
import { NameQuestion } from './name-question.tsx';
import { isNewer, looksSame } from './newer.ts';
import styles from './transfers.module.css';

/** The oldest question of the queue. */
export function ConflictDialog() {
  const { transfers } = useServices();
  const conflicts = useStore(transfers, (state) => state.conflicts);
  const waiting = useStore(transfers, (state) => state.waiting);
  const [conflict] = conflicts;
  if (!conflict) return null;
  const { target, unfit } = conflict;
  if (unfit !== undefined) return <NameQuestion key={conflict.transferId} conflict={conflict} waiting={waiting - 1} />;
  if (!target.entry) return null;
  const existing = { place: target.place, entry: target.entry };
  return <ConflictQuestion key={conflict.transferId} conflict={conflict} target={existing} waiting={waiting - 1} />;
}

/** Answers that look at the files themselves; of most use for more than one. */
const moreAnswers = ['newer', 'size-differs', 'newer-or-size-differs', 'resume'] as const;

interface ConflictQuestionProps {
  readonly conflict: Conflict;
  /** What is there. */
  readonly target: Conflict['source'];
  /** Further conflicts behind this one. */
  readonly waiting: number;
}

function ConflictQuestion({ conflict, target, waiting }: ConflictQuestionProps) {
  const t = useText();
  const { queue } = useServices();
  const { source, clash } = conflict;
  const reply = useConflictReply(conflict);
  const { answer } = reply;
  return (
    <Dialog
      role="alertdialog"
      width="wide"
      tone="warning"
      icon={<FileStack size={18} />}
      title={t('conflict.title', { name: titleName(baseName(target.place.path)) })}
      lead={t('conflict.lead', { directory: parentPath(target.place.path) })}
      onClose={() => answer('skip')}
    >
      <ConflictForm
        reply={reply}
        waiting={waiting}
        label={t('conflict.newName')}
        namesNote={t('conflict.newNames')}
        actions={
          <>
            <Button type="submit" isDisabled={!reply.mayRename}>
              {t('conflict.rename')}
            </Button>
            <MenuTrigger>
              <AriaButton className={styles.moreAnswers as string}>
                {t('conflict.more')}
                <ChevronDown size={14} aria-hidden="true" />
              </AriaButton>
              <MenuPopover label={t('conflict.more')} placement="top start">
                {moreAnswers.map((action) => (
                  <MenuItem key={action} id={action} label={t(conflictWords[action])} onAction={() => answer(action)} />
                ))}
                <MenuSeparator />
                <MenuItem
                  id="cancel-all"
                  label={t('conflict.cancelAll')}
                  tone="danger"
                  onAction={() => {
                    queue.cancel({ of: 'queued' });
                    queue.cancel({ of: 'active' });
                  }}
                />
              </MenuPopover>
            </MenuTrigger>
            <Button tone="danger" onPress={() => answer('overwrite')}>
              {t('conflict.overwrite')}
            </Button>
          </>
        }
      >
        {clash && <p>{t('conflict.clash')}</p>}
        <div className={styles.sides}>
          <ConflictSide which="source" side={source} other={target.entry} />
          <ConflictSide which="target" side={target} other={source.entry} />
        </div>
        {looksSame(source.entry, target.entry) && <p className={styles.alike}>{t('conflict.alike')}</p>}
      </ConflictForm>
    </Dialog>
  );
}

interface ConflictSideProps {
  readonly which: 'source' | 'target';
  readonly side: Conflict['source'];
  readonly other: Entry;
}

function ConflictSide({ which, side, other }: ConflictSideProps) {
  const t = useText();
  const format = useFormatters();
  const label = useFileSystemLabel(side.place.fs);
  const { entry } = side;
  const newer = isNewer(entry, other);
  const larger = (entry.size ?? 0) > (other.size ?? Infinity);
  return (
    <section className={styles.side} aria-label={t(`conflict.${which}`)}>
      <h3 className={styles.sideTitle}>{t(`conflict.${which}`)}</h3>
      <p className={styles.sideName}>
        <EntryIcon row={createFileRow(entry, (name) => name)} />
        <span>{visibleName(baseName(side.place.path))}</span>
      </p>
      <p className={styles.sidePlace}>
        {side.place.fs.startsWith('drop:') ? t('place.dropped') : `${label} ${parentPath(side.place.path)}`}
      </p>
      <p className={styles.sideFact}>
        <span>{entry.size === undefined ? t('conflict.unknownSize') : format.exactBytes(entry.size)}</span>
        {larger && <span className={styles.mark}>{t('conflict.larger')}</span>}
      </p>
      <p className={styles.sideFact}>
        <span>
          {entry.modifiedAt === undefined ? t('conflict.unknownTime') : format.mediumDateTime(entry.modifiedAt)}
        </span>
        {newer && <span className={styles.mark}>{t('conflict.newer')}</span>}
      </p>
    </section>
  );
}
