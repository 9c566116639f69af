import { useState } from 'react';
import type { FileLook } from '../../../shared/model/edit.ts';
import { useText } from '../../app/text.ts';
import styles from './edit.module.css';
import { LookRefused } from './look-refused.tsx';

interface PictureViewProps {
  readonly name: string;
  readonly look: Extract<FileLook, { kind: 'image' }>;
}

/** A picture as wide as the window lets it be, and how large it is by itself. */
export function PictureView({ name, look: { mime, base64 } }: PictureViewProps) {
  const t = useText();
  const [size, setSize] = useState<{ width: number; height: number } | undefined>(undefined);
  const [isBroken, setBroken] = useState(false);
  if (base64 === undefined) return <LookRefused why="look.image.too-large" />;
  if (isBroken) return <LookRefused why="look.image.broken" />;
  return (
    <>
      <div className={styles.picture}>
        <img
          src={`data:${mime};base64,${base64}`}
          alt={t('look.image', { name })}
          onError={() => setBroken(true)}
          onLoad={({ currentTarget }) =>
            setSize({ width: currentTarget.naturalWidth, height: currentTarget.naturalHeight })
          }
        />
      </div>
      <p className={styles.measure}>{size && t('look.imageSize', size)}</p>
    </>
  );
}
