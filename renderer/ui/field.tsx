import { Check, ChevronDown } from 'lucide-react';
import { type ReactNode, type Ref, useId } from 'react';
import {
  Checkbox as AriaCheckbox,
  Select as AriaSelect,
  TextArea as AriaTextArea,
  TextField as AriaTextField,
  type TextFieldProps as AriaTextFieldProps,
  Button,
  FieldError,
  Input,
  type InputProps,
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
  readonly inputMode?: 'numeric' | 'decimal' | 'text';
  /** In the line of the input, behind it. */
  readonly beside?: ReactNode;
  /** Of a field that proposes something. */
  readonly inputProps?: InputProps;
}

export function TextField(all: TextFieldProps) {
  const { label, placeholder, note, problem, inputRef, inputProps, beside, ...props } = all;
  const input = (
    <Input
      className={styles.input as string}
      spellCheck={false}
      autoCapitalize="off"
      autoCorrect="off"
      {...(placeholder === undefined ? {} : { placeholder })}
      {...(inputRef === undefined ? {} : { ref: inputRef })}
      {...inputProps}
    />
  );
  return (
    <AriaTextField
      {...props}
      className={styles.field as string}
      isInvalid={problem !== undefined}
      validationBehavior="aria"
    >
      <Label className={styles.label as string}>{label}</Label>
      {beside === undefined ? (
        input
      ) : (
        <div className={styles.line}>
          {input}
          {beside}
        </div>
      )}
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
  /** `spoken`: heard and not seen, beside something that says it. */
  readonly labelIs?: 'spoken' | 'shown';
  readonly value: T;
  readonly options: readonly SelectOption<T>[];
  readonly onChange: (value: T) => void;
  readonly isDisabled?: boolean;
  readonly note?: string | undefined;
  /** What is wrong with the value; absent while it is fine. */
  readonly problem?: string | undefined;
}

export function Select<T extends string>(props: SelectProps<T>) {
  const { label, labelIs = 'shown', value, options, onChange, isDisabled = false, note, problem } = props;
  return (
    <AriaSelect
      className={styles.field as string}
      value={value}
      onChange={(chosen) => onChange(chosen as T)}
      isDisabled={isDisabled}
      isInvalid={problem !== undefined}
      validationBehavior="aria"
    >
      <Label className={labelIs === 'spoken' ? 'visually-hidden' : (styles.label as string)}>{label}</Label>
      <Button className={styles.select as string}>
        <SelectValue className={styles.value as string}>{({ selectedText }) => selectedText}</SelectValue>
        <ChevronDown size={14} aria-hidden="true" />
      </Button>
      {note !== undefined && problem === undefined && (
        <Text slot="description" className={styles.note as string}>
          {note}
        </Text>
      )}
      <FieldError className={styles.error as string}>{problem}</FieldError>
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

export interface TextAreaProps extends Omit<AriaTextFieldProps, 'className' | 'style' | 'children'> {
  readonly label: string;
  readonly rows: number;
  readonly note?: string;
}

export function TextArea({ label, rows, note, ...props }: TextAreaProps) {
  return (
    <AriaTextField {...props} className={styles.field as string}>
      <Label className={styles.label as string}>{label}</Label>
      <AriaTextArea className={styles.area as string} rows={rows} />
      {note !== undefined && (
        <Text slot="description" className={styles.note as string}>
          {note}
        </Text>
      )}
    </AriaTextField>
  );
}

export interface CheckboxProps {
  readonly isSelected: boolean;
  readonly onChange: (selected: boolean) => void;
  readonly isDisabled?: boolean;
  readonly note?: string;
  readonly children: ReactNode;
}

export function Checkbox({ children, note, ...props }: CheckboxProps) {
  const noteId = useId();
  const described = note === undefined ? {} : { 'aria-describedby': noteId };
  const checkbox = (
    <AriaCheckbox {...props} {...described} className={styles.checkbox as string}>
      <span className={styles.box} aria-hidden="true">
        <Check size={12} strokeWidth={3} />
      </span>
      {children}
    </AriaCheckbox>
  );
  if (note === undefined) return checkbox;
  return (
    <div className={styles.field}>
      {checkbox}
      <span id={noteId} className={`${styles.note} ${styles.indented}`}>
        {note}
      </span>
    </div>
  );
}
