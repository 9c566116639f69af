import { useEffect, useState } from 'react';
import { useServices } from './services-context.ts';
import styles from './shell.module.css';

/** One sample a second, for the last minute. */
const SAMPLES = 60;

/** Bytes a second, the newest last. */
export interface SpeedSamples {
  readonly down: readonly number[];
  readonly up: readonly number[];
}

export interface Box {
  readonly width: number;
  readonly height: number;
}

/** The speeds of the last minute; empty while nothing flowed in it. */
export function useSpeedSamples(): SpeedSamples {
  const { transfers } = useServices();
  const [samples, setSamples] = useState<SpeedSamples>({ down: [], up: [] });

  useEffect(() => {
    const timer = setInterval(() => {
      const { down, up } = transfers.getState().speed;
      setSamples((before) => {
        const isStill = down === 0 && up === 0 && highestOf(before) === 0;
        if (isStill) return before;
        return { down: [...before.down, down].slice(-SAMPLES), up: [...before.up, up].slice(-SAMPLES) };
      });
    }, 1_000);
    return () => clearInterval(timer);
  }, [transfers]);

  return samples;
}

export function highestOf({ down, up }: SpeedSamples): number {
  return Math.max(...down, ...up, 0);
}

const SMALL: Box = { width: 72, height: 16 };

/** The speed of the last minute as two lines; only there while something flowed in it. */
export function SpeedGraph({ samples }: { readonly samples: SpeedSamples }) {
  const highest = highestOf(samples);
  if (highest === 0) return null;
  const { width, height } = SMALL;
  return (
    <svg className={styles.graph} width={width} height={height} viewBox={`0 0 ${width} ${height}`} aria-hidden="true">
      <SpeedLines samples={samples} highest={highest} box={SMALL} />
    </svg>
  );
}

interface SpeedLinesProps {
  readonly samples: SpeedSamples;
  /** Bytes a second at the upper edge. */
  readonly highest: number;
  readonly box: Box;
}

export function SpeedLines({ samples, highest, box }: SpeedLinesProps) {
  return (
    <>
      <polyline className={styles.graphDown} points={pointsOf(samples.down, highest, box)} />
      <polyline className={styles.graphUp} points={pointsOf(samples.up, highest, box)} />
    </>
  );
}

/** The newest at the right edge. */
export function pointsOf(speeds: readonly number[], highest: number, { width, height }: Box): string {
  const step = width / (SAMPLES - 1);
  return speeds
    .map((speed, index) => {
      const x = width - (speeds.length - 1 - index) * step;
      const y = height - 1 - (speed / highest) * (height - 2);
      return `${x.toFixed(1)},${y.toFixed(1)}`;
    })
    .join(' ');
}

/** The next round number at or above a speed, so that a scale can be read: 1, 2 or 5 and noughts. */
export function roundUp(speed: number): number {
  if (speed <= 1_000) return 1_000;
  const power = 10 ** Math.floor(Math.log10(speed));
  return [1, 2, 5, 10].map((digit) => digit * power).find((round) => round >= speed) ?? speed;
}
