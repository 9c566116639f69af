import { useEffect, useState } from 'react';
import { useServices } from './services-context.ts';
import styles from './shell.module.css';

/** One sample a second, for the last minute. */
const SAMPLES = 60;
const WIDTH = 72;
const HEIGHT = 16;

interface Samples {
  readonly down: readonly number[];
  readonly up: readonly number[];
}

/** The speed of the last minute as two lines; only there while something flowed in it. */
export function SpeedGraph() {
  const { transfers } = useServices();
  const [samples, setSamples] = useState<Samples>({ down: [], up: [] });

  useEffect(() => {
    const timer = setInterval(() => {
      const { down, up } = transfers.getState().speed;
      setSamples((before) => {
        const isStill = down === 0 && up === 0 && ![...before.down, ...before.up].some((speed) => speed > 0);
        if (isStill) return before;
        return { down: [...before.down, down].slice(-SAMPLES), up: [...before.up, up].slice(-SAMPLES) };
      });
    }, 1_000);
    return () => clearInterval(timer);
  }, [transfers]);

  const highest = Math.max(...samples.down, ...samples.up, 0);
  if (highest === 0) return null;
  return (
    <svg className={styles.graph} width={WIDTH} height={HEIGHT} viewBox={`0 0 ${WIDTH} ${HEIGHT}`} aria-hidden="true">
      <polyline className={styles.graphDown} points={pointsOf(samples.down, highest)} />
      <polyline className={styles.graphUp} points={pointsOf(samples.up, highest)} />
    </svg>
  );
}

/** The newest at the right edge. */
export function pointsOf(speeds: readonly number[], highest: number): string {
  const step = WIDTH / (SAMPLES - 1);
  return speeds
    .map((speed, index) => {
      const x = WIDTH - (speeds.length - 1 - index) * step;
      const y = HEIGHT - 1 - (speed / highest) * (HEIGHT - 2);
      return `${x.toFixed(1)},${y.toFixed(1)}`;
    })
    .join(' ');
}
