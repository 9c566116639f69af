import { createPrivateKey, generateKeyPairSync } from 'node:crypto';
import { appendFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { selfSignedCertificate } from '../../electron/demo-server/certificate.ts';
import { startDemoServer } from '../../electron/demo-server/demo-server.ts';
import type { RequestInput } from '../../shared/ipc/contract.ts';
import type { PromptAnswer, PromptQuestion } from '../../shared/model/prompt.ts';
import { describeWithServers } from '../servers/describe-with-servers.ts';
import { startOpenSsh } from '../servers/open-ssh.ts';
import { startVsftpd } from '../servers/vsftpd.ts';
import { findLeaks, formsOf } from './leaks.ts';
import { RecordedPortside } from './recorded-portside.ts';

/** Each can be told from the others, and looks different in every form that is searched for. */
const canary = {
  password: 'Kanari+7/pw=%5f~Zw',
  wrong: 'Kanari+7/no=%6g~Yv',
  once: 'Kanari+7/on=%7h~Xu',
  passphrase: 'Kanari+7/ph=%8i~Wt',
  master: 'Kanari+7/ma=%9j~Vs',
  nextMaster: 'Kanari+7/mn=%1k~Ur',
  malformed: 'Kanari+7/ml=%2l~Tq',
};
const canaries = Object.values(canary);

type Target = RequestInput<'connections.open'>['target'];

interface Place {
  readonly name: string;
  readonly target: Target;
}

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'portside-canary-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const secret = (text: string, save?: boolean): PromptAnswer => ({
  kind: 'secret',
  secret: text,
  ...(save === undefined ? {} : { save }),
});

/** Answers as a user who mistypes first and wants everything saved. The master password, dear to try, is mistyped once. */
function clumsyUser(): (question: PromptQuestion) => PromptAnswer | undefined {
  let hasMistyped = false;
  return (question) => {
    if (question.kind === 'master-password') {
      const answer = secret(hasMistyped ? canary.master : canary.wrong);
      hasMistyped = true;
      return answer;
    }
    if (question.kind !== 'password') return undefined;
    if (question.reason === 'passphrase') return secret(canary.passphrase, true);
    return secret(question.reason === 'first' ? canary.wrong : canary.password, true);
  };
}

/** A certificate whose key a passphrase opens, for FTP over TLS; a server that asks for none does not mind it. */
async function writeClientCertificate(): Promise<{ file: string; keyFile: string }> {
  const { key, certificate } = selfSignedCertificate(Date.now());
  const locked = createPrivateKey(key).export({
    type: 'pkcs8',
    format: 'pem',
    cipher: 'aes-256-cbc',
    passphrase: canary.passphrase,
  });
  const place = { file: join(folder, 'client.crt'), keyFile: join(folder, 'client.key') };
  await Promise.all([writeFile(place.file, certificate), writeFile(place.keyFile, locked)]);
  return place;
}

/** A key that no server knows, so that the password follows. */
async function writeKeyFile(): Promise<string> {
  const { privateKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: canary.passphrase },
  });
  const file = join(folder, 'id_rsa');
  await writeFile(file, privateKey, { mode: 0o600 });
  return file;
}

/** Everything that a user does with secrets on these servers, mistakes included. */
async function useSecrets(portside: RecordedPortside, places: readonly Place[]): Promise<void> {
  let operation = 0;
  const operationId = () => String(++operation);
  const user = clumsyUser();
  portside.answer = user;
  await portside.ask('vault.setUp', { masterPassword: canary.master });
  await mkdir(join(folder, 'down'));

  for (const { name, target } of places) {
    const fileName = `to ${name}.txt`;
    await writeFile(join(folder, fileName), 'hello');
    // Typed at the prompt, wrong first, saved when it was right.
    const site = await portside.ask('sites.save', { draft: { name, target, keeping: 'save' } });
    const { id: fs, home } = await portside.ask('connections.openSite', {
      operationId: operationId(),
      siteId: site.id,
    });
    expect((await portside.ask('sites.list', undefined)).withSecret).toContain(site.id);

    const list = await portside.result('files.list', { operationId: operationId(), place: { fs, path: home } });
    expect(list.ok).toBe(true);
    await portside.result('files.list', { operationId: operationId(), place: { fs, path: '/no/such/folder' } });
    for (const line of ['XYZZY', `XYZZY ${home}`]) {
      await portside.result('connections.command', { operationId: operationId(), id: fs, line });
    }
    await transfer(portside, { fs: 'local', path: join(folder, fileName) }, { fs, path: home }, 'done');
    const uploaded = { fs, path: `${home === '/' ? '' : home}/${fileName}` };
    const here = { fs: 'local', path: join(folder, 'down') };
    await transfer(portside, uploaded, here, 'done');
    await transfer(portside, { fs, path: '/no/such/file' }, here, 'failed');

    // Once more after a restart of the vault, from what was saved.
    await portside.ask('connections.close', { id: fs });
    await portside.ask('vault.lock', undefined);
    expect(await portside.ask('connections.openSite', { operationId: operationId(), siteId: site.id })).toMatchObject({
      id: fs,
      state: 'open',
    });
    await portside.ask('connections.close', { id: fs });

    // The editor: a wrong password, the right one, the saved one; then a copy, and keeping it differently.
    const wrongTry = { operationId: operationId(), target, password: canary.wrong };
    portside.answer = () => undefined;
    expect(await portside.result('connections.test', wrongTry)).toMatchObject({ ok: false });
    portside.answer = user;
    await portside.ask('connections.test', { operationId: operationId(), target, password: canary.password });
    await portside.ask('connections.test', { operationId: operationId(), target, siteId: site.id });
    const copy = await portside.ask('sites.duplicate', { id: site.id });
    const { lastUsedAt: _, ...draft } = copy;
    await portside.ask('sites.save', { draft: { ...draft, keeping: 'session' }, password: canary.once });
    portside.answer = () => undefined;
    expect(
      await portside.result('connections.openSite', { operationId: operationId(), siteId: copy.id }),
    ).toMatchObject({ ok: false });
    portside.answer = user;

    // A quick connect with the password in it.
    const quick = { operationId: operationId(), target, password: canary.password };
    await portside.ask('connections.close', { id: (await portside.ask('connections.open', quick)).id });
  }
  await mistype(portside);
  await portside.ask('vault.changePassword', { current: canary.master, next: canary.nextMaster });
  await portside.ask('transcript.snapshot', undefined);
  await portside.ask('transfers.snapshot', undefined);
  await portside.ask('sites.list', undefined);
}

/** What a window should never send, with secrets in it: what is wrong with it must be said without repeating it. */
async function mistype(portside: RecordedPortside): Promise<void> {
  const long = canary.malformed.repeat(400);
  for (const [name, input] of [
    ['vault.changePassword', { current: canary.wrong, next: canary.nextMaster }],
    ['vault.unlock', { masterPassword: long }],
    ['vault.unlock', { masterPassword: [canary.malformed] }],
    ['vault.setUp', { masterPassword: canary.malformed }],
    ['sites.save', { draft: {}, password: canary.malformed }],
    ['sites.save', { password: { [canary.malformed]: canary.malformed } }],
    ['prompts.answer', { id: 'x', answer: { kind: canary.malformed, secret: canary.malformed } }],
    ['connections.open', { password: long }],
    [canary.malformed, {}],
  ] as const) {
    expect(await portside.result(name, input), name).toMatchObject({ ok: false });
  }
  portside.sendFrame(`{"id": 1, "name": "vault.unlock", "input": "${canary.malformed}`);
  await portside.ask('vault.status', undefined);
}

async function transfer(
  portside: RecordedPortside,
  source: { fs: string; path: string },
  targetDirectory: { fs: string; path: string },
  end: 'done' | 'failed',
): Promise<void> {
  const { ids } = await portside.ask('transfers.enqueue', { sources: [source], targetDirectory });
  await expect
    .poll(async () => {
      const { items } = await portside.ask('transfers.snapshot', undefined);
      return items.find(({ id }) => id === ids[0])?.state;
    })
    .toBe(end);
}

/** Nothing that Portside printed, showed or kept holds a secret: while it runs, and after it has stopped. */
async function expectNoLeaks(portside: RecordedPortside): Promise<void> {
  expect(findLeaks(await portside.evidence(), canaries)).toEqual([]);
  await portside.stop();
  const evidence = await portside.evidence();
  expect(evidence.map(({ where }) => where)).toEqual(expect.arrayContaining(['sites.json', 'secrets.json']));
  expect(findLeaks(evidence, canaries)).toEqual([]);
}

describe('no secret leaves Portside', { timeout: 120_000 }, () => {
  it('by SFTP, FTP over TLS and plain FTP on the demo server', async () => {
    await using server = await startDemoServer({ password: canary.password });
    await using plain = await startDemoServer({ password: canary.password, ftpTls: 'absent', content: 'empty' });
    await using portside = await RecordedPortside.start();
    const { user } = server;
    await useSecrets(portside, [
      { name: 'SFTP', target: { protocol: 'sftp', host: '127.0.0.1', port: server.sftp.port, user } },
      {
        name: 'FTPS',
        target: {
          protocol: 'ftp',
          encryption: 'explicit',
          host: '127.0.0.1',
          port: server.ftp.port,
          user,
          ftp: { clientCertificate: await writeClientCertificate() },
        },
      },
      {
        name: 'FTP',
        target: { protocol: 'ftp', encryption: 'none', host: '127.0.0.1', port: plain.ftp.port, user },
      },
    ]);
    const asked = new Set(
      portside.questions.map((question) => ('reason' in question ? question.reason : question.kind)),
    );
    expect([...asked]).toEqual(
      expect.arrayContaining([
        'first',
        'rejected',
        'passphrase',
        'master-password',
        'host-key',
        'certificate',
        'chosen',
      ]),
    );
    await expectNoLeaks(portside);
  });

  it('where the server repeats what it was told', async () => {
    const echoed: string[] = [];
    await using server = await startDemoServer({
      password: canary.password,
      ftpTls: 'absent',
      faults: {
        command: ({ command, argument }) => {
          if (command !== 'PASS') return 'proceed';
          echoed.push(argument);
          return { refuse: `530 Nobody may log in with "${argument}", not even ${argument}.` };
        },
      },
    });
    await using portside = await RecordedPortside.start();
    const target: Target = {
      protocol: 'ftp',
      encryption: 'none',
      host: '127.0.0.1',
      port: server.ftp.port,
      user: 'demo',
    };
    await portside.ask('vault.setUp', { masterPassword: canary.master });
    portside.answer = clumsyUser();
    const { id: siteId } = await portside.ask('sites.save', {
      draft: { name: 'Echo', target, keeping: 'save' },
      password: canary.once,
    });
    expect(await portside.result('connections.openSite', { operationId: '1', siteId })).toMatchObject({ ok: false });
    expect(await portside.result('connections.test', { operationId: '2', siteId, target })).toMatchObject({
      ok: false,
    });
    await portside.ask('transcript.snapshot', undefined);
    expect(echoed).toEqual(expect.arrayContaining([canary.once, canary.password]));
    await expectNoLeaks(portside);
  });

  it('when it is killed in the middle of its work', async () => {
    await using server = await startDemoServer({ password: canary.password });
    await using portside = await RecordedPortside.start();
    const target: Target = { protocol: 'sftp', host: '127.0.0.1', port: server.sftp.port, user: server.user };
    await portside.ask('vault.setUp', { masterPassword: canary.master });
    portside.answer = clumsyUser();
    const { id: siteId } = await portside.ask('sites.save', { draft: { name: 'A', target, keeping: 'save' } });
    await portside.ask('connections.openSite', { operationId: '1', siteId });
    for (let times = 0; times < 5; times += 1) void portside.result('sites.duplicate', { id: siteId });
    await portside.kill();
    expect(findLeaks(await portside.evidence(), canaries)).toEqual([]);
  });
});

describeWithServers('no secret leaves Portside on real servers', () => {
  it('by SFTP with a locked key and a password, FTP over TLS and plain FTP', { timeout: 120_000 }, async () => {
    const accounts = [{ name: 'alice', password: canary.password, uid: 41_001 }] as const;
    await using ssh = await startOpenSsh({ accounts: [...accounts] });
    await using tls = await startVsftpd({ accounts: [...accounts], tls: 'explicit', certificate: 'self-signed' });
    await using plain = await startVsftpd({ accounts: [...accounts] });
    await using portside = await RecordedPortside.start();
    const at = ({ host, port }: { host: string; port: number }) => ({ host, port, user: 'alice' });
    await useSecrets(portside, [
      { name: 'OpenSSH', target: { protocol: 'sftp', ...at(ssh), keyFile: await writeKeyFile() } },
      { name: 'vsftpd, TLS', target: { protocol: 'ftp', encryption: 'explicit', ...at(tls) } },
      { name: 'vsftpd', target: { protocol: 'ftp', encryption: 'none', ...at(plain) } },
    ]);
    expect(portside.questions).toContainEqual(expect.objectContaining({ reason: 'passphrase' }));
    await expectNoLeaks(portside);
  });
});

describe('the search for leaks', () => {
  const places = ['a file of the data folder', 'what is printed', 'a frame to the window'];
  const forms = formsOf(canary.password);

  it('seeks no form that other text could hold by chance', () => {
    for (const [form, text] of forms) expect(text.length, form).toBeGreaterThanOrEqual(canary.password.length);
  });

  it.each(forms)('finds a secret in the form “%s”, wherever it is planted', (form, text) => {
    for (const where of places) {
      const bytes = Buffer.from(`{"note":"before ${text} behind"}`, 'latin1');
      expect(findLeaks([{ where, bytes }], canaries)).toContainEqual({ where, secret: canary.password, form });
    }
  });

  it('finds a secret inside of a longer text that was encoded as a whole', () => {
    for (let before = 0; before < 6; before += 1) {
      const text = `${'x'.repeat(before)}user:${canary.password}@host`;
      for (const encoding of ['base64', 'base64url', 'hex'] as const) {
        const evidence = [{ where: 'x', bytes: Buffer.from(Buffer.from(text).toString(encoding)) }];
        expect(findLeaks(evidence, canaries), `${encoding} at ${before}`).not.toEqual([]);
      }
    }
  });

  it('finds nothing where nothing is', () => {
    expect(findLeaks([{ where: 'x', bytes: Buffer.from('Kanari and 7 others, pw=%5') }], canaries)).toEqual([]);
  });

  it('fails the test of a Portside that leaks: a secret that is planted in what it wrote or told is found there', async () => {
    await using portside = await RecordedPortside.start();
    await portside.ask('vault.setUp', { masterPassword: canary.master });
    expect(findLeaks(await portside.evidence(), canaries)).toEqual([]);

    await appendFile(join(portside.dataDirectory, 'planted.log'), Buffer.from(canary.password).toString('base64'));
    expect(findLeaks(await portside.evidence(), canaries)).toContainEqual(
      expect.objectContaining({ where: 'planted.log' }),
    );
    await rm(join(portside.dataDirectory, 'planted.log'));

    // The notes of a site are told to the window, as they should be: a secret in them is one that is seen.
    const target: Target = { protocol: 'sftp', host: 'a.example', port: 22, user: 'ann' };
    const draft = { name: 'A', target, keeping: 'always', notes: `the password is ${canary.once}` } as const;
    await portside.ask('sites.save', { draft });
    const leaks = findLeaks(await portside.evidence(), canaries);
    for (const where of ['sites.json', 'frames to the window']) {
      expect(leaks).toContainEqual({ where, secret: canary.once, form: 'plain' });
    }
  });
});
