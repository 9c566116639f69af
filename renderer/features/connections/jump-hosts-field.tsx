import { ArrowDown, ArrowUp, Plus, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { useText } from '../../app/text.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { TextField } from '../../ui/field.tsx';
import {
  type AdvancedForm,
  findJumpHostProblems,
  type JumpHostForm,
  mayAddJumpHost,
  withJumpHost,
} from './advanced-form.ts';
import styles from './connections.module.css';

interface JumpHostsFieldProps {
  readonly form: AdvancedForm;
  readonly isDisabled: boolean;
  /** Every problem shows, not only those of fields that were left. */
  readonly isChecked: boolean;
  readonly onChange: (patch: Pick<AdvancedForm, 'jumpHosts'>) => void;
}

/** The hosts that the connection passes, from this computer's side to the server's. */
export function JumpHostsField({ form, isDisabled, isChecked, onChange }: JumpHostsFieldProps) {
  const t = useText();
  const { jumpHosts } = form;

  function replace(index: number, jump: JumpHostForm): void {
    onChange({ jumpHosts: jumpHosts.toSpliced(index, 1, jump) });
  }

  function swap(index: number, other: number): void {
    const [one, two] = [jumpHosts[index], jumpHosts[other]];
    if (one && two) onChange({ jumpHosts: jumpHosts.toSpliced(index, 1, two).toSpliced(other, 1, one) });
  }

  return (
    <>
      <p className={styles.note}>{t('advanced.jumpHosts.note')}</p>
      {jumpHosts.map((jump, index) => (
        <fieldset key={jump.key} aria-label={t('jump.label', { number: index + 1 })} className={styles.jump}>
          <JumpHostFields
            jump={jump}
            isDisabled={isDisabled}
            isChecked={isChecked}
            onChange={(changed) => replace(index, changed)}
          />
          <div className={styles.jumpActions}>
            <IconButton
              label={t('jump.up')}
              icon={<ArrowUp size={14} aria-hidden="true" />}
              isDisabled={isDisabled || index === 0}
              onPress={() => swap(index, index - 1)}
            />
            <IconButton
              label={t('jump.down')}
              icon={<ArrowDown size={14} aria-hidden="true" />}
              isDisabled={isDisabled || index === jumpHosts.length - 1}
              onPress={() => swap(index, index + 1)}
            />
            <IconButton
              label={t('jump.remove')}
              icon={<Trash2 size={14} aria-hidden="true" />}
              isDisabled={isDisabled}
              onPress={() => onChange({ jumpHosts: jumpHosts.toSpliced(index, 1) })}
            />
          </div>
        </fieldset>
      ))}
      <div>
        <Button
          size="small"
          isDisabled={isDisabled || !mayAddJumpHost(form)}
          onPress={() => onChange(withJumpHost(form))}
        >
          <Plus size={14} aria-hidden="true" />
          {t('jump.add')}
        </Button>
      </div>
    </>
  );
}

interface JumpHostFieldsProps {
  readonly jump: JumpHostForm;
  readonly isDisabled: boolean;
  readonly isChecked: boolean;
  readonly onChange: (jump: JumpHostForm) => void;
}

type JumpField = 'host' | 'port' | 'user';

function JumpHostFields({ jump, isDisabled, isChecked, onChange }: JumpHostFieldsProps) {
  const t = useText();
  const [left, setLeft] = useState<ReadonlySet<JumpField>>(new Set());
  const problems = findJumpHostProblems(jump);

  function problemOf(field: JumpField): string | undefined {
    const problem = isChecked || left.has(field) ? problems[field] : undefined;
    return problem && t(`connect.problem.${problem}`);
  }

  const leave = (field: JumpField) => () => setLeft(new Set([...left, field]));
  return (
    <div className={styles.jumpFields}>
      <div className={styles.hostAndPort}>
        <TextField
          label={t('connect.host')}
          value={jump.host}
          isDisabled={isDisabled}
          problem={problemOf('host')}
          onChange={(host) => onChange({ ...jump, host })}
          onBlur={leave('host')}
        />
        <TextField
          label={t('connect.port')}
          inputMode="numeric"
          value={jump.port}
          isDisabled={isDisabled}
          problem={problemOf('port')}
          onChange={(port) => onChange({ ...jump, port })}
          onBlur={leave('port')}
        />
      </div>
      <div className={styles.pair}>
        <TextField
          label={t('connect.user')}
          placeholder={t('jump.sameUser')}
          value={jump.user}
          isDisabled={isDisabled}
          problem={problemOf('user')}
          onChange={(user) => onChange({ ...jump, user })}
          onBlur={leave('user')}
        />
        <TextField
          label={t('jump.keyFile')}
          placeholder={t('jump.sameKey')}
          value={jump.keyFile}
          isDisabled={isDisabled}
          onChange={(keyFile) => onChange({ ...jump, keyFile })}
        />
      </div>
    </div>
  );
}
