import { createStore, type StoreApi } from 'zustand/vanilla';
import type { RemoteErrorData } from '../../../shared/model/remote-error.ts';
import type { SiteBook } from '../../../shared/model/site.ts';
import { isSameForm, type SiteForm, type SitePage } from './site-form.ts';
import { keepShown, nothingSelected, type SiteSelection } from './site-selection.ts';
import { pathTo, type TreeRow, treeRows } from './site-tree.ts';

/** What stands beside the tree while a site is looked at or changed. */
export interface SiteEditor {
  /** Another number, another site in the editor. */
  readonly key: number;
  /** Absent: a new one. */
  readonly siteId: string | undefined;
  readonly form: SiteForm;
  /** The form as it was when it was opened or saved last. */
  readonly saved: SiteForm;
  readonly page: SitePage;
  /** Saving was tried: every problem shows, not only those of fields that were left. */
  readonly isChecked: boolean;
  readonly isSaving: boolean;
  readonly error: RemoteErrorData | undefined;
}

interface SitesState {
  readonly book: SiteBook;
  readonly query: string;
  /** The folders that are closed. */
  readonly folded: ReadonlySet<string>;
  readonly rows: readonly TreeRow[];
  readonly selection: SiteSelection;
  /** What the next paste moves. */
  readonly cut: readonly string[];
  readonly editor: SiteEditor | undefined;
  /** What the user wants next, while the question stands whether to keep what was changed. */
  readonly leaving: (() => void) | undefined;
}

interface SitesActions {
  setBook(book: SiteBook): void;
  setQuery(query: string): void;
  setFolded(id: string, how: 'open' | 'closed'): void;
  /** Opens the folders around a row. */
  reveal(folderId: string | undefined): void;
  select(selection: SiteSelection): void;
  setCut(ids: readonly string[]): void;
  openEditor(siteId: string | undefined, form: SiteForm): void;
  closeEditor(): void;
  changeEditor(change: Partial<Omit<SiteEditor, 'key'>>): void;
  setLeaving(next: (() => void) | undefined): void;
}

export type SitesStore = StoreApi<SitesState & SitesActions>;

const emptyBook: SiteBook = { folders: [], sites: [], recent: [], withSecret: [] };

/** The saved sites as the window shows them. */
export function createSitesStore(): SitesStore {
  return createStore<SitesState & SitesActions>()((set, get) => {
    /** The rows follow from what is set; what is not among them any more is not selected any more. */
    function arrange(change: Partial<Pick<SitesState, 'book' | 'query' | 'folded'>>): void {
      const { book, query, folded } = { ...get(), ...change };
      const rows = treeRows(book, { query, folded });
      set({ ...change, rows, selection: keepShown(get().selection, rows) });
    }

    return {
      book: emptyBook,
      query: '',
      folded: new Set(),
      rows: [],
      selection: nothingSelected,
      cut: [],
      editor: undefined,
      leaving: undefined,

      setBook: (book) => arrange({ book }),
      setQuery: (query) => arrange({ query }),
      setFolded(id, how) {
        const folded = new Set(get().folded);
        if (how === 'closed') folded.add(id);
        else folded.delete(id);
        arrange({ folded });
      },
      reveal(folderId) {
        const path = pathTo(get().book, folderId);
        arrange({ folded: new Set([...get().folded].filter((id) => !path.some((folder) => folder.id === id))) });
      },
      select: (selection) => set({ selection }),
      setCut: (cut) => set({ cut }),
      openEditor(siteId, form) {
        const key = (get().editor?.key ?? 0) + 1;
        const page = get().editor?.page ?? 'connection';
        const state = { isChecked: false, isSaving: false, error: undefined };
        set({ editor: { key, siteId, form, saved: form, page: siteId === undefined ? 'connection' : page, ...state } });
      },
      closeEditor: () => set({ editor: undefined }),
      changeEditor(change) {
        const { editor } = get();
        if (editor) set({ editor: { ...editor, ...change } });
      },
      setLeaving: (leaving) => set({ leaving }),
    };
  });
}

export function isDirty(editor: SiteEditor | undefined): boolean {
  return editor !== undefined && !isSameForm(editor.form, editor.saved);
}
