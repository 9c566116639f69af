import { ArrowDownToLine } from 'lucide-react';
import { type KeyboardEvent, useMemo, useState } from 'react';
import { useStore } from 'zustand';
import type { TranscriptLine } from '../../../shared/model/transcript.ts';
import { useServices } from '../../app/services-context.ts';
import { useFormatters, useText } from '../../app/text.ts';
import { Button } from '../../ui/button.tsx';
import { type LinePlace, LogLine, LogLines, useLogScroller } from '../../ui/log-lines.tsx';
import { ToolPanel } from '../../ui/tool-panel.tsx';
import { visibleName } from '../../ui/visible-name.ts';
import { connectionsIn, filterLines, noFilter, transcriptText } from './log-lines.ts';
import styles from './log-panel.module.css';
import { isSelected, type LogSelection, type LogStep, moveSelection, selectAll, selectLine } from './log-selection.ts';
import { LogToolbar } from './log-toolbar.tsx';

const LINE_HEIGHT = 20;

const steps: Readonly<Record<string, LogStep>> = {
  ArrowUp: 'up',
  ArrowDown: 'down',
  PageUp: 'page-up',
  PageDown: 'page-down',
  Home: 'first',
  End: 'last',
};

/** The protocol conversation, secrets removed at the source. */
export function LogPanel() {
  const t = useText();
  const services = useServices();
  const current = useStore(services.transcript, (state) => state.lines);
  const [paused, setPaused] = useState<readonly TranscriptLine[]>();
  const all = paused ?? current;
  const [filter, setFilter] = useState(noFilter);
  const [selection, setSelection] = useState<LogSelection>();
  const lines = useMemo(() => filterLines(all, filter), [all, filter]);
  const connections = useMemo(() => connectionsIn(all), [all]);
  const selected = useMemo(() => lines.filter((line) => isSelected(line, selection)), [lines, selection]);
  const scroller = useLogScroller(lines, LINE_HEIGHT);
  const { following, setFollowing } = scroller;

  function onKeyDown(event: KeyboardEvent): void {
    const withControl = event.ctrlKey || event.metaKey;
    const step = steps[event.key];
    if (withControl && event.key === 'a') setSelection(selectAll(lines));
    else if (event.key === 'Escape' && selection) setSelection(undefined);
    else if (step !== undefined && !withControl) move(step, event.shiftKey ? 'extend' : 'begin');
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  function move(step: LogStep, mode: 'begin' | 'extend'): void {
    const next = moveSelection(selection, lines, step, { mode, page: scroller.pageSize });
    if (!next) return;
    setSelection(next);
    setFollowing(false);
    scroller.show(lines.findIndex(({ id }) => id === next.focus));
  }

  return (
    <ToolPanel
      tools={
        <LogToolbar
          filter={filter}
          onFilter={setFilter}
          connections={connections}
          lines={lines}
          selected={selected}
          paused={paused !== undefined}
          waiting={paused ? countAfter(current, paused) : 0}
          onPause={(isPaused) => setPaused(isPaused ? current : undefined)}
          onClear={() => {
            setPaused(undefined);
            setSelection(undefined);
            services.clearTranscript();
          }}
        />
      }
    >
      <LogLines
        label={t('log.label')}
        lines={lines}
        scroller={scroller}
        empty={t(all.length === 0 ? 'log.empty' : 'log.noMatch')}
        onKeyDown={onKeyDown}
        onCopy={(event) => {
          // A part of one line that was marked with the pointer is the browser's to copy.
          if (selected.length === 0 || document.getSelection()?.isCollapsed === false) return;
          event.clipboardData.setData('text/plain', transcriptText(selected));
          event.preventDefault();
        }}
        line={(line, place) => (
          <TranscriptRow
            key={line.id}
            line={line}
            place={place}
            isSelected={isSelected(line, selection)}
            onSelect={(mode) => setSelection((before) => selectLine(before, line, mode))}
          />
        )}
      >
        {!following && lines.length > 0 && (
          <div className={styles.newest}>
            <Button size="small" onPress={() => setFollowing(true)}>
              <ArrowDownToLine size={13} aria-hidden="true" />
              {t('log.newest')}
            </Button>
          </div>
        )}
      </LogLines>
    </ToolPanel>
  );
}

function countAfter(current: readonly TranscriptLine[], shown: readonly TranscriptLine[]): number {
  const last = shown.at(-1)?.id ?? -1;
  // Ids only ever grow: those that are new stand at the end.
  const first = current.findIndex(({ id }) => id > last);
  return first < 0 ? 0 : current.length - first;
}

const marks: Record<TranscriptLine['kind'], string> = { sent: '→', received: '←', info: '·', error: '!' };

interface TranscriptRowProps {
  readonly line: TranscriptLine;
  readonly place: LinePlace;
  readonly isSelected: boolean;
  readonly onSelect: (mode: 'begin' | 'extend') => void;
}

function TranscriptRow({ line, place, isSelected, onSelect }: TranscriptRowProps) {
  const t = useText();
  const format = useFormatters();
  return (
    // The keyboard selects lines too; it belongs to the log as a whole.
    <LogLine
      className={styles.line}
      place={place}
      isSelected={isSelected}
      data-kind={line.kind}
      onPointerDown={(event) => {
        if (event.button !== 0) return;
        onSelect(event.shiftKey ? 'extend' : 'begin');
      }}
      onPointerEnter={(event) => {
        if (event.buttons !== 1) return;
        // Across lines the lines are selected, within one its text.
        document.getSelection()?.removeAllRanges();
        onSelect('extend');
      }}
    >
      <time className={styles.time} dateTime={new Date(line.at).toISOString()}>
        {format.exactTime(line.at)}
      </time>
      <span className={styles.session}>{visibleName(line.session)}</span>
      <span className={styles.mark} role="img" aria-label={t(`log.kind.${line.kind}`)}>
        {marks[line.kind]}
      </span>
      <span className={styles.text} title={visibleName(line.text)} translate="no">
        {visibleName(line.text)}
      </span>
    </LogLine>
  );
}
