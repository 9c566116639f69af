import { useMemo, useState } from 'react';
import { ServerEventKind, type LogLine as ServerLogLine, type Watch } from '../../../shared/model/monitor.ts';
import { useFormatters, useText } from '../../app/text.ts';
import { ChoicesButton } from '../../ui/choices-button.tsx';
import { Checkbox } from '../../ui/field.tsx';
import { type LinePlace, LogLine, LogLines, useLogScroller } from '../../ui/log-lines.tsx';
import { SearchInput } from '../../ui/search-input.tsx';
import { ToolPanel } from '../../ui/tool-panel.tsx';
import { visibleName } from '../../ui/visible-name.ts';
import { filterLog } from './filter-log.ts';
import { momentOf } from './moment.ts';
import styles from './server-log-panel.module.css';

const LINE_HEIGHT = 22;

/** The server's own log as it grows, understood as far as it goes; the line itself on demand. */
export function ServerLogPanel({
  watch,
  lines: all,
}: {
  readonly watch: Watch;
  readonly lines: readonly ServerLogLine[];
}) {
  const t = useText();
  const [words, setWords] = useState('');
  const [kinds, setKinds] = useState<readonly string[]>([]);
  const [isRaw, setRaw] = useState(false);
  const lines = useMemo(() => filterLog(all, { words, kinds }), [all, words, kinds]);
  const scroller = useLogScroller(lines, LINE_HEIGHT);
  return (
    <ToolPanel
      tools={
        <>
          <SearchInput label={t('serverLog.filter')} value={words} onChange={setWords} />
          <ChoicesButton
            label={t('serverLog.kinds')}
            none={t('serverLog.allKinds')}
            some={t('serverLog.someKinds', { count: kinds.length })}
            options={ServerEventKind.options.map((kind) => ({ id: kind, label: t(`serverLog.kind.${kind}`) }))}
            chosen={kinds}
            onChange={setKinds}
          />
          <Checkbox isSelected={isRaw} onChange={setRaw}>
            {t('serverLog.raw')}
          </Checkbox>
          <span className={styles.count}>
            {t('log.count', { count: lines.length })}
            {watch.log !== undefined && ` · ${watch.log}`}
          </span>
        </>
      }
    >
      <LogLines
        label={t('serverLog.label')}
        lines={lines}
        scroller={scroller}
        empty={t(emptyMessage(watch, all))}
        line={(line, place) => <ServerLogRow key={line.id} line={line} place={place} form={isRaw ? 'raw' : 'parsed'} />}
      />
    </ToolPanel>
  );
}

function emptyMessage(watch: Watch, all: readonly ServerLogLine[]) {
  if (all.length > 0) return 'log.noMatch' as const;
  if (watch.log !== undefined) return 'serverLog.empty' as const;
  return watch.readAt === undefined ? ('watch.notKnown' as const) : ('serverLog.none' as const);
}

interface ServerLogRowProps {
  readonly line: ServerLogLine;
  readonly place: LinePlace;
  readonly form: 'parsed' | 'raw';
}

function ServerLogRow({ line, place, form }: ServerLogRowProps) {
  const t = useText();
  const format = useFormatters();
  const { at, kind, user, address, raw, past } = line;
  return (
    <LogLine
      className={styles.line}
      place={place}
      data-kind={kind}
      data-past={past || undefined}
      data-form={form}
      title={raw}
    >
      {form === 'raw' ? (
        <span className={styles.raw}>{visibleName(raw)}</span>
      ) : (
        <>
          <span className={styles.time} title={format.exactDateTime(at)}>
            {momentOf(at, format)}
          </span>
          <span className={styles.kind}>{t(`serverLog.kind.${kind}`)}</span>
          <span>{user}</span>
          <span className={styles.address}>{address}</span>
          <span className={styles.what}>
            <EventWords line={line} />
          </span>
        </>
      )}
    </LogLine>
  );
}

/** The file and the bytes of an event; the line itself where nothing more was understood. */
function EventWords({ line: { kind, file, to, bytes, complete, raw } }: { readonly line: ServerLogLine }) {
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
