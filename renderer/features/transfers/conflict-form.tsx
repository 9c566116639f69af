import { type FormEvent, type ReactNode, useState } from 'react';
import { isEntryName } from '../../../shared/model/remote-path.ts';
import {
  type Conflict,
  type ConflictAnswer,
  type ConflictScope,
  conflictScopes,
} from '../../../shared/model/transfer.ts';
import { useServices } from '../../app/services-context.ts';
import { useText } from '../../app/text.ts';
import { errorDataOf } from '../../client/error-data.ts';
import { Button } from '../../ui/button.tsx';
import { DialogActions, DialogBody } from '../../ui/dialog.tsx';
import { Checkbox, Select, TextField } from '../../ui/field.tsx';

/** What the user is about to answer to a question about a name. */
interface ConflictReply {
  readonly name: string;
  readonly setName: (name: string) => void;
  readonly scope: ConflictScope;
  readonly setScope: (scope: ConflictScope) => void;
  readonly mayRename: boolean;
  readonly answer: (action: ConflictAnswer['action']) => void;
}

export function useConflictReply({ transferId, suggestedName }: Conflict): ConflictReply {
  const services = useServices();
  const [name, setName] = useState(suggestedName);
  const [scope, setScope] = useState<ConflictScope>('file');
  return {
    ...{ name, setName, scope, setScope },
    mayRename: scope !== 'file' || isEntryName(name),
    answer(action) {
      // With "for all" every file gets its own free name.
      const renamed = action === 'rename' && scope === 'file' ? { name } : {};
      services.queue
        .answer(transferId, { action, scope, ...renamed })
        .catch((error: unknown) => services.notices.getState().fail('error.answer', errorDataOf(error)));
    },
  };
}

interface ConflictFormProps {
  readonly reply: ConflictReply;
  /** Further questions behind this one. */
  readonly waiting: number;
  /** Of the field for a name. */
  readonly label: string;
  /** What becomes of the names where the answer is for several. */
  readonly namesNote: string;
  /** What the question is about. */
  readonly children?: ReactNode;
  /** Beside “Skip”; one of them submits, which gives the name. */
  readonly actions: ReactNode;
}

/** Another name, for this one or for all, and what else can be answered. */
export function ConflictForm({ reply, waiting, label, namesNote, children, actions }: ConflictFormProps) {
  const t = useText();
  const forAll = reply.scope !== 'file';
  return (
    <form
      noValidate
      onSubmit={(event: FormEvent) => {
        event.preventDefault();
        if (reply.mayRename) reply.answer('rename');
      }}
    >
      <DialogBody>
        {children}
        <TextField
          label={label}
          value={reply.name}
          onChange={reply.setName}
          isDisabled={forAll}
          note={forAll ? namesNote : undefined}
          problem={reply.mayRename ? undefined : t('rename.invalid')}
        />
        <Select
          label={t('conflict.scope')}
          value={reply.scope}
          onChange={reply.setScope}
          options={conflictScopes.map((id) => ({ id, label: t(`conflict.scope.${id}`) }))}
        />
      </DialogBody>
      <DialogActions
        aside={
          waiting > 0 && (
            <Checkbox isSelected={forAll} onChange={(others) => reply.setScope(others ? 'queue' : 'file')}>
              {t('conflict.others', { count: waiting })}
            </Checkbox>
          )
        }
      >
        <Button autoFocus onPress={() => reply.answer('skip')}>
          {t('conflict.skip')}
        </Button>
        {actions}
      </DialogActions>
    </form>
  );
}
