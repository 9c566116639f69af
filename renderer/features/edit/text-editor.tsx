import { gotoLine, openSearchPanel } from '@codemirror/search';
import { ArrowRightToLine, History, Save, Search, WrapText, X } from 'lucide-react';
import { type KeyboardEvent, useEffect, useId, useRef, useState } from 'react';
import { Dialog as AriaDialog, Heading, Modal, ModalOverlay } from 'react-aria-components';
import { useStore } from 'zustand';
import { LOCAL } from '../../../shared/model/connection.ts';
import type { KeptVersion, TextEncoding } from '../../../shared/model/edit.ts';
import { baseName, parentPath } from '../../../shared/model/remote-path.ts';
import { useKeyboard, useServices } from '../../app/services-context.ts';
import { useFormatters, useText } from '../../app/text.ts';
import { useLostFocus } from '../../app/use-lost-focus.ts';
import { errorDataOf } from '../../client/error-data.ts';
import { Button, IconButton, IconToggle } from '../../ui/button.tsx';
import { ErrorReport } from '../../ui/error-report.tsx';
import { IconMenu } from '../../ui/icon-menu.tsx';
import { MenuItem } from '../../ui/menu.tsx';
import { Spinner } from '../../ui/progress.tsx';
import { visibleName } from '../../ui/visible-name.ts';
import { formatShortcut } from '../files/commands.ts';
import { ChangedQuestion } from './changed-question.tsx';
import styles from './edit.module.css';
import { EditorFoot } from './editor-foot.tsx';
import type { OpenText } from './edits.ts';
import { OpenRefused } from './open-refused.tsx';
import { type TextBuffer, TextFile } from './text-file.ts';
import { GiveUpQuestion, UnsavedQuestion } from './text-questions.tsx';
import { createTextView, type TextPosition, type TextView } from './text-view.ts';

type Question = { readonly kind: 'close' } | { readonly kind: 'read-again'; readonly encoding: TextEncoding };

/** The built-in editor: a text of any side, saved as safely as a transfer. */
export default function TextEditor({ open }: { readonly open: OpenText }) {
  const t = useText();
  const format = useFormatters();
  const services = useServices();
  const { edits, client, connections } = services;
  const { platform, names } = useKeyboard();
  const isMac = platform === 'macos';
  const describedBy = useId();
  const holder = useRef<HTMLDivElement>(null);
  const text = useRef<TextView | undefined>(undefined);
  const saved = useRef<TextView['view']['state']['doc'] | undefined>(undefined);
  /** The last key was Escape, in the text. */
  const escaped = useRef(false);
  const [dirtyText, setDirtyText] = useState(false);
  const [position, setPosition] = useState<TextPosition>({ line: 1, column: 1, selected: 0 });
  const [wrap, setWrap] = useState(false);
  const [question, setQuestion] = useState<Question | undefined>(undefined);

  const [file] = useState(
    () =>
      new TextFile({
        ...{ client, place: open.place, buffer: bufferOf },
        reconnect: (fs) => services.reconnect(fs),
      }),
  );
  const state = useStore(file.store);
  const { place, read, firstText, saving, problem } = state;
  const name = baseName(place.path);
  const label = useStore(connections, ({ byId }) => byId.get(place.fs)?.label);
  const isOtherFormat =
    read !== undefined && (read.encoding !== state.format?.encoding || read.lineEnds !== state.format.lineEnds);
  const dirty = dirtyText || isOtherFormat;
  const isOpen = read !== undefined;

  useEffect(() => file.open(), [file]);

  function bufferOf(): TextBuffer | undefined {
    const { current } = text;
    if (!current) return undefined;
    return {
      isSaved: () => saved.current?.eq(current.view.state.doc) === true,
      replace: current.replace,
      snapshot() {
        const { doc } = current.view.state;
        return {
          text: current.text(),
          markSaved() {
            saved.current = doc;
            setDirtyText(!current.view.state.doc.eq(doc));
          },
        };
      },
    };
  }

  // biome-ignore lint/correctness/useExhaustiveDependencies: the view is made once, when the text is there
  useEffect(() => {
    if (!isOpen || !holder.current) return;
    const made = createTextView({
      ...{ parent: holder.current, fileName: name, text: firstText, t, describedBy },
      onSave: () => void file.save(),
      onChange: () => setDirtyText(saved.current ? !made.view.state.doc.eq(saved.current) : true),
      onPosition: setPosition,
    });
    text.current = made;
    saved.current = made.view.state.doc;
    made.view.focus();
    return () => {
      text.current = undefined;
      made.destroy();
    };
  }, [isOpen]);

  // A browser tab that is closed asks too. A desktop window would only refuse to close: there the main process asks.
  useEffect(() => {
    if (!dirty) return undefined;
    if (services.app.getState().info?.host === 'desktop') return edits.holdsUnsaved(name);
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener('beforeunload', ask);
    return () => window.removeEventListener('beforeunload', ask);
  }, [dirty, name, services, edits]);

  // A button that is switched off by what it did loses the focus to the page, where Escape and Tab are not the editor's.
  const hasTried = state.savedAt !== undefined || problem !== undefined;
  useLostFocus(
    hasTried && !question && !state.changed && `saving: ${saving}`,
    () => text.current?.view.focus(),
    () => text.current?.view.dom.closest('[role="dialog"]'),
  );

  const close = () => edits.closeEditor();
  const askToClose = () => (dirty ? setQuestion({ kind: 'close' }) : close());

  function onKeyDown(event: KeyboardEvent): void {
    const isSecondEscape = escaped.current && event.key === 'Escape';
    escaped.current = false;
    if (event.isDefaultPrevented()) return;
    const primary = isMac ? event.metaKey : event.ctrlKey;
    if (primary && event.key.toLowerCase() === 's') {
      event.preventDefault();
      void file.save();
    }
    if (event.key !== 'Escape') return;
    // In the text Escape belongs to the text: it lets the next Tab leave it. Nobody needs it twice for that.
    const inText = event.target instanceof Element && event.target.closest('.cm-editor') !== null;
    if (inText && !isSecondEscape) escaped.current = true;
    else askToClose();
  }

  async function restore(version: KeptVersion): Promise<void> {
    await file.restore(version);
    text.current?.view.focus();
  }

  const run = (command: typeof openSearchPanel) => {
    const view = text.current?.view;
    if (view) command(view);
  };
  const reconnects = problem?.during === 'save' && problem.error.retry === 'reconnect' && place.fs !== LOCAL;
  return (
    <>
      <ModalOverlay isOpen isKeyboardDismissDisabled className={styles.overlay as string}>
        <Modal className={styles.modal as string}>
          {/* biome-ignore lint/a11y/noStaticElementInteractions: keys of everything in it, the dialog itself included */}
          <div className={styles.dialog} onKeyDown={onKeyDown}>
            <AriaDialog className={styles.window as string}>
              <header className={styles.head}>
                <div className={styles.titles}>
                  <Heading slot="title" level={2} className={styles.title as string}>
                    {visibleName(name)}
                    {dirty && <span className={styles.dirty} aria-hidden="true" />}
                  </Heading>
                  <p className={styles.lead}>
                    {t('edit.lead', { directory: parentPath(place.path), label: label ?? t('place.local') })}
                  </p>
                </div>
                {isOpen && (
                  <div className={styles.tools}>
                    <IconButton
                      label={t('edit.find')}
                      icon={<Search size={15} aria-hidden="true" />}
                      shortcut={formatShortcut({ key: 'f', primary: true }, platform, names)}
                      onPress={() => run(openSearchPanel)}
                    />
                    <IconButton
                      label={t('edit.goToLine')}
                      icon={<ArrowRightToLine size={15} aria-hidden="true" />}
                      shortcut={formatShortcut({ key: 'g', primary: true, alt: true }, platform, names)}
                      onPress={() => run(gotoLine)}
                    />
                    <IconToggle
                      label={t('edit.wrap')}
                      icon={<WrapText size={15} aria-hidden="true" />}
                      isSelected={wrap}
                      onChange={(wanted) => {
                        setWrap(wanted);
                        text.current?.setWrap(wanted);
                      }}
                    />
                    <VersionsMenu key={state.savedAt} place={place} onChoose={(version) => void restore(version)} />
                    <Button tone="primary" isDisabled={saving || !dirty} onPress={() => void file.save()}>
                      {saving ? <Spinner size={14} /> : <Save size={14} aria-hidden="true" />} {t('edit.save')}
                    </Button>
                  </div>
                )}
                <IconButton label={t('action.close')} icon={<X size={16} aria-hidden="true" />} onPress={askToClose} />
              </header>

              {problem && (
                <ErrorReport
                  form="bar"
                  error={problem.error}
                  title={t(`edit.failed.${problem.during}`, { name })}
                  comfort={t('edit.kept')}
                  wayOut={
                    reconnects && <Button onPress={() => void file.reconnectAndSave()}>{t('edit.reconnect')}</Button>
                  }
                />
              )}
              {state.mixed && state.format && (
                <p className={styles.bar} role="status">
                  {t('edit.mixed', { ...state.mixed, chosen: state.format.lineEnds.toUpperCase() })}
                </p>
              )}
              {state.restored && (
                <p className={styles.bar} role="status">
                  {t('edit.versionShown', { date: format.mediumDateTime(state.restored.keptAt) })}
                </p>
              )}

              {isOpen ? (
                <div ref={holder} className={styles.text} />
              ) : (
                <div className={styles.waiting}>
                  {state.openError ? (
                    <OpenRefused error={state.openError} place={place} onLeave={close} />
                  ) : (
                    <p role="status" className={styles.opening}>
                      <Spinner size={16} /> {t('edit.opening', { name })}
                    </p>
                  )}
                </div>
              )}
              <p id={describedBy} className="visually-hidden">
                {t('edit.leaveText')}
              </p>
              {isOpen && state.format && (
                <EditorFoot
                  position={position}
                  format={state.format}
                  status={saving ? 'saving' : dirty ? 'unsaved' : 'unchanged'}
                  savedAt={state.savedAt}
                  onFormat={(chosen) => file.setFormat(chosen)}
                  onReadAgain={(encoding) =>
                    dirty ? setQuestion({ kind: 'read-again', encoding }) : void file.readAgain(encoding)
                  }
                />
              )}
            </AriaDialog>
          </div>
        </Modal>
      </ModalOverlay>
      {question?.kind === 'close' && (
        <UnsavedQuestion
          name={name}
          onSave={() => {
            setQuestion(undefined);
            void file.save().then((isSaved) => isSaved && close());
          }}
          onDiscard={close}
          onStay={() => setQuestion(undefined)}
        />
      )}
      {question?.kind === 'read-again' && (
        <GiveUpQuestion
          name={name}
          onDiscard={() => {
            setQuestion(undefined);
            void file.readAgain(question.encoding);
          }}
          onStay={() => setQuestion(undefined)}
        />
      )}
      {state.changed && read && (
        <ChangedQuestion
          name={name}
          opened={read.version}
          theirs={state.changed.entry}
          onOverwrite={() => void file.save('overwrite')}
          onLoadTheirs={() => void file.readAgain()}
          onSaveBeside={() => void file.saveBeside()}
          onLater={() => file.leaveQuestion()}
          later={t('action.cancel')}
        />
      )}
    </>
  );
}

interface VersionsMenuProps {
  readonly place: OpenText['place'];
  readonly onChoose: (version: KeptVersion) => void;
}

/** What saves have replaced, to be looked at and saved anew. */
function VersionsMenu({ place, onChoose }: VersionsMenuProps) {
  const t = useText();
  const format = useFormatters();
  const { client, notices } = useServices();
  const [versions, setVersions] = useState<readonly KeptVersion[]>([]);
  const load = (isOpen: boolean) => {
    if (!isOpen) return;
    client
      .request('edit.versions', { place })
      .then(setVersions)
      .catch((error: unknown) => notices.getState().fail('edit.failed.version', errorDataOf(error)));
  };
  return (
    <IconMenu
      label={t('edit.versions')}
      icon={<History size={15} aria-hidden="true" />}
      placement="bottom end"
      disabledKeys={['none']}
      onOpenChange={load}
    >
      {versions.length === 0 && <MenuItem id="none" label={t('edit.versionsNone')} />}
      {versions.map((version) => (
        <MenuItem
          key={version.id}
          id={version.id}
          label={t('edit.version', {
            date: format.exactDateTime(version.keptAt),
            bytes: format.bytes(version.size),
          })}
          onAction={() => onChoose(version)}
        />
      ))}
    </IconMenu>
  );
}
