import { ArrowDown, ArrowUp } from 'lucide-react';
import { Button, Dialog, DialogTrigger, Popover } from 'react-aria-components';
import { useStore } from 'zustand';
import { useServices } from './services-context.ts';
import styles from './shell.module.css';
import {
  type Box,
  highestOf,
  roundUp,
  SpeedGraph,
  SpeedLines,
  type SpeedSamples,
  useSpeedSamples,
} from './speed-graph.tsx';
import { useFormatters, useText } from './text.ts';

/** How much flows now; a press shows the last minute. */
export function Speeds() {
  const t = useText();
  const format = useFormatters();
  const { up, down } = useStore(useServices().transfers, (state) => state.speed);
  const samples = useSpeedSamples();
  return (
    <DialogTrigger>
      <Button className={styles.speeds as string}>
        <SpeedGraph samples={samples} />
        <span className={styles.speed} data-flowing={down > 0 || undefined} title={t('status.down')}>
          <ArrowDown size={13} role="img" aria-label={t('status.down')} />
          {format.rate(down)}
        </span>
        <span className={styles.speed} data-flowing={up > 0 || undefined} title={t('status.up')}>
          <ArrowUp size={13} role="img" aria-label={t('status.up')} />
          {format.rate(up)}
        </span>
      </Button>
      <Popover className={styles.securityPopover as string} placement="top end">
        <Dialog className={styles.securityDialog as string} aria-label={t('speed.title')}>
          <LastMinute samples={samples} now={{ down, up }} />
        </Dialog>
      </Popover>
    </DialogTrigger>
  );
}

const LARGE: Box = { width: 320, height: 112 };

interface LastMinuteProps {
  readonly samples: SpeedSamples;
  readonly now: { readonly down: number; readonly up: number };
}

/** The last minute as lines over a scale, and in numbers. */
function LastMinute({ samples, now }: LastMinuteProps) {
  const t = useText();
  const format = useFormatters();
  const { width, height } = LARGE;
  const top = roundUp(highestOf(samples));
  return (
    <>
      <p className={styles.speedTitle}>{t('speed.title')}</p>
      <div className={styles.speedScale} aria-hidden="true">
        <svg
          className={styles.graph}
          width={width}
          height={height}
          viewBox={`0 0 ${width} ${height}`}
          aria-hidden="true"
        >
          {[1, height / 2, height - 1].map((y) => (
            <line key={y} className={styles.graphGrid} x1={0} x2={width} y1={y} y2={y} />
          ))}
          <SpeedLines samples={samples} highest={top} box={LARGE} />
        </svg>
        <div className={styles.speedMarks}>
          <span>{format.rate(top)}</span>
          <span>{format.rate(top / 2)}</span>
          <span>{format.rate(0)}</span>
        </div>
        <div className={styles.speedTimes}>
          <span>{t('speed.minuteAgo')}</span>
          <span>{t('speed.now')}</span>
        </div>
      </div>
      <table className={styles.speedTable}>
        <thead>
          <tr>
            <td />
            <th scope="col">{t('speed.now')}</th>
            <th scope="col">{t('speed.highest')}</th>
          </tr>
        </thead>
        <tbody>
          {(['down', 'up'] as const).map((way) => (
            <tr key={way}>
              <th scope="row" data-way={way}>
                {t(`status.${way}`)}
              </th>
              <td>{format.rate(now[way])}</td>
              <td>{format.rate(Math.max(...samples[way], now[way]))}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}
