import { ChevronDown, FileStack } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import { Button as AriaButton, MenuTrigger } from 'react-aria-components';
import { useStore } from 'zustand';
import type { Entry } from '../../../shared/model/entry.ts';
import { baseName, isEntryName, parentPath } from '../../../shared/model/remote-path.ts';
import {
  type Conflict,
  type ConflictAnswer,
  type ConflictScope,
  conflictScopes,
} from '../../../shared/model/transfer.ts';
import { useServices } from '../../app/services-context.ts';
import { useFormatters, useText } from '../../app/text.ts';
import { errorDataOf } from '../../client/error-data.ts';
import { EntryIcon } from '../../file-grid/entry-icon.tsx';
import { createFileRow } from '../../file-grid/file-row.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog, DialogActions, DialogBody } from '../../ui/dialog.tsx';
import { Select, TextField } from '../../ui/field.tsx';
import { MenuItem, MenuPopover } from '../../ui/menu.tsx';
import { visibleName } from '../../ui/visible-name.ts';
import { useFileSystemLabel } from '../files/pane-tabs.tsx';
import { conflictWords } from './conflict-words.ts';
import { NameQuestion } from './name-question.tsx';
import { isNewer } from './newer.ts';
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
  const services = useServices();
  const { source, transferId, suggestedName, clash } = conflict;
  const [name, setName] = useState(suggestedName);
  const [scope, setScope] = useState<ConflictScope>('file');
  const forAll = scope !== 'file';
  const fileName = visibleName(baseName(target.place.path));
  const invalid = !isEntryName(name);

  function answer(action: ConflictAnswer['action']): void {
    // With "for all" every file gets its own free name.
    const renamed = action === 'rename' && !forAll ? { name } : {};
    services.queue
      .answer(transferId, { action, scope, ...renamed })
      .catch((error: unknown) => services.notices.getState().fail('error.answer', errorDataOf(error)));
  }

  return (
    <Dialog
      role="alertdialog"
      width="wide"
      tone="warning"
      icon={<FileStack size={18} />}
      title={t('conflict.title', { name: fileName })}
      lead={t('conflict.lead', { directory: parentPath(target.place.path) })}
      onClose={() => answer('skip')}
    >
      <form
        noValidate
        onSubmit={(event: FormEvent) => {
          event.preventDefault();
          if (forAll || !invalid) answer('rename');
        }}
      >
        <DialogBody>
          {clash && <p>{t('conflict.clash')}</p>}
          <div className={styles.sides}>
            <ConflictSide which="source" side={source} other={target.entry} />
            <ConflictSide which="target" side={target} other={source.entry} />
          </div>
          <TextField
            label={t('conflict.newName')}
            value={name}
            onChange={setName}
            isDisabled={forAll}
            note={forAll ? t('conflict.newNames') : undefined}
            problem={invalid ? t('rename.invalid') : undefined}
          />
          <Select
            label={t('conflict.scope')}
            value={scope}
            onChange={setScope}
            options={conflictScopes.map((id) => ({ id, label: t(`conflict.scope.${id}`) }))}
          />
        </DialogBody>
        <DialogActions aside={waiting > 0 && t('conflict.waiting', { count: waiting })}>
          <Button autoFocus onPress={() => answer('skip')}>
            {t('conflict.skip')}
          </Button>
          <Button type="submit" isDisabled={invalid && !forAll}>
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
            </MenuPopover>
          </MenuTrigger>
          <Button tone="danger" onPress={() => answer('overwrite')}>
            {t('conflict.overwrite')}
          </Button>
        </DialogActions>
      </form>
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
