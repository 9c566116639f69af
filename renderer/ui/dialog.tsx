import { type ReactNode, useEffect, useRef } from 'react';
import { Dialog as AriaDialog, Heading, Modal, ModalOverlay } from 'react-aria-components';
import { classNames } from './class-names.ts';
import styles from './dialog.module.css';

export interface DialogProps {
  readonly title: string;
  /** One sentence under the title. */
  readonly lead?: ReactNode;
  readonly icon?: ReactNode;
  readonly tone?: 'plain' | 'warning' | 'danger';
  readonly width?: 'narrow' | 'wide';
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
      <Modal className={classNames(styles.modal, width === 'wide' && styles.wide)}>
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

export function DialogActions({ aside, children }: { readonly aside?: ReactNode; readonly children: ReactNode }) {
  return (
    <footer className={styles.foot}>
      {aside !== undefined && <div className={styles.aside}>{aside}</div>}
      {children}
    </footer>
  );
}
