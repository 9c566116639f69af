import { ArrowDownToLine, ArrowUpFromLine, Lock, LockOpen } from 'lucide-react';
import type { ReactNode } from 'react';
import type { ServerSession, SessionStatus } from '../../../shared/model/monitor.ts';
import { useFormatters, useSentence, useText } from '../../app/text.ts';
import { ProgressBar } from '../../ui/progress.tsx';
import { visibleName } from '../../ui/visible-name.ts';
import { progressOf } from './arrange-sessions.ts';
import { useNow } from './clock.ts';
import { momentOf } from './moment.ts';
import type { SessionRow } from './monitor-store.ts';
import type { SessionColumnId } from './session-columns.ts';
import styles from './session-grid.module.css';

/** What a column says about a session; nothing where the server does not tell. */
export function SessionCell({ row, column }: { readonly row: SessionRow; readonly column: SessionColumnId }) {
  const t = useText();
  const format = useFormatters();
  const { session } = row;
  switch (column) {
    case 'user':
      return <UserCell session={session} />;
    case 'address': {
      const { address, hostName, port } = session;
      if (address === undefined) return null;
      return (
        <span className={styles.text} title={port === undefined ? address : t('sessions.port', { address, port })}>
          {address}
          {hostName !== undefined && <span className={styles.soft}> {hostName}</span>}
        </span>
      );
    }
    case 'loginTime':
      return <LoginTime at={session.loginTime} />;
    case 'status':
      return <StatusCell row={row} />;
    case 'processId':
      return session.processId;
    case 'file':
      if (session.file === undefined) return null;
      return (
        <span className={styles.text} title={session.file}>
          {visibleName(session.file)}
        </span>
      );
    case 'progress':
      return <ProgressCell session={session} />;
    case 'rate':
      return session.rate !== undefined && session.rate > 0 ? format.rate(session.rate) : null;
    case 'idle':
      return session.idleSince === undefined || row.endedAt !== undefined ? null : (
        <IdleTime since={session.idleSince} />
      );
    case 'protocol':
      return <ProtocolCell session={session} />;
  }
}

function UserCell({ session }: { readonly session: ServerSession }) {
  const t = useText();
  return (
    <>
      {session.user === undefined ? (
        <span className={styles.soft}>{t('sessions.nobody')}</span>
      ) : (
        <span className={styles.user} title={session.user}>
          {visibleName(session.user)}
        </span>
      )}
      {session.own && (
        <span className={styles.own} title={t('sessions.ownLong')}>
          {t('sessions.own')}
        </span>
      )}
    </>
  );
}

function LoginTime({ at }: { readonly at: number | undefined }) {
  const format = useFormatters();
  if (at === undefined) return null;
  return <span title={format.exactDateTime(at)}>{momentOf(at, format)}</span>;
}

const statusIcons: Partial<Record<SessionStatus, ReactNode>> = {
  downloading: <ArrowDownToLine size={13} aria-hidden="true" />,
  uploading: <ArrowUpFromLine size={13} aria-hidden="true" />,
};

function StatusCell({ row: { session, endedAt } }: { readonly row: SessionRow }) {
  const t = useText();
  const sentence = useSentence();
  if (endedAt !== undefined) {
    return (
      <span className={styles.status} data-status="ended">
        {t('sessions.ended')}
      </span>
    );
  }
  const { status, detail } = session;
  return (
    <span className={styles.status} data-status={status} title={detail === undefined ? detail : sentence(detail)}>
      {statusIcons[status] ?? <span className={styles.dot} aria-hidden="true" />}
      {t(`sessions.status.${status}`)}
    </span>
  );
}

function ProgressCell({ session }: { readonly session: ServerSession }) {
  const t = useText();
  const format = useFormatters();
  const { transferred, size, file } = session;
  const share = progressOf(session);
  if (share === undefined) return transferred === undefined ? null : format.bytes(transferred);
  const words =
    size === undefined
      ? format.percent(share)
      : t('sessions.ofSize', { share: format.percent(share), size: format.bytes(size) });
  return (
    <span className={styles.progress} title={transferred === undefined ? undefined : format.exactBytes(transferred)}>
      <ProgressBar label={t('sessions.progressOf', { name: visibleName(file ?? '') })} share={share} />
      <span className={styles.progressText}>{words}</span>
    </span>
  );
}

function IdleTime({ since }: { readonly since: number }) {
  const format = useFormatters();
  const now = useNow();
  return format.duration(Math.max(0, Math.round((now - since) / 1_000)));
}

/** Protocols have one name in every language. */
const SFTP = 'SFTP';
const FTPS = 'FTP, TLS';

function ProtocolCell({ session: { protocol, encrypted } }: { readonly session: ServerSession }) {
  const t = useText();
  if (protocol === 'sftp') {
    return (
      <span className={styles.protocol} title={t('sessions.encrypted')}>
        <Lock size={12} aria-label={t('sessions.encrypted')} /> {SFTP}
      </span>
    );
  }
  if (encrypted === undefined) return 'FTP';
  return encrypted ? (
    <span className={styles.protocol} title={t('sessions.encrypted')}>
      <Lock size={12} aria-label={t('sessions.encrypted')} /> {FTPS}
    </span>
  ) : (
    <span className={styles.protocol} data-level="plain" title={t('sessions.plainLong')}>
      <LockOpen size={12} aria-label={t('sessions.plainLong')} /> {t('sessions.plain')}
    </span>
  );
}
