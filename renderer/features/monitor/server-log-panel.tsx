import { useVirtualizer } from '@tanstack/react-virtual';
import { ScrollText } from 'lucide-react';
import { useEffect, useMemo, useRef, useState } from 'react';
import { MenuTrigger, Button as TriggerButton } from 'react-aria-components';
import { type LogLine, ServerEventKind, type Watch } from '../../../shared/model/monitor.ts';
import { useFormatters, useText } from '../../app/text.ts';
import { Checkbox } from '../../ui/field.tsx';
import { MenuChoice, MenuChoices, MenuPopover } from '../../ui/menu.tsx';
import { SearchInput } from '../../ui/search-input.tsx';
import { visibleName } from '../../ui/visible-name.ts';
import { filterLog } from './filter-log.ts';
import styles from './server-log-panel.module.css';

const LINE_HEIGHT = 22;
/** Nearer to the end than this, new lines are followed. */
const FOLLOW_WITHIN = 44;

/** The server's own log as it grows, understood as far as it goes; the line itself on demand. */
export function ServerLogPanel({ watch, lines: all }: { readonly watch: Watch; readonly lines: readonly LogLine[] }) {
  const t = useText();
  const [words, setWords] = useState('');
  const [kinds, setKinds] = useState<readonly string[]>([]);
  const [isRaw, setRaw] = useState(false);
  const lines = useMemo(() => filterLog(all, { words, kinds }), [all, words, kinds]);
  const scroller = useRef<HTMLDivElement>(null);
  const following = useRef(true);
  const virtualizer = useVirtualizer({
    count: lines.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => LINE_HEIGHT,
    overscan: 20,
  });

  useEffect(() => {
    if (following.current && lines.length > 0) virtualizer.scrollToIndex(lines.length - 1, { align: 'end' });
  }, [lines, virtualizer]);

  const kindsLabel = kinds.length === 0 ? t('serverLog.allKinds') : t('serverLog.someKinds', { count: kinds.length });
  return (
    <div className={styles.panel}>
      <div className={styles.head}>
        <SearchInput label={t('serverLog.filter')} value={words} onChange={setWords} />
        <MenuTrigger>
          <TriggerButton className={styles.kinds as string} aria-label={`${t('serverLog.kinds')}: ${kindsLabel}`}>
            {kindsLabel}
          </TriggerButton>
          <MenuPopover label={t('serverLog.kinds')} placement="top start">
            <MenuChoices label={t('serverLog.kinds')} mode="multiple" selected={kinds} onChange={setKinds}>
              {ServerEventKind.options.map((kind) => (
                <MenuChoice key={kind} id={kind} label={t(`serverLog.kind.${kind}`)} />
              ))}
            </MenuChoices>
          </MenuPopover>
        </MenuTrigger>
        <Checkbox isSelected={isRaw} onChange={setRaw}>
          {t('serverLog.raw')}
        </Checkbox>
        <span className={styles.count}>
          {t('log.count', { count: lines.length })}
          {watch.log !== undefined && ` · ${watch.log}`}
        </span>
      </div>
      <div
        ref={scroller}
        className={styles.scroller}
        role="log"
        aria-label={t('serverLog.label')}
        aria-live="off"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard (WCAG 2.1.1)
        tabIndex={0}
        onScroll={({ currentTarget: { scrollHeight, scrollTop, clientHeight } }) => {
          following.current = scrollHeight - scrollTop - clientHeight < FOLLOW_WITHIN;
        }}
      >
        {lines.length === 0 && (
          <div className={styles.empty}>
            <ScrollText size={22} strokeWidth={1.5} aria-hidden="true" />
            <p>{t(emptyMessage(watch, all))}</p>
          </div>
        )}
        <div className={styles.lines} style={{ height: virtualizer.getTotalSize() }}>
          {virtualizer.getVirtualItems().map(({ index, start }) => {
            const line = lines[index];
            return line && <ServerLogLine key={line.id} line={line} top={start} form={isRaw ? 'raw' : 'parsed'} />;
          })}
        </div>
      </div>
    </div>
  );
}

function emptyMessage(watch: Watch, all: readonly LogLine[]) {
  if (all.length > 0) return 'log.noMatch' as const;
  return watch.log === undefined ? ('serverLog.none' as const) : ('serverLog.empty' as const);
}

interface ServerLogLineProps {
  readonly line: LogLine;
  readonly top: number;
  readonly form: 'parsed' | 'raw';
}

function ServerLogLine({ line, top, form }: ServerLogLineProps) {
  const t = useText();
  const format = useFormatters();
  const { at, kind, user, address, raw, past } = line;
  return (
    <div
      className={styles.line}
      data-kind={kind}
      data-past={past || undefined}
      data-form={form}
      style={{ transform: `translateY(${top}px)` }}
      title={raw}
    >
      {form === 'raw' ? (
        <span className={styles.raw}>{visibleName(raw)}</span>
      ) : (
        <>
          <span className={styles.time} title={format.exactDateTime(at)}>
            {format.time(at)}
          </span>
          <span className={styles.kind}>{t(`serverLog.kind.${kind}`)}</span>
          <span>{user}</span>
          <span className={styles.address}>{address}</span>
          <span className={styles.what}>
            <EventWords line={line} />
          </span>
        </>
      )}
    </div>
  );
}

/** The file and the bytes of an event; the line itself where nothing more was understood. */
function EventWords({ line: { kind, file, to, bytes, complete, raw } }: { readonly line: LogLine }) {
  const t = useText();
  const format = useFormatters();
  if (kind === 'other') return visibleName(raw);
  const size = bytes === undefined ? '' : format.bytes(bytes);
  return (
    <>
      {[file && visibleName(file), to && `→ ${visibleName(to)}`, size].filter(Boolean).join('  ')}
      {complete === false && <span className={styles.broken}> {t('serverLog.brokenOff')}</span>}
    </>
  );
}
