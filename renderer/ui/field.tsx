import { Check, ChevronDown } from 'lucide-react';
import type { ReactNode, Ref } from 'react';
import {
  Checkbox as AriaCheckbox,
  Select as AriaSelect,
  TextField as AriaTextField,
  type TextFieldProps as AriaTextFieldProps,
  Button,
  FieldError,
  Input,
  Label,
  ListBox,
  ListBoxItem,
  Popover,
  SelectValue,
  Text,
} from 'react-aria-components';
import styles from './field.module.css';

export interface TextFieldProps extends Omit<AriaTextFieldProps, 'className' | 'style' | 'children'> {
  readonly label: string;
  readonly placeholder?: string;
  readonly note?: string | undefined;
  /** What is wrong with the value; absent while it is fine. */
  readonly problem?: string | undefined;
  readonly inputRef?: Ref<HTMLInputElement>;
  readonly inputMode?: 'numeric' | 'text';
}

export function TextField({ label, placeholder, note, problem, inputRef, ...props }: TextFieldProps) {
  return (
    <AriaTextField
      {...props}
      className={styles.field as string}
      isInvalid={problem !== undefined}
      validationBehavior="aria"
    >
      <Label className={styles.label as string}>{label}</Label>
      <Input
        className={styles.input as string}
        spellCheck={false}
        autoCapitalize="off"
        autoCorrect="off"
        {...(placeholder === undefined ? {} : { placeholder })}
        {...(inputRef === undefined ? {} : { ref: inputRef })}
      />
      {note !== undefined && problem === undefined && (
        <Text slot="description" className={styles.note as string}>
          {note}
        </Text>
      )}
      <FieldError className={styles.error as string}>{problem}</FieldError>
    </AriaTextField>
  );
}

interface SelectOption<T extends string> {
  readonly id: T;
  readonly label: string;
  readonly note?: string;
}

export interface SelectProps<T extends string> {
  readonly label: string;
  readonly value: T;
  readonly options: readonly SelectOption<T>[];
  readonly onChange: (value: T) => void;
  readonly isDisabled?: boolean;
}

export function Select<T extends string>({ label, value, options, onChange, isDisabled = false }: SelectProps<T>) {
  return (
    <AriaSelect
      className={styles.field as string}
      value={value}
      onChange={(chosen) => onChange(chosen as T)}
      isDisabled={isDisabled}
    >
      <Label className={styles.label as string}>{label}</Label>
      <Button className={styles.select as string}>
        <SelectValue className={styles.value as string}>{({ selectedText }) => selectedText}</SelectValue>
        <ChevronDown size={14} aria-hidden="true" />
      </Button>
      <Popover className={styles.popover as string} offset={4}>
        <ListBox className={styles.list as string} items={options}>
          {(option) => (
            <ListBoxItem id={option.id} textValue={option.label} className={styles.option as string}>
              {({ isSelected }) => (
                <>
                  {isSelected && <Check size={14} aria-hidden="true" />}
                  <span className={styles.optionText}>
                    <Text slot="label">{option.label}</Text>
                    {option.note !== undefined && <Text slot="description">{option.note}</Text>}
                  </span>
                </>
              )}
            </ListBoxItem>
          )}
        </ListBox>
      </Popover>
    </AriaSelect>
  );
}

export interface CheckboxProps {
  readonly isSelected: boolean;
  readonly onChange: (selected: boolean) => void;
  readonly isDisabled?: boolean;
  readonly children: ReactNode;
}

export function Checkbox({ children, ...props }: CheckboxProps) {
  return (
    <AriaCheckbox {...props} className={styles.checkbox as string}>
      <span className={styles.box} aria-hidden="true">
        <Check size={12} strokeWidth={3} />
      </span>
      {children}
    </AriaCheckbox>
  );
}
