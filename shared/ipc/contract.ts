import { z } from 'zod';
import { Checksum, ChecksumAlgorithm } from '../model/checksum.ts';
import { Ability, ConnectionInfo, ConnectionTarget, FileSystemId, Place } from '../model/connection.ts';
import { DeepLink, SessionQuestion, WindowCommand } from '../model/desktop.ts';
import {
  EditedText,
  EditorProgram,
  ExternalAnswer,
  ExternalEdit,
  FileLook,
  FileVersion,
  KeptVersion,
  LARGEST_TEXT,
  LineEnds,
  SaveResult,
  TextEncoding,
} from '../model/edit.ts';
import { Entry } from '../model/entry.ts';
import { FileSearch, FoundFile, NamePattern } from '../model/file-search.ts';
import {
  Alert,
  DisconnectRequest,
  DisconnectResult,
  LogLine,
  ServerKind,
  ServerSession,
  SessionsDelta,
  Watch,
  WatchPlace,
  WatchSettings,
} from '../model/monitor.ts';
import { Prompt, PromptAnswer } from '../model/prompt.ts';
import { EntryName, RemotePath } from '../model/remote-path.ts';
import { Settings, Workspace } from '../model/settings.ts';
import { MasterPassword, Site, SiteBook, SiteDraft, SiteFolder, SiteId, VaultStatus } from '../model/site.ts';
import { TranscriptLine } from '../model/transcript.ts';
import {
  Conflict,
  ConflictAnswer,
  EnqueueOptions,
  QueueState,
  TransferDelta,
  TransferItem,
  TransferPriority,
  TransferRow,
  TransferRun,
  TransferSelection,
  TransferSettings,
  TransferTotals,
  TransferView,
} from '../model/transfer.ts';
import {
  defineContract,
  type EventName as EventNameOf,
  type EventPayload as EventPayloadOf,
  type ParsedInput as ParsedInputOf,
  type RequestInput as RequestInputOf,
  type RequestName as RequestNameOf,
  type RequestOutput as RequestOutputOf,
  request,
} from './define.ts';

/** Chosen by the caller, so that it can cancel before the answer: `operations.cancel`. */
const OperationId = z.string().min(1).max(100);
const Nothing = z.void();
const TransferId = z.string().min(1).max(20);
const MANY_PATHS = 100_000;
const MANY_SESSIONS = 10_000;
const MANY_SITES = 10_000;

/** A file or folder dropped onto a window that has no path to it (a browser tab): the page keeps the bytes. */
const DroppedFile = z.object({
  /** Relative, `/` between the parts: `photos/2024/a.jpg`. */
  path: z.string().min(1).max(32_768),
  type: z.enum(['file', 'directory']),
  size: z.number().int().nonnegative(),
  modifiedAt: z.number(),
});
export type DroppedFile = z.infer<typeof DroppedFile>;

const TreeCount = z.object({ files: z.number(), directories: z.number(), bytes: z.number() });
export type TreeCount = z.infer<typeof TreeCount>;

/** Permission bits, 0 to 0o7777. */
/** A user or group: a name as POSIX has them, or a number of 32 bits. */
const OwnerName = z.string().regex(/^(?:\d{1,10}|[^\s:/\p{Cc}]{1,100})$/u);

const PermissionChange = z.object({
  set: z.number().int().min(0).max(0o7777),
  clear: z.number().int().min(0).max(0o7777),
});

/** The single list of what a window may ask of the main process and what it is told. */
export const contract = defineContract({
  requests: {
    'app.info': request(
      Nothing,
      z.object({
        name: z.string(),
        version: z.string(),
        host: z.enum(['desktop', 'loopback']),
        platform: z.enum(['windows', 'macos', 'linux']),
        localHome: RemotePath,
        /** What can be done on this machine's disk. */
        localAbilities: z.array(Ability),
        /** Present where `--demo` started the embedded server. */
        demo: z.object({ targets: z.array(ConnectionTarget) }).optional(),
      }),
    ),

    'connections.open': request(
      z.object({
        operationId: OperationId,
        target: ConnectionTarget,
        password: z.string().max(4096).optional(),
      }),
      ConnectionInfo,
    ),
    /** Opens a saved site; its secrets come from the vault, or are asked for. */
    'connections.openSite': request(z.object({ operationId: OperationId, siteId: SiteId }), ConnectionInfo),
    /** Connects, looks around and hangs up: what the site editor's “Test connection” shows. Nothing is saved. */
    'connections.test': request(
      z.object({
        operationId: OperationId,
        target: ConnectionTarget,
        password: z.string().max(4096).optional(),
        /** A saved site whose secrets stand in for what was not typed. */
        siteId: SiteId.optional(),
      }),
      ConnectionInfo.pick({ home: true, security: true, abilities: true }),
    ),
    /** Tries now to reach a server whose line was lost; fails with what opening a session fails with. */
    'connections.reconnect': request(z.object({ id: FileSystemId }), Nothing),
    /** Makes no further attempt by itself to bring a lost line back. */
    'connections.stopReconnecting': request(z.object({ id: FileSystemId }), Nothing),
    'connections.close': request(z.object({ id: FileSystemId }), Nothing),
    'connections.list': request(Nothing, z.array(ConnectionInfo)),
    /** Starts the embedded demo server if need be and connects to it; its key and password are known. */
    'connections.openDemo': request(
      z.object({ operationId: OperationId, protocol: z.enum(['sftp', 'ftp']) }),
      ConnectionInfo,
    ),

    'sites.list': request(Nothing, SiteBook),
    /** Saves a new site or changes one. `password`: a string is put into the vault, `null` takes out what is there, absent leaves it. */
    'sites.save': request(z.object({ draft: SiteDraft, password: z.string().max(4096).nullable().optional() }), Site),
    'sites.saveFolder': request(SiteFolder.partial({ id: true }), SiteFolder),
    /** Removes sites with their secrets, and folders with everything in them. */
    'sites.remove': request(z.object({ ids: z.array(SiteId).min(1).max(MANY_SITES) }), Nothing),
    /** Puts sites and folders into a folder (absent: the top), ahead of the one named by `before`, else at the end. */
    'sites.move': request(
      z.object({
        ids: z.array(SiteId).min(1).max(MANY_SITES),
        folderId: SiteId.optional(),
        before: SiteId.optional(),
      }),
      Nothing,
    ),
    /** A copy beside the original, its secret included. */
    'sites.duplicate': request(z.object({ id: SiteId }), Site),
    'sites.forgetRecent': request(Nothing, Nothing),

    'vault.status': request(Nothing, VaultStatus),
    /** Chooses the first master password. */
    'vault.setUp': request(z.object({ masterPassword: MasterPassword }), Nothing),
    'vault.unlock': request(z.object({ masterPassword: z.string().max(1024) }), Nothing),
    'vault.lock': request(Nothing, Nothing),
    'vault.changePassword': request(z.object({ current: z.string().max(1024), next: MasterPassword }), Nothing),
    'vault.setAutoLock': request(VaultStatus.pick({ autoLockMinutes: true }), Nothing),
    /** The way out of a forgotten master password: every stored secret is thrown away. */
    'vault.reset': request(Nothing, Nothing),

    'prompts.list': request(Nothing, z.array(Prompt)),
    'prompts.answer': request(z.object({ id: z.string(), answer: PromptAnswer }), Nothing),

    /** Rows arrive as `files.page` events while this runs; it answers when the listing is complete. */
    'files.list': request(
      z.object({ operationId: OperationId, place: Place }),
      z.object({
        count: z.number(),
        /** Lines of the server's listing that were not understood. */
        unparsed: z.array(z.string()),
      }),
    ),
    'files.stat': request(z.object({ place: Place }), Entry),
    'files.makeDirectory': request(z.object({ parent: Place, name: EntryName }), Nothing),
    /** Cancellable where it has an id; whether the server renames it all the same, nobody knows then. */
    'files.rename': request(z.object({ operationId: OperationId.optional(), place: Place, name: EntryName }), Nothing),
    /** To another folder of the same file system, at once. Stops at the first that cannot be moved. Cancellable as `files.rename`. */
    'files.move': request(
      z.object({
        operationId: OperationId.optional(),
        places: z.array(Place).min(1).max(MANY_PATHS),
        targetDirectory: Place,
      }),
      z.object({ moved: z.array(Place) }),
    ),
    /** Looks through everything below a place; matches arrive as `files.found` events. Progress counts folders. Cancellable. */
    'files.search': request(
      z.object({ operationId: OperationId, place: Place, search: FileSearch }),
      z.object({ found: z.number(), folders: z.number(), /** Folders that may not be read. */ passedOver: z.number() }),
    ),
    /** Counts what stands at and below places; cancellable. Progress counts bytes. What may not be read ends it, or is passed over and told. */
    'files.measure': request(
      z.object({
        operationId: OperationId,
        places: z.array(Place).min(1).max(MANY_PATHS),
        unreadable: z.enum(['refuse', 'pass-over']).default('refuse'),
      }),
      TreeCount.extend({ passedOver: z.number() }),
    ),
    /** Removes files and whole directories, never following links. Progress: `operations.progress`. */
    'files.remove': request(
      z.object({ operationId: OperationId, places: z.array(Place).min(1).max(MANY_PATHS) }),
      TreeCount,
    ),

    /** Sets permission bits of files and folders, those below them too where `below` says so. Links are left alone. */
    'files.setPermissions': request(
      z.object({
        operationId: OperationId,
        places: z.array(Place).min(1).max(MANY_PATHS),
        /** Bits to set and to clear, so that a mixed selection keeps what is not touched: `0o644` is set 0o644, clear 0o7133. */
        files: PermissionChange.optional(),
        directories: PermissionChange.optional(),
        below: z.boolean(),
      }),
      TreeCount,
    ),
    'files.setModifiedTime': request(z.object({ place: Place, modifiedAt: z.number() }), Nothing),
    /** Names, where the server shows its lists of them, or numbers; what is absent stays as it is. Links are left alone. */
    'files.setOwner': request(
      z.object({
        operationId: OperationId,
        places: z.array(Place).min(1).max(MANY_PATHS),
        user: OwnerName.optional(),
        group: OwnerName.optional(),
        below: z.boolean(),
      }),
      TreeCount,
    ),
    /** `target` is written into the link as it is. */
    'files.createSymlink': request(
      z.object({ parent: Place, name: EntryName, target: z.string().min(1).max(4096) }),
      Nothing,
    ),
    'files.createHardLink': request(z.object({ place: Place, name: EntryName }), Nothing),
    /** A new, empty file; `exists` where the name is taken. */
    'files.createFile': request(z.object({ parent: Place, name: EntryName }), Nothing),
    /**
     * Copies beside their originals. `made` are those that the server made by itself; folders, and what it cannot copy, travel through
     * this computer: `transfers` are their ids in the queue.
     */
    'files.duplicate': request(
      z.object({
        operationId: OperationId,
        copies: z
          .array(z.object({ place: Place, kind: z.enum(['file', 'folder']).optional(), name: EntryName }))
          .min(1)
          .max(MANY_PATHS),
      }),
      z.object({ made: z.array(Place), transfers: z.array(z.string()) }),
    ),
    /**
     * Answers when these transfers of a `files.duplicate` have ended, with the copies that they made, and of how many files and folders
     * each consists. Fails where one of them failed or was cancelled. Cancellable.
     */
    'files.duplicated': request(
      z.object({ operationId: OperationId, transfers: z.array(TransferId).min(1).max(MANY_PATHS) }),
      z.object({ copies: z.array(z.object({ place: Place, items: z.number() })) }),
    ),
    /** By the server where it can, else by reading the file. */
    'files.checksum': request(
      z.object({ operationId: OperationId, place: Place, algorithm: ChecksumAlgorithm }),
      Checksum.extend({ by: z.enum(['server', 'portside']) }),
    ),
    /** Bytes. */
    'files.freeSpace': request(
      z.object({ place: Place }),
      z.object({ free: z.number(), total: z.number().optional() }),
    ),
    /** Moves local files and folders to the system's trash. */
    'files.trash': request(
      z.object({ operationId: OperationId, places: z.array(Place).min(1).max(MANY_PATHS) }),
      TreeCount,
    ),
    /**
     * Puts back what a `files.trash` with this operation's id took, also where it failed half-way. Stops at the first that cannot go
     * back; what is left can be tried again.
     */
    'files.restore': request(z.object({ operationId: OperationId }), z.object({ restored: z.number() })),
    /** One FTP command line, as the user typed it; answers the lines of the reply. */
    'connections.command': request(
      z.object({
        operationId: OperationId,
        id: FileSystemId,
        line: z
          .string()
          .min(1)
          .max(4096)
          .regex(/^\P{Cc}*$/u),
      }),
      z.object({ reply: z.array(z.string()) }),
    ),

    /**
     * Reads a file as text. `encoding`: as the user says it is written; absent: found out, and where the bytes do not tell it is taken
     * for what is `likely`, as it was before for example. Refuses what is no text.
     */
    'edit.read': request(
      z.object({
        operationId: OperationId,
        place: Place,
        encoding: TextEncoding.optional(),
        likely: TextEncoding.optional(),
      }),
      EditedText.extend({ version: FileVersion }),
    ),
    /**
     * Puts a text in place of a file, whole or not at all; what was there is kept as an earlier version. `expected`: the state that
     * was read, absent for a new file. Where another is there nothing is written, unless `onChange` says so.
     */
    'edit.save': request(
      z.object({
        operationId: OperationId,
        place: Place,
        text: z.string().max(LARGEST_TEXT),
        encoding: TextEncoding,
        lineEnds: LineEnds,
        expected: FileVersion.optional(),
        onChange: z.enum(['ask', 'overwrite']),
      }),
      SaveResult,
    ),
    /** What saves have replaced, newest first. */
    'edit.versions': request(z.object({ place: Place }), z.array(KeptVersion)),
    /** `likely` as for `edit.read`. */
    'edit.readVersion': request(
      z.object({ place: Place, id: KeptVersion.shape.id, likely: TextEncoding.optional() }),
      EditedText,
    ),
    /** Opens a file in the user's own editor; one of a server as a copy whose every save is uploaded. */
    'edit.openExternal': request(z.object({ operationId: OperationId, place: Place }), ExternalEdit.optional()),
    'edit.externals': request(Nothing, z.array(ExternalEdit)),
    /** Opens the copy in the editor once more. */
    'edit.reopenExternal': request(z.object({ id: z.string().max(100) }), Nothing),
    /** Uploads what was saved and did not arrive. */
    'edit.retryExternal': request(z.object({ id: z.string().max(100) }), Nothing),
    'edit.answerExternal': request(z.object({ id: z.string().max(100), answer: ExternalAnswer }), Nothing),
    /** Ends the watching and removes the copy; one that was not uploaded only where `unsent` says so. */
    'edit.closeExternal': request(
      z.object({ id: z.string().max(100), unsent: z.enum(['keep', 'discard']) }),
      z.object({ result: z.enum(['closed', 'unsent']) }),
    ),
    'edit.editor': request(Nothing, EditorProgram),
    /** Asks, by the system's own dialog, for the program to edit with; the window never names one. */
    'edit.chooseEditor': request(Nothing, EditorProgram),
    /** What quick look shows of a file. */
    'edit.look': request(
      z.object({ operationId: OperationId, place: Place }),
      z.object({ entry: Entry, look: FileLook.optional() }),
    ),

    'operations.cancel': request(z.object({ operationId: OperationId }), Nothing),

    /** Announces files that the page holds; answers the file system id to use as a transfer's source. */
    'drops.announce': request(
      z.object({ files: z.array(DroppedFile).min(1).max(MANY_PATHS) }),
      z.object({ fs: FileSystemId }),
    ),

    /** Answers when the queue is on the disk: from then on nothing of it is lost. `kind` and `size`, where they are known, save a look. */
    'transfers.enqueue': request(
      z.object({
        sources: z
          .array(
            Place.extend({
              kind: z.enum(['file', 'folder']).optional(),
              size: z.number().int().nonnegative().optional(),
            }),
          )
          .min(1)
          .max(MANY_PATHS),
        targetDirectory: Place,
        options: EnqueueOptions.default({}),
      }),
      z.object({ ids: z.array(z.string()) }),
    ),
    /** The queue as a whole, with the first rows of its tree. */
    'transfers.snapshot': request(
      Nothing,
      z.object({
        items: z.array(TransferItem),
        totals: TransferTotals,
        run: TransferRun,
        queue: QueueState,
        revision: z.number(),
        conflicts: z.array(Conflict),
        /** Questions altogether; `conflicts` has the oldest of them. */
        waiting: z.number(),
      }),
    ),
    /**
     * A part of one of the dock's lists. In the tree the content of `expanded` folders stands under them; what is `named` so stands
     * apart from its folders.
     */
    'transfers.rows': request(
      z.object({
        view: TransferView,
        named: NamePattern.optional(),
        expanded: z.array(TransferId).max(1_000).default([]),
        offset: z.number().int().nonnegative(),
        limit: z.number().int().min(1).max(500),
      }),
      z.object({
        rows: z.array(TransferRow),
        count: z.number(),
        /** What the servers of these rows are called, closed ones too. */
        labels: z.record(FileSystemId, z.string()),
        revision: z.number(),
      }),
    ),
    /** How many transfers have not ended that need this file system. */
    'transfers.countOn': request(z.object({ fs: FileSystemId }), z.object({ count: z.number() })),
    'transfers.cancel': request(z.object({ selection: TransferSelection }), Nothing),
    /** What runs stops where it is, to go on from there. */
    'transfers.pause': request(z.object({ selection: TransferSelection }), Nothing),
    'transfers.resume': request(z.object({ selection: TransferSelection }), Nothing),
    /** Goes on with what an earlier run of Portside left; connections are opened as they are needed. */
    'transfers.resumeWaiting': request(Nothing, Nothing),
    /** Holds the queue as a whole, or lets it go on. */
    'transfers.pauseAll': request(z.object({ paused: z.boolean() }), Nothing),
    'transfers.retry': request(z.object({ selection: TransferSelection }), Nothing),
    /** What has ended is done again, as transfers of their own. */
    'transfers.runAgain': request(z.object({ selection: TransferSelection }), z.object({ ids: z.array(TransferId) })),
    /** `before`: ahead of that item. Priorities stay as they are, but there. */
    'transfers.move': request(
      z.object({
        ids: z.array(TransferId).min(1).max(MANY_PATHS),
        to: z.union([z.enum(['top', 'up', 'down', 'bottom']), z.object({ before: TransferId })]),
      }),
      Nothing,
    ),
    'transfers.prioritise': request(z.object({ selection: TransferSelection, priority: TransferPriority }), Nothing),
    'transfers.answer': request(z.object({ transferId: TransferId, answer: ConflictAnswer }), Nothing),
    /** Takes what has ended off the list; what has not stays. */
    'transfers.remove': request(z.object({ selection: TransferSelection }), Nothing),
    'transfers.settings.get': request(Nothing, TransferSettings),
    'transfers.settings.set': request(TransferSettings.strict(), TransferSettings),

    /**
     * Begins to watch: one watch for every server found in that place, or the one that was chosen by hand. Watching goes on when the
     * window is closed. Cancellable.
     */
    'monitor.watch.add': request(
      z.object({
        operationId: OperationId,
        place: WatchPlace,
        source: z.union([z.literal('auto'), ServerKind]).default('auto'),
        settings: WatchSettings.default({}),
      }),
      z.array(Watch),
    ),
    'monitor.watch.remove': request(z.object({ watchId: z.string() }), Nothing),
    'monitor.watch.list': request(Nothing, z.array(Watch)),
    /** The rows as they were last read; from then on `monitor.delta`. */
    'monitor.snapshot': request(
      z.object({ watchId: z.string() }),
      z.object({ watch: Watch, sessions: z.array(ServerSession) }),
    ),
    /** Reads now, and answers when that is done, also where it failed: see `state` and `error`. */
    'monitor.reload': request(z.object({ watchId: z.string() }), Watch),
    /**
     * Ends sessions that are still what the user was shown, and answers what became of each, in their order. `force` is for those
     * that answered `still-there`.
     */
    'monitor.disconnect': request(
      z.object({
        watchId: z.string(),
        sessions: z.array(DisconnectRequest).min(1).max(MANY_SESSIONS),
        force: z.boolean().default(false),
      }),
      z.array(DisconnectResult),
    ),
    /** The newest lines of the server's log; further ones as `monitor.log` events. */
    'monitor.log': request(z.object({ watchId: z.string() }), z.array(LogLine)),
    /** Newest first. */
    'monitor.alerts.list': request(Nothing, z.array(Alert)),
    /** What the alert is about is in order and raises none again. */
    'monitor.alerts.knownGood': request(z.object({ alertId: z.string() }), Nothing),
    /** Takes it off the list; the next occasion raises it anew. */
    'monitor.alerts.dismiss': request(z.object({ alertId: z.string() }), Nothing),
    /** Alerts until then (ms since 1970; 0 ends the pause) are listed with `notify: false`: of one server, or of all. */
    'monitor.alerts.snooze': request(
      z.object({ until: z.number().int().nonnegative(), watchId: z.string().optional() }),
      Nothing,
    ),

    'settings.get': request(Nothing, Settings),
    /** Changes what is named and leaves the rest; answers all of them. */
    'settings.set': request(Settings.partial().strict(), Settings),
    'workspace.get': request(Nothing, Workspace.optional()),
    'workspace.set': request(Workspace, Nothing),

    'transcript.snapshot': request(Nothing, z.array(TranscriptLine)),
    'transcript.clear': request(Nothing, Nothing),

    /**
     * Desktop only, as all of `desktop.`: the link that has waited longest for the user's word, where one waits. Each is
     * handed out once.
     */
    'desktop.takeLink': request(Nothing, DeepLink.optional()),
    /** What the tray wants to be shown of a watched server; handed out once. */
    'desktop.takeSessionQuestion': request(Nothing, SessionQuestion.optional()),
    /** The name of a file whose text in the editor is not saved, so that closing and quitting ask; absent: there is none. */
    'desktop.unsavedText': request(z.strictObject({ name: EntryName.optional() }), Nothing),
    /**
     * Makes places ready to be dragged out of the window: what is not on this machine is downloaded, as transfers like
     * any other, to a folder of its own first. Answers when all of it has arrived; cancellable.
     */
    'desktop.prepareDrag': request(
      z.object({ operationId: OperationId, places: z.array(Place).min(1).max(MANY_PATHS) }),
      z.object({
        dragId: z.string(),
        /** Where each of them is on this machine now, in the same order. */
        localPaths: z.array(RemotePath),
      }),
    ),
    /** Hands a prepared drag to the system; for the `dragstart` event, or while the button is still down. */
    'desktop.startDrag': request(z.object({ dragId: z.string() }), Nothing),
  },
  events: {
    'files.page': z.object({ operationId: OperationId, entries: z.array(Entry) }),
    'files.found': z.object({ operationId: OperationId, matches: z.array(FoundFile) }),
    'operations.progress': z.object({ operationId: OperationId, done: z.number(), current: z.string().optional() }),
    /** Something under this directory changed (a transfer ended there, a rename): panes that show it read it again. */
    'files.changed': z.object({ fs: FileSystemId, directory: RemotePath }),
    /** All of them. */
    'edit.externals': z.object({ items: z.array(ExternalEdit) }),
    'connections.changed': z.object({ connections: z.array(ConnectionInfo) }),
    'sites.changed': SiteBook,
    'vault.changed': VaultStatus,
    'settings.changed': Settings,
    'prompts.changed': z.object({ prompts: z.array(Prompt) }),
    'transfers.delta': TransferDelta,
    'transfers.conflicts': z.object({ conflicts: z.array(Conflict), waiting: z.number() }),
    'transfers.settings': TransferSettings,
    'monitor.watches': z.object({ watches: z.array(Watch) }),
    'monitor.delta': SessionsDelta,
    'monitor.log': z.object({ watchId: z.string(), lines: z.array(LogLine) }),
    /** The whole list, newest first. */
    'monitor.alerts': z.object({ alerts: z.array(Alert) }),
    'transcript.lines': z.object({ lines: z.array(TranscriptLine) }),
    /** Desktop only: links wait; take them one by one with `desktop.takeLink`. */
    'desktop.linksWaiting': z.object({ count: z.number() }),
    /** Desktop only: something was chosen in the tray; take it with `desktop.takeSessionQuestion`. */
    'desktop.sessionQuestionWaiting': z.object({}),
    /** Desktop only: chosen from the menu bar. */
    'desktop.command': z.object({ command: WindowCommand }),
    /** Loopback only: the page is asked to send the bytes of a dropped file, from `offset` on, to `/drop/<readId>`. */
    'drops.read': z.object({
      readId: z.string(),
      fs: FileSystemId,
      path: z.string(),
      offset: z.number(),
    }),
  },
});

type Contract = typeof contract;
export type RequestName = RequestNameOf<Contract>;
export type EventName = EventNameOf<Contract>;
export type RequestInput<N extends RequestName> = RequestInputOf<Contract, N>;
export type ParsedInput<N extends RequestName> = ParsedInputOf<Contract, N>;
export type RequestOutput<N extends RequestName> = RequestOutputOf<Contract, N>;
export type EventPayload<N extends EventName> = EventPayloadOf<Contract, N>;
