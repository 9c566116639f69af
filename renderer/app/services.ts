import {
  type ConnectionInfo,
  type ConnectionTarget,
  type FileSystemId,
  LOCAL,
  type Place,
} from '../../shared/model/connection.ts';
import { type RemotePath, ROOT } from '../../shared/model/remote-path.ts';
import type { EnqueueOptions, TransferSettings } from '../../shared/model/transfer.ts';
import { type Client, createClient } from '../client/client.ts';
import { errorDataOf } from '../client/error-data.ts';
import { openConnection, openSite } from '../client/operation.ts';
import type { WindowTransport } from '../client/window-transport.ts';
import { type ConnectionsStore, createConnectionsStore } from '../features/connections/connections-store.ts';
import { WaitingLinks } from '../features/connections/waiting-links.ts';
import { Edits } from '../features/edit/edits.ts';
import { sourcesNamed } from '../features/files/chosen-files.ts';
import { DragOut } from '../features/files/drag-out.ts';
import { areApart, type DraggedFiles, isIn, type Source } from '../features/files/dragged-files.ts';
import { DroppedFiles, type SystemDrop } from '../features/files/dropped-files.ts';
import { FileClipboard } from '../features/files/file-clipboard.ts';
import { pathFromNative } from '../features/files/local-drop.ts';
import { shows } from '../features/files/pane-state.ts';
import { createPaneStore, type PaneStore } from '../features/files/pane-store.ts';
import { Together } from '../features/files/together.ts';
import { Monitor } from '../features/monitor/monitor.ts';
import { createNoticesStore, type NoticesStore } from '../features/notices/notices-store.ts';
import { createSettingsStore, type SettingsStore } from '../features/settings/settings-store.ts';
import { Sites } from '../features/sites/sites.ts';
import { createTranscriptStore, type TranscriptStore } from '../features/transcript/transcript-store.ts';
import { TransferQueue } from '../features/transfers/transfer-queue.ts';
import { createTransfersStore, type TransfersStore } from '../features/transfers/transfers-store.ts';
import { type AppStore, createAppStore } from './app-store.ts';
import { createDialogsStore, type DialogsStore } from './dialogs-store.ts';
import type { MessageId, MessageValues } from './messages.ts';
import { keepTabs, restoreTabs } from './saved-tabs.ts';
import { takeSessionQuestion } from './session-question.ts';
import { type TabSort, Tabs } from './tabs.ts';
import { createUndoStore, type UndoStore } from './undo-store.ts';
import { createWorkspaceStore, otherSide, type Side, type WorkspaceStore } from './workspace-store.ts';

/** The stores and what happens between them. No store knows another; this is where they meet. */
export class Services {
  readonly client: Client;
  readonly app: AppStore;
  readonly settings: SettingsStore;
  readonly workspace: WorkspaceStore = createWorkspaceStore();
  readonly dialogs: DialogsStore = createDialogsStore();
  readonly connections: ConnectionsStore = createConnectionsStore();
  readonly transfers: TransfersStore = createTransfersStore();
  readonly queue: TransferQueue;
  readonly transcript: TranscriptStore = createTranscriptStore();
  readonly notices: NoticesStore = createNoticesStore();
  readonly undo: UndoStore = createUndoStore();
  readonly clipboard: FileClipboard = new FileClipboard(this);
  readonly monitor: Monitor;
  readonly sites: Sites;
  readonly edits: Edits;
  readonly tabs: Tabs;
  readonly together: Together;
  /** What is being dragged out of one of our grids now: browsers hide the data until the drop. */
  dragged: DraggedFiles | undefined;
  readonly #transport: WindowTransport;
  readonly #locale: string;
  readonly #dropped: DroppedFiles;
  readonly #links: WaitingLinks;
  readonly #dragOut: DragOut;

  constructor(transport: WindowTransport, locale: string) {
    this.#transport = transport;
    this.#locale = locale;
    this.client = createClient(transport);
    this.app = createAppStore(transport.link);
    const { client } = this;
    const report = this.#report.bind(this);
    this.settings = createSettingsStore(client, (error) => report('error.settings', error));
    this.monitor = new Monitor({ client, report });
    const onFailure = (error: unknown) => report('error.transfers', error);
    this.queue = new TransferQueue({ client, store: this.transfers, onFailure });
    const platform = () => this.app.getState().info?.platform ?? 'linux';
    this.sites = new Sites({ client, platform, report, errorDataOf });
    const createPane = this.#createPane.bind(this);
    this.tabs = new Tabs({ workspace: this.workspace, connections: this.connections, createPane });
    this.together = new Together({
      client,
      workspace: this.workspace,
      notices: this.notices,
      paneOf: (tab) => this.tabs.panes.get(tab),
    });
    this.edits = new Edits({ client, notices: this.notices, report });
    this.#dropped = new DroppedFiles(this.client);
    this.#links = new WaitingLinks(this.client, this.dialogs, (error) => this.#report('error.link', error));
    this.#dragOut = new DragOut(this.client, {
      fetching: (count) => this.notices.getState().succeed('notice.dragFetching', { count }),
      ready: (count) => this.notices.getState().succeed('notice.dragReady', { count }),
      failed: (error) => this.#report('error.dragOut', error),
    });
    this.#subscribe();
  }

  /** Asks for the present state of things and opens the first tabs. */
  async start(): Promise<void> {
    const info = await this.client.request('app.info');
    this.app.getState().setInfo(info);
    this.settings.getState().restore(await this.client.request('settings.get'));
    await this.#resnapshot();
    const open = [...this.connections.getState().byId.values()];
    const workspace = this.settings.getState().restoreTabs ? await this.client.request('workspace.get') : undefined;
    if (!restoreTabs(this, workspace)) this.openTab('left', LOCAL, info.localHome);
    for (const { id, home } of open) if (this.tabs.showing(id).length === 0) this.openTab('right', id, home);
    keepTabs(this, (error) => this.#report('error.settings', error));
    if (info.host !== 'desktop') return;
    // A page that was lost may have had one.
    this.#ask(this.client.request('desktop.unsavedText', {}), 'error.start');
    await this.#links.listen();
    this.client.on('desktop.sessionQuestionWaiting', () => this.#ask(takeSessionQuestion(this), 'error.watch'));
    this.#ask(takeSessionQuestion(this), 'error.watch');
  }

  /** The store behind a tab. */
  pane(tabId: string): PaneStore {
    const pane = this.tabs.panes.get(tabId);
    if (!pane) throw new Error(`There is no tab ${tabId}.`);
    return pane;
  }

  /** The pane that a side shows now. */
  activePane(side: Side): PaneStore | undefined {
    const { active } = this.workspace.getState().panes[side];
    return active === undefined ? undefined : this.tabs.panes.get(active);
  }

  activeTab(side: Side): string | undefined {
    return this.workspace.getState().panes[side].active;
  }

  /** Opens a folder in a tab of its own; its rows stand as those of the tab that was in front, unless said otherwise. */
  openTab(side: Side, fs: FileSystemId, path: RemotePath, sort = this.activePane(side)?.getState().sort): string {
    return this.tabs.open(side, fs, path, sort);
  }

  openLocalTab(side: Side): void {
    this.openTab(side, LOCAL, this.app.getState().info?.localHome ?? ROOT);
    this.workspace.getState().activate(side);
  }

  /** Shows a connection that was just opened. */
  openConnected(side: Side, connection: ConnectionInfo): void {
    this.connections.getState().add(connection);
    this.openTab(side, connection.id, connection.home);
    this.workspace.getState().showPage('files');
    this.workspace.getState().activate(side);
  }

  /** Opens a saved site: what stands in the way is asked, what fails is said. */
  openSite(siteId: string, side: Side = 'right'): void {
    this.dialogs.getState().show({ kind: 'open-site', siteId, side });
  }

  /** Opens a server that is not saved. */
  connectTo(target: ConnectionTarget, side: Side = 'right'): void {
    this.dialogs.getState().show({ kind: 'connect', target, side, start: target.user === '' ? 'later' : 'now' });
  }

  /** Shows a saved site in the editor. */
  editSite(siteId: string): void {
    this.workspace.getState().showPage('sites');
    this.sites.reveal(siteId);
  }

  /** Shows a local directory beside a site: in the tab of the other side where that is a local one, else in a new one. */
  showLocal(besides: Side, path: RemotePath): void {
    const side = otherSide[besides];
    const pane = this.activePane(side)?.getState();
    if (pane?.fs === LOCAL) pane.open(path);
    else this.openTab(side, LOCAL, path);
  }

  /** Closing the last tab of a connection ends the connection; where files travel on it the user is asked first. */
  closeTab(id: string): void {
    const fs = this.tabs.panes.get(id)?.getState().fs;
    if (fs === undefined) return;
    if (fs === LOCAL || this.tabs.showing(fs).length > 1) this.tabs.close(id);
    else this.disconnect(fs);
  }

  /** Closes a connection with all its tabs; where files travel on it the user is asked first. */
  disconnect(fs: FileSystemId): void {
    this.#ask(this.#disconnectUnlessBusy(fs), 'error.disconnect');
  }

  disconnectAtOnce(fs: FileSystemId): void {
    for (const id of this.tabs.showing(fs)) this.tabs.close(id);
    this.connections.getState().forget(fs);
    this.#ask(this.client.request('connections.close', { id: fs }), 'error.disconnect');
  }

  /** Opens a lost connection again; its tabs then read their folders again. */
  async reconnect(fs: FileSystemId): Promise<void> {
    const lost = this.connections.getState().byId.get(fs);
    if (!lost) return;
    const known = await this.client.request('connections.list');
    if (known.some(({ id }) => id === fs)) {
      await this.client.request('connections.reconnect', { id: fs });
      this.#readAgain(fs);
      return;
    }
    const { siteId, target } = lost;
    const opening =
      siteId === undefined ? openConnection(this.client, target, undefined) : openSite(this.client, siteId);
    // The same server has the same id again: its tabs are there still.
    this.connections.getState().add(await opening.done);
    this.#readAgain(fs);
  }

  /** Copies entries of one directory to another place. @returns whether they are in the queue; where not, the window has said so. */
  async transfer(sources: readonly Source[], targetDirectory: Place, options?: EnqueueOptions): Promise<boolean> {
    if (sources.length === 0) return false;
    this.workspace.getState().setDockTab('transfers');
    try {
      const wanted = { sources: [...sources], targetDirectory, ...(options && { options }) };
      await this.client.request('transfers.enqueue', wanted);
      const values = { count: sources.length, directory: targetDirectory.path };
      if (areApart(sources)) this.notices.getState().succeed('found.sideBySide', values);
      return true;
    } catch (error) {
      this.#report('error.transfer', error);
      return false;
    }
  }

  /** Copies what a side has chosen to the directory that the other side shows. */
  transferAcross(from: Side, names: readonly string[]): void {
    const target = this.activePane(otherSide[from])?.getState();
    if (target) void this.transfer(this.sourcesOn(from, names), { fs: target.fs, path: target.path });
  }

  /** What a side has chosen, as it can be copied. */
  sourcesOn(side: Side, names: readonly string[]): Source[] {
    const pane = this.activePane(side)?.getState();
    return pane ? sourcesNamed(pane, names) : [];
  }

  /** Asks for a filter first. */
  transferFiltered(from: Side, names: readonly string[]): void {
    const target = this.activePane(otherSide[from])?.getState();
    if (!target) return;
    const targetDirectory = { fs: target.fs, path: target.path };
    this.dialogs.getState().show({ kind: 'filtered-copy', sources: this.sourcesOn(from, names), targetDirectory });
  }

  /** Files and folders dropped from the system: by path where the host knows it, else read from this page. */
  async receiveDrop(dropped: SystemDrop, targetDirectory: Place): Promise<void> {
    if (this.knowsDroppedPaths) {
      const places = this.#placesOf(dropped.files);
      // Our own rows come back this way when the system carries them; where they are already is nothing to do.
      await this.transfer(
        places.filter((place) => !isIn(place, targetDirectory)),
        targetDirectory,
      );
      return;
    }
    try {
      const drop = await this.#dropped.announce(dropped);
      const sources = drop?.names.map((name) => ({ fs: drop.fs, path: `/${name}` })) ?? [];
      await this.transfer(sources, targetDirectory);
    } catch (error) {
      this.#report('error.drop', error);
    }
  }

  /** Whether this host knows where dropped files are on this machine; a browser tab does not. */
  get knowsDroppedPaths(): boolean {
    return this.#transport.pathForFile !== undefined;
  }

  /** The folders among what was dropped from the system; none where the host does not know where they are. */
  droppedFolders({ files, entries }: SystemDrop): Place[] {
    return this.#placesOf(files.filter((_file, index) => entries[index]?.isDirectory));
  }

  #placesOf(files: readonly File[]): Place[] {
    const { pathForFile } = this.#transport;
    const platform = this.app.getState().info?.platform ?? 'linux';
    if (!pathForFile) return [];
    const paths = files.map((file) => pathFromNative(pathForFile(file), platform));
    return paths.filter((path) => path !== undefined).map((path) => this.#dragOut.originOf(path));
  }

  /** Gives a drag of rows to the system, where it can take them. @returns whether it does. */
  dragOut(dragged: DraggedFiles): boolean {
    return this.app.getState().info?.host === 'desktop' && this.#dragOut.begin(dragged);
  }

  /** Rows that were dragged to where only the system could take them: brings them here, for the next drag. */
  fetchForDragOut(dragged: DraggedFiles): void {
    if (this.app.getState().info?.host !== 'desktop') return;
    this.workspace.getState().setDockTab('transfers');
    void this.#dragOut.fetch(dragged);
  }

  /** Shows what the user has done in a tab, which may be gone by now. */
  refreshTab(tabId: string): void {
    this.tabs.panes.get(tabId)?.getState().refreshQuietly('at once');
  }

  changeTransferSettings(settings: TransferSettings): void {
    this.#ask(this.queue.setSettings(settings), 'error.transferSettings');
  }

  /** Whether a place can be shown in a pane: it is here, or its server is connected. */
  canShow({ fs }: Place): boolean {
    return fs === LOCAL || this.connections.getState().byId.has(fs);
  }

  clearTranscript(): void {
    this.transcript.getState().restore([]);
    this.#ask(this.client.request('transcript.clear'), 'error.log');
  }

  #createPane(fs: FileSystemId, path: RemotePath, sort: TabSort | undefined): PaneStore {
    const { showHidden, foldersFirst } = this.settings.getState();
    const { column = 'name', direction = 'ascending' } = sort ?? {};
    const view = { showHidden, sort: { column, direction, foldersFirst } };
    return createPaneStore({ client: this.client, fs, path, locale: this.#locale, view });
  }

  async #disconnectUnlessBusy(fs: FileSystemId): Promise<void> {
    const { count } = await this.client.request('transfers.countOn', { fs });
    if (count === 0) this.disconnectAtOnce(fs);
    else this.dialogs.getState().show({ kind: 'close-connection', fs, transfers: count });
  }

  /** A request whose only news would be a failure. */
  #ask(request: Promise<unknown>, message: MessageId): void {
    request.catch((error: unknown) => this.#report(message, error));
  }

  #report(message: MessageId, error: unknown, values: MessageValues = {}): void {
    this.notices.getState().fail(message, errorDataOf(error), values);
  }

  #subscribe(): void {
    const { client } = this;
    client.on('connections.changed', ({ connections }) => this.#setConnections(connections));
    client.on('settings.changed', (settings) => this.settings.getState().restore(settings));
    client.on('prompts.changed', ({ prompts }) => this.connections.getState().setPrompts(prompts));
    client.on('transcript.lines', ({ lines }) => this.transcript.getState().append(lines));
    client.on('files.changed', ({ fs, directory }) => {
      for (const pane of this.tabs.panes.values()) {
        const state = pane.getState();
        if (state.fs === fs) state.noteChange(directory);
        if (shows(state, fs, directory)) state.refreshQuietly();
      }
    });
    this.#transport.onLink((link) => {
      const before = this.app.getState().link;
      this.app.getState().setLink(link);
      if (link === 'up' && before === 'down') this.#ask(this.#resnapshot(), 'error.start');
    });
  }

  /** Where a line is back, what it showed is read again. */
  #setConnections(connections: readonly ConnectionInfo[]): void {
    const before = this.connections.getState().byId;
    this.connections.getState().setConnections(connections);
    for (const { id, state } of connections) {
      const isBack = state === 'open' && (before.get(id)?.state ?? 'open') !== 'open';
      if (isBack) this.#readAgain(id);
    }
  }

  /** @param fs Absent: all of them, where it was the line to Portside itself. */
  #readAgain(fs?: FileSystemId): void {
    for (const pane of this.tabs.panes.values()) {
      const { fs: shown, status, refresh, refreshQuietly } = pane.getState();
      // What changed while there was no line was told to nobody.
      if (fs === undefined || shown === fs) (status === 'failed' ? refresh : refreshQuietly)();
    }
  }

  async #resnapshot(): Promise<void> {
    const { client } = this;
    const [connections, prompts, lines] = await Promise.all([
      client.request('connections.list'),
      client.request('prompts.list'),
      client.request('transcript.snapshot'),
      this.monitor.resnapshot(),
      this.queue.restore(),
      this.sites.resnapshot(),
      this.edits.resnapshot(),
    ]);
    this.connections.getState().setConnections(connections);
    this.connections.getState().setPrompts(prompts);
    this.transcript.getState().restore(lines);
    this.#readAgain();
  }
}
