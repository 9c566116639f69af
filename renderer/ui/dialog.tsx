import { type KeyboardEvent, type ReactNode, useEffect, useRef } from 'react';
import { Dialog as AriaDialog, Heading, Modal, ModalOverlay } from 'react-aria-components';
import { classNames } from './class-names.ts';
import styles from './dialog.module.css';

export interface DialogProps {
  readonly title: string;
  /** One sentence under the title. */
  readonly lead?: ReactNode;
  readonly icon?: ReactNode;
  readonly tone?: 'plain' | 'warning' | 'danger';
  /** `widest`: as wide as the window leaves it, for what stands in columns. */
  readonly width?: 'narrow' | 'wide' | 'widest';
  /** `alertdialog` for questions that must be answered before anything else. */
  readonly role?: 'dialog' | 'alertdialog';
  /** Escape; absent where only a button may answer. */
  readonly onClose?: () => void;
  readonly children: ReactNode;
}

/** A modal dialog; its children are a {@link DialogBody} and a {@link DialogActions}. */
export function Dialog({ title, lead, icon, tone = 'plain', width = 'narrow', role, onClose, children }: DialogProps) {
  const dialog = useRef<HTMLElement>(null);
  // A control that is switched off while it has the focus loses it to the page, where Escape and Tab are not the dialog's.
  useEffect(() => {
    const focused = document.activeElement;
    if (focused === null || focused === document.body || focused.matches(':disabled')) dialog.current?.focus();
  });
  return (
    <ModalOverlay
      isOpen
      className={styles.overlay as string}
      isKeyboardDismissDisabled={!onClose}
      onOpenChange={(open) => {
        if (!open) onClose?.();
      }}
    >
      <Modal className={classNames(styles.modal, width !== 'narrow' && styles[width])}>
        <AriaDialog ref={dialog} className={styles.dialog as string} role={role ?? 'dialog'}>
          <header className={styles.head}>
            {icon !== undefined && (
              <span className={styles.badge} data-tone={tone} aria-hidden="true">
                {icon}
              </span>
            )}
            <div className={styles.titles}>
              <Heading slot="title" level={2} className={styles.title as string}>
                {title}
              </Heading>
              {lead !== undefined && <div className={styles.lead}>{lead}</div>}
            </div>
          </header>
          {children}
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  );
}

export function DialogBody({ children }: { readonly children: ReactNode }) {
  return <div className={styles.body}>{children}</div>;
}

/** The answers of a dialog. The arrow keys go round among them, as Tab does. */
export function DialogActions({ aside, children }: { readonly aside?: ReactNode; readonly children: ReactNode }) {
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: keys of the buttons in it
    <footer className={styles.foot} onKeyDown={stepAmongButtons}>
      {aside !== undefined && <div className={styles.aside}>{aside}</div>}
      <div className={styles.answers}>{children}</div>
    </footer>
  );
}

function stepAmongButtons({ key, target, currentTarget }: KeyboardEvent<HTMLElement>): void {
  const step = { ArrowRight: 1, ArrowLeft: -1 }[key];
  const buttons = [...currentTarget.querySelectorAll<HTMLButtonElement>('button:not(:disabled)')];
  const at = buttons.indexOf(target as HTMLButtonElement);
  if (step !== undefined && at >= 0) buttons.at((at + step) % buttons.length)?.focus();
}
