import { Plug, Save, Undo2 } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import { useStore } from 'zustand';
import { usePlatform, useServices } from '../../app/services-context.ts';
import { useText } from '../../app/text.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { ErrorReport } from '../../ui/error-report.tsx';
import { TextArea, TextField } from '../../ui/field.tsx';
import { PanelTabs, panelTabId } from '../../ui/panel-tabs.tsx';
import { AdvancedFields, Section } from '../connections/advanced-fields.tsx';
import { countChosen } from '../connections/advanced-form.ts';
import { isAnonymous, lines, targetFromForm } from '../connections/connect-form.ts';
import { ConnectionFields } from '../connections/connection-fields.tsx';
import { ColourField } from './colour-field.tsx';
import { KeepingField, PasswordField } from './password-field.tsx';
import { findSiteProblems, nameOf, pageOfProblems, type SiteField, type SiteForm, type SitePage } from './site-form.ts';
import { SiteMark } from './site-mark.tsx';
import { pathTo } from './site-tree.ts';
import styles from './sites.module.css';
import { type SiteEditor as Editor, isDirty } from './sites-store.ts';
import { TestButton, TestResult, useConnectionTest } from './test-connection.tsx';

const pages: readonly SitePage[] = ['connection', 'advanced'];

/** A site beside the tree: what it needs on the first page, everything else on the second. */
export function SiteEditor({ editor }: { readonly editor: Editor }) {
  const t = useText();
  const services = useServices();
  const { sites } = services;
  const { changeEditor } = sites.store.getState();
  const platform = usePlatform();
  const [left, setLeft] = useState<ReadonlySet<SiteField>>(new Set());
  const { outcome, start, clear } = useConnectionTest();
  const book = useStore(sites.store, (state) => state.book);
  const { form, siteId, isSaving } = editor;
  const isNew = siteId === undefined;
  const isKept = siteId !== undefined && book.withSecret.includes(siteId);
  const dirty = isDirty(editor);
  const problems = findSiteProblems(form, platform);
  const isComplete = Object.keys(problems).length === 0;
  const { protocol } = lines[form.connect.line];
  const chosen = countChosen(form.connect.advanced, protocol);

  function change(form: SiteForm): void {
    changeEditor({ form, error: undefined });
    clear();
  }

  function problemOf(field: SiteField): string | undefined {
    const problem = editor.isChecked || left.has(field) ? problems[field] : undefined;
    return problem && t(`connect.problem.${problem}`);
  }

  async function connect(): Promise<void> {
    const saved = dirty || isNew ? await sites.saveEditor() : siteId !== undefined && sites.site(siteId);
    if (saved) services.openSite(saved.id);
  }

  function test(): void {
    if (isComplete) void start(sites.test(form, siteId));
    else changeEditor({ isChecked: true, page: pageOfProblems(problems) });
  }

  function submit(event: FormEvent): void {
    event.preventDefault();
    void sites.saveEditor();
  }

  const folders = pathTo(book, form.folderId).map(({ name }) => name);
  return (
    <form className={styles.editor} aria-label={t('site.editor')} onSubmit={submit} noValidate>
      <header className={styles.editorHead}>
        <SiteMark colour={form.colour} />
        <div className={styles.editorTitles}>
          <h2 className={styles.editorTitle}>{isNew && form.name === '' ? t('site.new') : nameOf(form)}</h2>
          <p className={styles.editorPath}>{folders.length === 0 ? t('site.atTop') : folders.join(' › ')}</p>
        </div>
        <Button tone="primary" isDisabled={isSaving} onPress={() => void connect()}>
          <Plug size={15} aria-hidden="true" />
          {t(dirty || isNew ? 'connect.saveAndConnect' : 'connect.connect')}
        </Button>
      </header>
      <div className={styles.pageTabs}>
        <PanelTabs
          label={t('site.pages')}
          prefix="site"
          tabs={pages}
          chosen={editor.page}
          onChoose={(page) => changeEditor({ page })}
        >
          {(page) => (
            <>
              {t(`site.page.${page}`)}
              {page === 'advanced' && chosen > 0 && <Badge>{chosen}</Badge>}
            </>
          )}
        </PanelTabs>
      </div>
      <div id="site-panel" role="tabpanel" aria-labelledby={panelTabId('site', editor.page)} className={styles.page}>
        {editor.page === 'connection' ? (
          <div className={styles.fields}>
            <ConnectionFields
              form={form.connect}
              problemOf={problemOf}
              onChange={(connect) => change({ ...form, connect })}
              onTouch={(field) => setLeft(new Set([...left, field]))}
              focusOn={isNew && form.connect.host === '' ? 'host' : undefined}
              password={<PasswordField form={form} isKept={isKept} isDisabled={isSaving} onChange={change} />}
            />
            {!isAnonymous(form.connect) && (
              <KeepingField
                form={form}
                isKept={isKept}
                isDisabled={isSaving}
                onChange={change}
                onForget={() => siteId !== undefined && sites.forgetPassword(siteId)}
              />
            )}
            <div className={styles.nameAndColour}>
              <TextField
                id="site-name"
                label={t('site.name')}
                placeholder={form.connect.host.trim() === '' ? t('site.namePlaceholder') : nameOf(form)}
                value={form.name}
                maxLength={200}
                onChange={(name) => change({ ...form, name })}
              />
              <ColourField value={form.colour} onChange={(colour) => change({ ...form, colour })} />
            </div>
            <TextArea
              label={t('site.notes')}
              rows={3}
              value={form.notes}
              maxLength={10_000}
              onChange={(notes) => change({ ...form, notes })}
            />
          </div>
        ) : (
          <div className={styles.fields}>
            <AdvancedFields
              form={form.connect.advanced}
              protocol={protocol}
              problemOf={problemOf}
              onChange={(advanced) => change({ ...form, connect: { ...form.connect, advanced } })}
            />
            <Section title={t('advanced.otherPane')}>
              <TextField
                label={t('site.localPath')}
                note={t('site.localPath.note')}
                placeholder={platform === 'windows' ? 'C:\\Users\\ann\\site' : '/home/ann/site'}
                value={form.localPath}
                problem={problemOf('localPath')}
                onChange={(localPath) => change({ ...form, localPath })}
                onBlur={() => setLeft(new Set([...left, 'localPath']))}
              />
            </Section>
          </div>
        )}
      </div>
      <div className={styles.outcome}>
        <TestResult outcome={outcome} target={isComplete ? targetFromForm(form.connect).target : undefined} />
        {editor.error && <ErrorReport error={editor.error} title={t('error.siteSave')} />}
      </div>
      <footer className={styles.editorFoot}>
        <TestButton outcome={outcome} onPress={test} />
        <div className={styles.editorEnd}>
          <span className={styles.unsaved}>{dirty && !isNew && t('site.unsaved')}</span>
          {dirty && !isNew && (
            <Button tone="quiet" onPress={() => change(editor.saved)}>
              <Undo2 size={15} aria-hidden="true" />
              {t('site.revert')}
            </Button>
          )}
          {isNew && <Button onPress={() => sites.store.getState().closeEditor()}>{t('action.cancel')}</Button>}
          <Button type="submit" isDisabled={isSaving || (!dirty && !isNew)}>
            <Save size={15} aria-hidden="true" />
            {t('site.save')}
          </Button>
        </div>
      </footer>
    </form>
  );
}
