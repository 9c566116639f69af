import { FileWarning } from 'lucide-react';
import { baseName, parentPath } from '../../../shared/model/remote-path.ts';
import type { Conflict } from '../../../shared/model/transfer.ts';
import { useSentence, useText } from '../../app/text.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { titleName } from '../../ui/visible-name.ts';
import { ConflictForm, useConflictReply } from './conflict-form.tsx';

interface NameQuestionProps {
  readonly conflict: Conflict;
  /** Further questions behind this one. */
  readonly waiting: number;
}

/** The target's folder cannot hold the name: another one, or leave it out. */
export function NameQuestion({ conflict, waiting }: NameQuestionProps) {
  const t = useText();
  const sentence = useSentence();
  const { target, unfit } = conflict;
  const reply = useConflictReply(conflict);
  return (
    <Dialog
      role="alertdialog"
      tone="warning"
      icon={<FileWarning size={18} />}
      title={t('nameQuestion.title', { name: titleName(baseName(target.place.path)) })}
      lead={t('nameQuestion.lead', { directory: parentPath(target.place.path), problem: sentence(unfit ?? '') })}
      onClose={() => reply.answer('skip')}
    >
      <ConflictForm
        reply={reply}
        waiting={waiting}
        label={t('nameQuestion.name')}
        namesNote={t('nameQuestion.names')}
        actions={
          <Button type="submit" tone="primary" isDisabled={!reply.mayRename}>
            {t('nameQuestion.rename')}
          </Button>
        }
      />
    </Dialog>
  );
}
