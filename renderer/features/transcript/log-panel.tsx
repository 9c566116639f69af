import { useVirtualizer } from '@tanstack/react-virtual';
import { Check, Copy, ScrollText, Search, Trash2 } from 'lucide-react';
import { useEffect, useMemo, useRef, useState } from 'react';
import { useStore } from 'zustand';
import type { TranscriptLine } from '../../../shared/model/transcript.ts';
import { useServices } from '../../app/services-context.ts';
import { useFormatters, useText } from '../../app/text.ts';
import { Button } from '../../ui/button.tsx';
import styles from './log-panel.module.css';
import { filterLines, transcriptText } from './transcript-store.ts';

const LINE_HEIGHT = 20;
/** Nearer to the end than this, new lines are followed. */
const FOLLOW_WITHIN = 40;

/** The protocol conversation, secrets removed at the source. */
export function LogPanel() {
  const t = useText();
  const services = useServices();
  const all = useStore(services.transcript, (state) => state.lines);
  const [filter, setFilter] = useState('');
  const [copied, setCopied] = useState(false);
  const lines = useMemo(() => filterLines(all, filter), [all, filter]);
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

  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), 2_000);
    return () => clearTimeout(timer);
  }, [copied]);

  return (
    <div className={styles.panel}>
      <div className={styles.head}>
        <div className={styles.search}>
          <Search size={13} aria-hidden="true" />
          <input
            className={styles.input}
            aria-label={t('log.filter')}
            placeholder={t('log.filter')}
            spellCheck={false}
            value={filter}
            onChange={(event) => setFilter(event.target.value)}
          />
        </div>
        <span className={styles.count}>{t('log.count', { count: lines.length })}</span>
        <Button
          size="small"
          tone="quiet"
          isDisabled={lines.length === 0}
          onPress={() => void navigator.clipboard.writeText(transcriptText(lines)).then(() => setCopied(true))}
        >
          {copied ? <Check size={14} aria-hidden="true" /> : <Copy size={14} aria-hidden="true" />}
          {t(copied ? 'log.copied' : 'log.copy')}
        </Button>
        <Button size="small" tone="quiet" isDisabled={all.length === 0} onPress={() => services.clearTranscript()}>
          <Trash2 size={14} aria-hidden="true" />
          {t('log.clear')}
        </Button>
      </div>
      <div
        ref={scroller}
        className={styles.scroller}
        role="log"
        aria-label={t('log.label')}
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
            <p>{t(all.length === 0 ? 'log.empty' : 'log.noMatch')}</p>
          </div>
        )}
        <div className={styles.lines} style={{ height: virtualizer.getTotalSize() }}>
          {virtualizer.getVirtualItems().map(({ index, start }) => {
            const line = lines[index];
            return line && <LogLine key={line.id} line={line} top={start} />;
          })}
        </div>
      </div>
    </div>
  );
}

const marks: Record<TranscriptLine['kind'], string> = { sent: '→', received: '←', info: '·', error: '!' };

function LogLine({ line, top }: { readonly line: TranscriptLine; readonly top: number }) {
  const t = useText();
  const format = useFormatters();
  return (
    <div className={styles.line} data-kind={line.kind} style={{ transform: `translateY(${top}px)` }} title={line.text}>
      <span className={styles.time}>{format.time(line.at)}</span>
      <span className={styles.session}>{line.session}</span>
      <span className={styles.mark} role="img" aria-label={t(`log.kind.${line.kind}`)}>
        {marks[line.kind]}
      </span>
      <span className={styles.text}>{line.text}</span>
    </div>
  );
}
