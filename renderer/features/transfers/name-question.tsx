import { FileWarning } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import { baseName, isEntryName, parentPath } from '../../../shared/model/remote-path.ts';
import {
  type Conflict,
  type ConflictAnswer,
  type ConflictScope,
  conflictScopes,
} from '../../../shared/model/transfer.ts';
import { useServices } from '../../app/services-context.ts';
import { useSentence, useText } from '../../app/text.ts';
import { errorDataOf } from '../../client/error-data.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog, DialogActions, DialogBody } from '../../ui/dialog.tsx';
import { Select, TextField } from '../../ui/field.tsx';
import { visibleName } from '../../ui/visible-name.ts';

interface NameQuestionProps {
  readonly conflict: Conflict;
  /** Further questions behind this one. */
  readonly waiting: number;
}

/** The target's folder cannot hold the name: another one, or leave it out. */
export function NameQuestion({ conflict, waiting }: NameQuestionProps) {
  const t = useText();
  const sentence = useSentence();
  const services = useServices();
  const { target, transferId, suggestedName, unfit } = conflict;
  const [name, setName] = useState(suggestedName);
  const [scope, setScope] = useState<ConflictScope>('file');
  const forAll = scope !== 'file';
  const invalid = !isEntryName(name);

  function answer(action: ConflictAnswer['action']): void {
    const renamed = action === 'rename' && !forAll ? { name } : {};
    services.queue
      .answer(transferId, { action, scope, ...renamed })
      .catch((error: unknown) => services.notices.getState().fail('error.answer', errorDataOf(error)));
  }

  return (
    <Dialog
      role="alertdialog"
      tone="warning"
      icon={<FileWarning size={18} />}
      title={t('nameQuestion.title', { name: visibleName(baseName(target.place.path)) })}
      lead={t('nameQuestion.lead', { directory: parentPath(target.place.path), problem: sentence(unfit ?? '') })}
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
          <TextField
            label={t('nameQuestion.name')}
            value={name}
            onChange={setName}
            isDisabled={forAll}
            note={forAll ? t('nameQuestion.names') : undefined}
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
          <Button type="submit" tone="primary" isDisabled={invalid && !forAll}>
            {t('nameQuestion.rename')}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
