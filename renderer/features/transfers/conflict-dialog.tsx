import { FileStack } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import { useStore } from 'zustand';
import type { Entry } from '../../../shared/model/entry.ts';
import { baseName, isEntryName, parentPath } from '../../../shared/model/remote-path.ts';
import type { Conflict, ConflictAnswer } from '../../../shared/model/transfer.ts';
import { errorDataOf } from '../../app/services.ts';
import { useServices } from '../../app/services-context.ts';
import { useFormatters, useText } from '../../app/text.ts';
import { EntryIcon } from '../../file-grid/entry-icon.tsx';
import { createFileRow } from '../../file-grid/file-row.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog, DialogActions, DialogBody } from '../../ui/dialog.tsx';
import { Checkbox, TextField } from '../../ui/field.tsx';
import { visibleName } from '../../ui/visible-name.ts';
import { useFileSystemLabel } from '../files/pane-tabs.tsx';
import { isNewer } from './newer.ts';
import styles from './transfers.module.css';

/** The oldest question of the queue. */
export function ConflictDialog() {
  const { transfers } = useServices();
  const conflicts = useStore(transfers, (state) => state.conflicts);
  const [conflict] = conflicts;
  if (!conflict) return null;
  return <ConflictQuestion key={conflict.transferId} conflict={conflict} waiting={conflicts.length - 1} />;
}

interface ConflictQuestionProps {
  readonly conflict: Conflict;
  /** Further conflicts behind this one. */
  readonly waiting: number;
}

function ConflictQuestion({ conflict, waiting }: ConflictQuestionProps) {
  const t = useText();
  const services = useServices();
  const { source, target, transferId, suggestedName } = conflict;
  const [name, setName] = useState(suggestedName);
  const [forAll, setForAll] = useState(false);
  const fileName = visibleName(baseName(target.place.path));
  const invalid = !isEntryName(name);

  function answer(action: ConflictAnswer['action']): void {
    // With "for all" every file gets its own free name.
    const renamed = action === 'rename' && !forAll ? { name } : {};
    services.client
      .request('transfers.answer', { transferId, answer: { action, forAll, ...renamed } })
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
          <Checkbox isSelected={forAll} onChange={setForAll}>
            {t('conflict.forAll')}
          </Checkbox>
        </DialogBody>
        <DialogActions aside={waiting > 0 && t('conflict.waiting', { count: waiting })}>
          <Button autoFocus onPress={() => answer('skip')}>
            {t('conflict.skip')}
          </Button>
          <Button type="submit" isDisabled={invalid && !forAll}>
            {t('conflict.rename')}
          </Button>
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
