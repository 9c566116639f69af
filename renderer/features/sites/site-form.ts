import type { ConnectionTarget } from '../../../shared/model/connection.ts';
import type { PasswordKeeping, Site, SiteColour, SiteDraft } from '../../../shared/model/site.ts';
import {
  basicFields,
  type ConnectForm,
  emptyForm,
  type FormField,
  type FormProblems,
  findProblems,
  formFromTarget,
  isAnonymous,
  targetFromForm,
} from '../connections/connect-form.ts';
import type { Platform } from '../files/commands.ts';
import { pathFromNative } from '../files/local-drop.ts';

/** The site editor's fields as they are typed. The password that is kept never comes here: its field starts empty. */
export interface SiteForm {
  readonly connect: ConnectForm;
  readonly name: string;
  readonly folderId: string | undefined;
  readonly colour: SiteColour | undefined;
  readonly notes: string;
  readonly keeping: PasswordKeeping;
  readonly localPath: string;
}

export const emptySite: SiteForm = {
  connect: emptyForm,
  name: '',
  folderId: undefined,
  colour: undefined,
  notes: '',
  keeping: 'save',
  localPath: '',
};

export type SitePage = 'connection' | 'advanced';
export type SiteField = FormField | 'localPath';
export type SiteProblems = FormProblems & { localPath?: 'path-not-absolute' };

export function formFromSite(site: Site, platform: Platform): SiteForm {
  return {
    connect: formFromTarget(site.target),
    name: site.name,
    folderId: site.folderId,
    colour: site.colour,
    notes: site.notes ?? '',
    keeping: site.keeping,
    localPath: nativePath(site.localPath ?? '', platform),
  };
}

export function formFromRecent(target: ConnectionTarget, folderId: string | undefined): SiteForm {
  return { ...emptySite, connect: formFromTarget(target), folderId };
}

export function findSiteProblems(form: SiteForm, platform: Platform): SiteProblems {
  const problems: SiteProblems = findProblems(form.connect);
  const isWrong = form.localPath.trim() !== '' && pathFromNative(form.localPath.trim(), platform) === undefined;
  return isWrong ? { ...problems, localPath: 'path-not-absolute' } : problems;
}

/** Where the first problem is to be seen. */
export function pageOfProblems(problems: SiteProblems): SitePage {
  return basicFields.some((field) => problems[field] !== undefined) ? 'connection' : 'advanced';
}

/** A site without a name of its own is called like its host. */
export function nameOf(form: SiteForm): string {
  return form.name.trim() || targetFromForm(form.connect).target.host;
}

/**
 * What is saved; the form must be free of problems. The password is absent where it stays as it is, and null where what is
 * kept has to go.
 */
export function draftFromForm(
  form: SiteForm,
  id: string | undefined,
  platform: Platform,
): { draft: SiteDraft; password?: string | null } {
  const { target, password: typed } = targetFromForm(form.connect);
  // Nobody has to keep the password of an anonymous login.
  const anonymous = isAnonymous(form.connect);
  const localPath = pathFromNative(form.localPath.trim(), platform);
  const draft: SiteDraft = {
    ...(id === undefined ? {} : { id }),
    name: nameOf(form),
    ...(form.folderId === undefined ? {} : { folderId: form.folderId }),
    ...(form.colour === undefined ? {} : { colour: form.colour }),
    ...(form.notes.trim() === '' ? {} : { notes: form.notes }),
    target,
    keeping: anonymous ? 'always' : form.keeping,
    ...(localPath === undefined ? {} : { localPath }),
  };
  if (anonymous || form.keeping === 'always') return { draft, ...(id === undefined ? {} : { password: null }) };
  return { draft, ...(typed === undefined ? {} : { password: typed }) };
}

export function isSameForm(one: SiteForm, other: SiteForm): boolean {
  return one === other || JSON.stringify(one) === JSON.stringify(other);
}

/** `/C:/Users/ann` is `C:\Users\ann` to whoever uses it. */
function nativePath(path: string, platform: Platform): string {
  if (platform !== 'windows' || path === '') return path;
  const rest = path.startsWith('/UNC/') ? `/${path.slice('/UNC'.length)}` : path.slice(1);
  return rest.replaceAll('/', '\\');
}
