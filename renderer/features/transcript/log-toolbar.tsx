import { Check, ChevronDown, Copy, Pause, Play, Trash2 } from 'lucide-react';
import { useEffect, useState } from 'react';
import { MenuTrigger } from 'react-aria-components';
import { useStore } from 'zustand';
import { TranscriptLine } from '../../../shared/model/transcript.ts';
import { logFilterId } from '../../app/focus.ts';
import { securityWords } from '../../app/security-text.ts';
import { useServices } from '../../app/services-context.ts';
import { useText } from '../../app/text.ts';
import { Button, IconToggle } from '../../ui/button.tsx';
import { ChoicesButton } from '../../ui/choices-button.tsx';
import { MenuItem, MenuPopover } from '../../ui/menu.tsx';
import { SearchInput } from '../../ui/search-input.tsx';
import { visibleName } from '../../ui/visible-name.ts';
import { type LogFilter, reportText, transcriptText } from './log-lines.ts';
import styles from './log-panel.module.css';

interface LogToolbarProps {
  readonly filter: LogFilter;
  readonly onFilter: (filter: LogFilter) => void;
  readonly connections: readonly string[];
  /** What is shown. */
  readonly lines: readonly TranscriptLine[];
  readonly selected: readonly TranscriptLine[];
  readonly paused: boolean;
  /** Lines that came since. */
  readonly waiting: number;
  readonly onPause: (paused: boolean) => void;
  readonly onClear: () => void;
}

/** What is shown of the log, and what can be done with it. */
export function LogToolbar(props: LogToolbarProps) {
  const { filter, onFilter, connections, lines, selected, paused, waiting, onPause, onClear } = props;
  const t = useText();
  return (
    <>
      <SearchInput
        id={logFilterId}
        label={t('log.filter')}
        value={filter.words}
        onChange={(words) => onFilter({ ...filter, words })}
      />
      <ChoicesButton
        label={t('log.connections')}
        none={t('log.allConnections')}
        some={t('log.someConnections', { count: filter.connections.length })}
        options={connections.map((id) => ({ id, label: visibleName(id) }))}
        chosen={filter.connections}
        onChange={(chosen) => onFilter({ ...filter, connections: chosen })}
      />
      <ChoicesButton
        label={t('log.kinds')}
        none={t('log.allKinds')}
        some={t('log.someKinds', { count: filter.kinds.length })}
        options={TranscriptLine.shape.kind.options.map((kind) => ({ id: kind, label: t(`log.kind.${kind}`) }))}
        chosen={filter.kinds}
        onChange={(chosen) => onFilter({ ...filter, kinds: chosen })}
      />
      <span className={styles.count} role="status">
        {selected.length > 1
          ? t('log.selected', { count: selected.length, total: lines.length })
          : t('log.count', { count: lines.length })}
        {waiting > 0 && ` · ${t('log.waiting', { count: waiting })}`}
      </span>
      <IconToggle
        label={t(paused ? 'log.resume' : 'log.pause')}
        icon={paused ? <Play size={14} aria-hidden="true" /> : <Pause size={14} aria-hidden="true" />}
        isSelected={paused}
        onChange={onPause}
      />
      <CopyMenu lines={lines} selected={selected} />
      <Button size="small" tone="quiet" isDisabled={lines.length === 0} onPress={onClear}>
        <Trash2 size={14} aria-hidden="true" />
        {t('log.clear')}
      </Button>
    </>
  );
}

function CopyMenu({ lines, selected }: Pick<LogToolbarProps, 'lines' | 'selected'>) {
  const t = useText();
  const services = useServices();
  const info = useStore(services.app, (state) => state.info);
  const [copied, setCopied] = useState(false);

  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), 2_000);
    return () => clearTimeout(timer);
  }, [copied]);

  function copy(text: string): void {
    void navigator.clipboard.writeText(text).then(() => setCopied(true));
  }

  function report(): string {
    const connections = [...services.connections.getState().byId.values()].map((connection) => {
      const { line, message } = securityWords(connection);
      const words = connection.state === 'open' ? t(message, { line: line ?? '' }) : t('log.notConnected');
      return { label: connection.label, line: words };
    });
    const { version = '', platform = '', host = '' } = info ?? {};
    return reportText({ version, platform, host, connections, at: Date.now() }, selected.length > 0 ? selected : lines);
  }

  return (
    <MenuTrigger>
      <Button size="small" tone="quiet" isDisabled={lines.length === 0}>
        {copied ? <Check size={14} aria-hidden="true" /> : <Copy size={14} aria-hidden="true" />}
        {t(copied ? 'log.copied' : 'log.copy')}
        <ChevronDown size={13} aria-hidden="true" />
      </Button>
      <MenuPopover label={t('log.copy')} placement="top start" disabledKeys={selected.length === 0 ? ['selected'] : []}>
        <MenuItem id="selected" label={t('log.copyLines')} onAction={() => copy(transcriptText(selected))} />
        <MenuItem id="all" label={t('log.copyAll')} onAction={() => copy(transcriptText(lines))} />
        <MenuItem id="report" label={t('log.copyReport')} onAction={() => copy(report())} />
      </MenuPopover>
    </MenuTrigger>
  );
}
