import { ChevronLeft, ChevronRight, FileX, X } from 'lucide-react';
import { type KeyboardEvent, lazy, Suspense, useEffect, useState } from 'react';
import { Dialog as AriaDialog, Heading, Modal, ModalOverlay } from 'react-aria-components';
import { useStore } from 'zustand';
import type { RequestOutput } from '../../../shared/ipc/contract.ts';
import { LOOK_TEXT } from '../../../shared/model/edit.ts';
import { isDirectoryLike } from '../../../shared/model/entry.ts';
import type { RemoteErrorData } from '../../../shared/model/remote-error.ts';
import { resolvePath } from '../../../shared/model/remote-path.ts';
import type { Dialog as DialogState } from '../../app/dialogs-store.ts';
import { useKeyboard, useServices } from '../../app/services-context.ts';
import { useFormatters, useText } from '../../app/text.ts';
import { errorDataOf } from '../../client/error-data.ts';
import { indexOfName, selectOnly } from '../../file-grid/selection.ts';
import { IconButton } from '../../ui/button.tsx';
import { ErrorReport } from '../../ui/error-report.tsx';
import { symbolicPermissions } from '../../ui/format.ts';
import { Message } from '../../ui/message.tsx';
import { Spinner } from '../../ui/progress.tsx';
import { visibleName, visibleText } from '../../ui/visible-name.ts';
import { commandFor } from '../files/commands.ts';
import styles from './edit.module.css';
import { lookInto } from './edits.ts';
import { hexLines } from './hex-lines.ts';
import { LookRefused } from './look-refused.tsx';
import { PictureView } from './picture-view.tsx';

/** A chunk of its own: most people look at no PDF. */
const PdfView = lazy(() => import('./pdf-view.tsx'));

type Look = RequestOutput<'edit.look'>;

/** A look into the file that the pane has in focus, without opening or changing anything; the arrows go to the next one. */
export function QuickLook({ dialog }: { readonly dialog: Extract<DialogState, { kind: 'look' }> }) {
  const t = useText();
  const services = useServices();
  const keyboard = useKeyboard();
  const pane = services.pane(dialog.tabId);
  const rows = useStore(pane, (state) => state.rows);
  const name = useStore(pane, (state) => state.selection.focused) ?? dialog.name;
  const close = () => services.dialogs.getState().close();
  const files = rows.filter(({ entry, directory }) => !directory && entry.unusable === undefined);
  const at = indexOfName(files, name);

  function go(by: number): void {
    const next = files[at + by];
    if (next) pane.getState().setSelection(selectOnly(next.entry.name));
  }

  function onKeyDown(event: KeyboardEvent): void {
    // The key that opened it closes it.
    if (commandFor(event.nativeEvent, keyboard) === 'quickLook') {
      event.preventDefault();
      close();
      return;
    }
    const by = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[event.key];
    // What is higher than the window scrolls by the keys up and down; the others lead on.
    const scrolls =
      event.target instanceof Element &&
      event.target.querySelector('pre, canvas') !== null &&
      event.target.localName === 'section';
    if (by === undefined || (scrolls && event.key.match(/Up|Down/))) return;
    event.preventDefault();
    go(by);
  }

  return (
    <ModalOverlay isOpen className={styles.overlay as string} onOpenChange={(open) => !open && close()}>
      <Modal className={styles.modal as string}>
        {/* biome-ignore lint/a11y/noStaticElementInteractions: keys of everything in it, the dialog itself included */}
        <div className={styles.dialog} onKeyDown={onKeyDown}>
          <AriaDialog className={styles.window as string} aria-label={t('look.title', { name })}>
            <LookedAt tabId={dialog.tabId} name={name}>
              <IconButton
                label={t('look.previous')}
                icon={<ChevronLeft size={16} aria-hidden="true" />}
                shortcut="←"
                isDisabled={at <= 0}
                onPress={() => go(-1)}
              />
              <IconButton
                label={t('look.next')}
                icon={<ChevronRight size={16} aria-hidden="true" />}
                shortcut="→"
                isDisabled={at === -1 || at >= files.length - 1}
                onPress={() => go(1)}
              />
              <IconButton label={t('action.close')} icon={<X size={16} aria-hidden="true" />} onPress={close} />
            </LookedAt>
          </AriaDialog>
        </div>
      </Modal>
    </ModalOverlay>
  );
}

interface LookedAtProps {
  readonly tabId: string;
  readonly name: string;
  readonly children: React.ReactNode;
}

function LookedAt({ tabId, name, children }: LookedAtProps) {
  const t = useText();
  const services = useServices();
  const [look, setLook] = useState<Look | undefined>(undefined);
  const [error, setError] = useState<RemoteErrorData | undefined>(undefined);

  useEffect(() => {
    const { fs, path } = services.pane(tabId).getState();
    const looking = lookInto(services.client, { fs, path: resolvePath(path, name) });
    let current = true;
    setLook(undefined);
    setError(undefined);
    looking.done.then(
      (found) => current && setLook(found),
      (failure: unknown) => current && setError(errorDataOf(failure)),
    );
    return () => {
      current = false;
      looking.cancel();
    };
  }, [services, tabId, name]);

  const facts = useFacts(look);
  return (
    <>
      <header className={styles.head}>
        {/* The next file is read out as it comes: what has the focus stays the same. */}
        <div className={styles.titles} role="status">
          <Heading slot="title" level={2} className={styles.title as string}>
            {visibleName(name)}
          </Heading>
          <p className={styles.lead}>{facts}</p>
        </div>
        {children}
      </header>
      <div className={styles.looked}>
        {error && (
          <div className={styles.waiting}>
            <ErrorReport error={error} title={t('look.failed', { name })} />
          </div>
        )}
        {!look && !error && (
          <div className={styles.waiting}>
            <p role="status" className={styles.opening}>
              <Spinner size={16} /> {t('look.loading', { name })}
            </p>
          </div>
        )}
        {look && <Content key={name} name={name} of={look} />}
      </div>
    </>
  );
}

/** What a file is, in a line; nothing until that is known. */
function useFacts(found: Look | undefined): string {
  const t = useText();
  const format = useFormatters();
  if (!found) return '';
  const { entry, look } = found;
  const facts = [
    look === undefined ? '' : entry.size === undefined ? t('look.unknownSize') : format.exactBytes(entry.size),
    entry.modifiedAt === undefined ? '' : format.mediumDateTime(entry.modifiedAt),
    entry.permissions === undefined ? '' : symbolicPermissions(entry.permissions),
    look?.kind === 'text' ? t(`edit.encoding.${look.encoding}`) : '',
    look?.kind === 'pdf' ? t('look.pdfVersion', { version: look.version }) : '',
  ];
  return facts.filter(Boolean).join(' · ');
}

function Content({ name, of: { entry, look } }: { readonly name: string; readonly of: Look }) {
  const t = useText();
  const format = useFormatters();
  switch (look?.kind) {
    case 'text':
      return (
        <>
          {!look.isWhole && (
            <p className={styles.bar} role="status">
              {t('look.part', { bytes: format.bytes(LOOK_TEXT) })}
            </p>
          )}
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls by the keys */}
          <section tabIndex={0} aria-label={t('edit.text', { name })}>
            <pre>{visibleText(look.text)}</pre>
          </section>
        </>
      );
    case 'image':
      return <PictureView name={name} look={look} />;
    case 'pdf':
      return look.base64 === undefined ? (
        <LookRefused why="look.pdf.too-large" />
      ) : (
        <Suspense fallback={null}>
          <PdfView name={name} base64={look.base64} />
        </Suspense>
      );
    case 'bytes':
      return (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls by the keys
        <section tabIndex={0} aria-label={t('look.bytes')}>
          <pre>{hexLines(look.hex)}</pre>
        </section>
      );
    case undefined:
      return (
        <div className={styles.waiting}>
          <Message
            icon={<FileX size={30} strokeWidth={1.5} />}
            title={t('look.notAFile')}
            text={t(isDirectoryLike(entry) ? 'look.notAFile.folder' : 'look.notAFile.special')}
          />
        </div>
      );
  }
}
