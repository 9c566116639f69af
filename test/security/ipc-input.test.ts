import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { contract, type RequestInput, type RequestName } from '../../shared/ipc/contract.ts';
import { type Caller, createDispatch, type Handlers } from '../../shared/ipc/dispatch.ts';

const place = { fs: 'local', path: '/a' };
const target = { protocol: 'sftp' as const, host: 'example.org', port: 22, user: 'ann' };

/** A sound input of every request. A new entry of the contract does not compile without its own here. */
const sound: { [N in RequestName]: RequestInput<N> } = {
  'app.info': undefined,
  'connections.open': { operationId: '1', target, password: 'x' },
  'connections.openSite': { operationId: '1', siteId: 'a' },
  'connections.test': { operationId: '1', target, password: 'x', siteId: 'a' },
  'connections.close': { id: 'a' },
  'connections.reconnect': { id: 'a' },
  'connections.stopReconnecting': { id: 'a' },
  'connections.list': undefined,
  'connections.openDemo': { operationId: '1', protocol: 'ftp' },
  'sites.list': undefined,
  'sites.save': { draft: { id: 'a', name: 'Shop', colour: 'teal', target, keeping: 'save' } },
  'sites.saveFolder': { id: 'a', name: 'Customers', parentId: 'b' },
  'sites.remove': { ids: ['a'] },
  'sites.move': { ids: ['a'], folderId: 'b', before: 'c' },
  'sites.duplicate': { id: 'a' },
  'sites.forgetRecent': undefined,
  'vault.status': undefined,
  'vault.setUp': { masterPassword: 'long enough' },
  'vault.unlock': { masterPassword: 'x' },
  'vault.lock': undefined,
  'vault.changePassword': { current: 'x', next: 'long enough' },
  'vault.setAutoLock': { autoLockMinutes: 10 },
  'vault.reset': undefined,
  'prompts.list': undefined,
  'prompts.answer': { id: 'a', answer: { kind: 'trust', remember: true } },
  'files.list': { operationId: '1', place },
  'files.stat': { place },
  'files.makeDirectory': { parent: place, name: 'b' },
  'files.rename': { place, name: 'b' },
  'files.move': { places: [place], targetDirectory: place },
  'files.search': { operationId: '1', place, search: { named: '*.ts', type: 'file', smallest: 1, after: 0 } },
  'desktop.unsavedText': { name: 'a.txt' },
  'files.restore': { operationId: '1' },
  'files.measure': { operationId: '1', places: [place] },
  'files.remove': { operationId: '1', places: [place] },
  'files.setPermissions': { operationId: '1', places: [place], files: { set: 0o644, clear: 0o7133 }, below: true },
  'files.setModifiedTime': { place, modifiedAt: 0 },
  'files.setOwner': { operationId: '1', places: [place], user: '0', group: 'www-data', below: true },
  'files.createSymlink': { parent: place, name: 'b', target: '../c' },
  'files.createHardLink': { place, name: 'b' },
  'files.createFile': { parent: place, name: 'b' },
  'files.duplicate': { operationId: '1', copies: [{ place, kind: 'file', name: 'b' }] },
  'files.duplicated': { operationId: '1', transfers: ['1'] },
  'files.checksum': { operationId: '1', place, algorithm: 'sha-256' },
  'files.freeSpace': { place },
  'files.trash': { operationId: '1', places: [place] },
  'connections.command': { operationId: '1', id: 'a', line: 'SITE HELP' },
  'edit.read': { operationId: '1', place, encoding: 'koi8-r' },
  'edit.save': {
    operationId: '1',
    place,
    text: 'a',
    encoding: 'utf-8',
    lineEnds: 'lf',
    expected: { size: 1, modifiedAt: 0 },
    onChange: 'ask',
  },
  'edit.versions': { place },
  'edit.readVersion': { place, id: '1700000000000-0123456789abcdef' },
  'edit.openExternal': { operationId: '1', place },
  'edit.externals': undefined,
  'edit.reopenExternal': { id: 'a' },
  'edit.retryExternal': { id: 'a' },
  'edit.answerExternal': { id: 'a', answer: 'save-beside' },
  'edit.closeExternal': { id: 'a', unsent: 'keep' },
  'edit.editor': undefined,
  'edit.chooseEditor': undefined,
  'edit.look': { operationId: '1', place },
  'operations.cancel': { operationId: '1' },
  'drops.announce': { files: [{ path: 'a', type: 'file', size: 1, modifiedAt: 0 }] },
  'transfers.enqueue': {
    sources: [{ ...place, kind: 'file', size: 1 }],
    targetDirectory: place,
    options: {
      onConflict: 'newer',
      filter: { include: ['*.txt'], exclude: ['a/'], smallest: 1, largest: 2, modifiedAfter: 0, modifiedBefore: 1 },
      priority: 'high',
      paused: true,
    },
  },
  'transfers.snapshot': undefined,
  'transfers.rows': { view: 'all', named: '*.txt', expanded: ['1'], offset: 0, limit: 100 },
  'transfers.countOn': { fs: 'a' },
  'transfers.cancel': { selection: { of: 'queued', named: 'a' } },
  'transfers.pause': { selection: { ids: ['1'] } },
  'transfers.resume': { selection: { of: 'queued' } },
  'transfers.resumeWaiting': undefined,
  'transfers.pauseAll': { paused: true },
  'transfers.retry': { selection: { of: 'failed' } },
  'transfers.runAgain': { selection: { ids: ['1'] } },
  'transfers.move': { ids: ['1'], to: { before: '2' } },
  'transfers.prioritise': { selection: { ids: ['1'] }, priority: 'low' },
  'transfers.answer': { transferId: '1', answer: { action: 'rename', name: 'b', scope: 'file' } },
  'transfers.remove': { selection: { of: 'finished' } },
  'transfers.settings.get': undefined,
  'transfers.settings.set': {
    parallel: { all: 10, ftp: 8, sftp: 8 },
    limits: { all: 10_000, down: 10_000, up: 10_000 },
    onConflict: 'ask',
    partialNames: true,
    partialPattern: '{name}.part',
    withoutPartialNames: ['a'],
    keepPermissions: false,
    verify: 'size',
    segments: 4,
    filter: { include: ['*'], exclude: ['.git/'] },
  },
  'monitor.watch.add': { operationId: '1', place: { on: 'this-machine' }, source: 'vsftpd' },
  'monitor.watch.remove': { watchId: 'a' },
  'monitor.watch.list': undefined,
  'monitor.snapshot': { watchId: 'a' },
  'monitor.reload': { watchId: 'a' },
  'monitor.disconnect': { watchId: 'a', sessions: [{ identity: '7/8/ann' }] },
  'monitor.log': { watchId: 'a' },
  'monitor.alerts.list': undefined,
  'monitor.alerts.knownGood': { alertId: 'a' },
  'monitor.alerts.dismiss': { alertId: 'a' },
  'monitor.alerts.snooze': { until: 0 },
  'settings.get': undefined,
  'settings.set': { theme: 'dark' },
  'workspace.get': undefined,
  'workspace.set': { left: { tabs: [{ fs: 'local', path: '/a' }], active: 0 }, right: { tabs: [], active: -1 } },
  'transcript.snapshot': undefined,
  'transcript.clear': undefined,
  'desktop.takeLink': undefined,
  'desktop.takeSessionQuestion': undefined,
  'desktop.prepareDrag': { operationId: '1', places: [place] },
  'desktop.startDrag': { dragId: 'a' },
};

const names = Object.keys(contract.requests) as RequestName[];
const caller: Caller = { id: 'window', emit() {} };

/** A dispatch whose handlers note what reaches them. */
function noting() {
  const reached: unknown[] = [];
  const unexpected: unknown[] = [];
  const handlers = new Proxy({}, { get: () => (input: unknown) => void reached.push(input) }) as Handlers;
  return { dispatch: createDispatch(handlers, (_name, error) => unexpected.push(error)), reached, unexpected };
}

const refused = { ok: false, error: { kind: 'invalid-request', retry: 'never' } };

describe.each(names)('the request %s', (name) => {
  it('takes a sound input', async () => {
    const { dispatch, reached } = noting();
    expect(await dispatch(name, sound[name], caller)).toEqual({ ok: true, value: undefined });
    expect(reached).toHaveLength(1);
  });

  it('answers any JSON with a result: what its handler gets has been parsed, the rest is refused', async () => {
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.jsonValue(), soundWithChanges(name)), async (input) => {
        const { dispatch, reached, unexpected } = noting();
        const result = await dispatch(name, input, caller);
        const parsed = contract.requests[name].input.safeParse(input);
        if (parsed.success) {
          expect(result.ok).toBe(true);
          expect(reached).toEqual([parsed.data]);
        } else {
          expect(result).toMatchObject(refused);
          expect(reached).toEqual([]);
        }
        expect(unexpected).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });

  it('refuses every value that is of the wrong kind, and says where', async () => {
    const { dispatch, reached } = noting();
    for (const { input, at } of brokenAtEachLeaf(sound[name])) {
      const result = await dispatch(name, input, caller);
      expect(result, at).toMatchObject(refused);
      if (at !== '') expect(JSON.stringify(result), at).toContain(at.split('.')[0]);
    }
    expect(reached).toEqual([]);
  });

  const hostile = hostileVariants(sound[name], namesOf(name));
  if (hostile.length > 0) {
    it('refuses every path that is not absolute and in normal form, and every name that leads elsewhere', async () => {
      const { dispatch, reached } = noting();
      for (const input of hostile) {
        expect(await dispatch(name, input, caller), JSON.stringify(input)).toMatchObject(refused);
      }
      expect(reached).toEqual([]);
    });
  }
});

describe('a request', () => {
  it('that the contract does not name is refused, whatever it is called', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(fc.string(), fc.constantFrom('__proto__', 'constructor'), fc.jsonValue()),
        async (name) => {
          fc.pre(!names.includes(name as RequestName));
          const { dispatch, reached } = noting();
          expect(await dispatch(name, undefined, caller)).toMatchObject(refused);
          expect(reached).toEqual([]);
        },
      ),
    );
  });

  it('does not carry members through that the contract does not name', async () => {
    const { dispatch, reached } = noting();
    const input = JSON.parse('{"id":"a","extra":1,"__proto__":{"admin":true}}') as unknown;
    expect(await dispatch('connections.close', input, caller)).toMatchObject({ ok: true });
    expect(reached).toEqual([{ id: 'a' }]);
    expect(Reflect.get(reached[0] as object, 'admin')).toBeUndefined();
  });

  it('that would take more places than a person selects is refused', async () => {
    const { dispatch } = noting();
    const sources = Array.from({ length: 100_001 }, () => place);
    expect(await dispatch('transfers.enqueue', { sources, targetDirectory: place }, caller)).toMatchObject(refused);
    expect(await dispatch('transfers.enqueue', { sources: [], targetDirectory: place }, caller)).toMatchObject(refused);
  });

  it('that connects to no host, to no port or with a line break in the user is refused', async () => {
    const { dispatch, reached } = noting();
    const wrong = [
      { host: '' },
      { host: '   ' },
      { host: 'a b' },
      { host: 'a\r\nQUIT' },
      { host: 'user@host' },
      { host: 'a/b' },
      { host: 'a'.repeat(256) },
      { port: 0 },
      { port: 65_536 },
      { port: 1.5 },
      { port: '22' },
      { user: 'ann\r\nDELE x' },
      { user: 'a\0' },
      { user: 'a'.repeat(256) },
      { protocol: 'http' },
      { encryption: 'weak' },
      { initialPath: '../x' },
    ];
    for (const change of wrong) {
      const input = { operationId: '1', target: { ...target, ...change } };
      expect(await dispatch('connections.open', input, caller), JSON.stringify(change)).toMatchObject(refused);
    }
    expect(reached).toEqual([]);
  });
});

/** A sound input with some of its members replaced by any JSON. */
function soundWithChanges(name: RequestName): fc.Arbitrary<unknown> {
  const input: unknown = sound[name];
  if (typeof input !== 'object' || input === null) return fc.constant(input);
  const changed = fc.dictionary(fc.constantFrom(...Object.keys(input), 'extra'), fc.jsonValue(), { maxKeys: 2 });
  return changed.map((changes) => ({ ...input, ...changes }));
}

/** The input once for each of its values, with that value replaced by one of another kind. */
function brokenAtEachLeaf(input: unknown): { input: unknown; at: string }[] {
  const wrong = [null, 0, 'x', [], {}, false].filter((value) => kindOf(value) !== kindOf(input));
  const whole = wrong.map((value) => ({ input: value, at: '' }));
  if (Array.isArray(input)) {
    const [first] = input as unknown[];
    return [...whole, ...brokenAtEachLeaf(first).map((broken) => ({ input: [broken.input], at: `0.${broken.at}` }))];
  }
  if (typeof input !== 'object' || input === null) return whole;
  const inside = Object.entries(input).flatMap(([key, value]) =>
    brokenAtEachLeaf(value).map((broken) => ({ input: { ...input, [key]: broken.input }, at: `${key}.${broken.at}` })),
  );
  return [...whole, ...inside];
}

function kindOf(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
}

const hostilePaths = [
  '',
  'a',
  './a',
  '../a',
  '/a/',
  '/a/..',
  '/a/../b',
  '/./a',
  '//a',
  '/a//b',
  '/a\0b',
  '\\a',
  'C:\\a',
];
const hostileNames = ['', '.', '..', '/', 'a/b', '/a', '../a', 'a\0b', 'a'.repeat(4097)];

/** What a member called `name` is in a request: that of a file, or what the user calls a site. */
function namesOf(request: RequestName): readonly string[] {
  return request.startsWith('sites.') ? ['', '   ', 'a'.repeat(201)] : hostileNames;
}

/** The input once for each hostile path and name in the place of a sound one. */
function hostileVariants(input: unknown, wrongNames: readonly string[]): unknown[] {
  if (input === place) return hostilePaths.map((path) => ({ fs: 'local', path }));
  if (Array.isArray(input)) return hostileVariants(input[0], wrongNames).map((hostile) => [input[0], hostile]);
  if (typeof input !== 'object' || input === null) return [];
  return Object.entries(input).flatMap(([key, value]) => {
    const hostile = key === 'name' ? wrongNames : hostileVariants(value, wrongNames);
    return hostile.map((one) => ({ ...input, [key]: one }));
  });
}
