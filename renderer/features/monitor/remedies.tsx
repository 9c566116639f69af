import { Check, Copy } from 'lucide-react';
import { useState } from 'react';
import type { MissingRight } from '../../../shared/model/monitor.ts';
import { useSentence, useText } from '../../app/text.ts';
import { Button } from '../../ui/button.tsx';
import styles from './sessions.module.css';

/** What this account goes without, and exactly what an administrator would have to write to grant it. */
export function Remedies({ missing }: { readonly missing: readonly MissingRight[] }) {
  const sentence = useSentence();
  return (
    <ul className={styles.remedies}>
      {missing.map((right) => (
        <li key={`${right.right} ${right.remedy?.text ?? right.message}`} className={styles.remedy}>
          <p>{sentence(right.message)}</p>
          {right.remedy && <Remedy remedy={right.remedy} />}
        </li>
      ))}
    </ul>
  );
}

function Remedy({ remedy }: { readonly remedy: NonNullable<MissingRight['remedy']> }) {
  const t = useText();
  const sentence = useSentence();
  const { kind, text, caution } = remedy;
  return (
    <>
      <p className={styles.remedyHow}>{t(`remedy.${kind}`)}</p>
      <CopyBlock text={text} />
      {caution !== undefined && <p className={styles.remedyHow}>{sentence(caution)}</p>}
    </>
  );
}

/** Text to be taken over letter by letter. */
function CopyBlock({ text }: { readonly text: string }) {
  const t = useText();
  const [copied, setCopied] = useState(false);
  return (
    <div className={styles.copyBlock}>
      <code>{text}</code>
      <Button size="small" onPress={() => void navigator.clipboard.writeText(text).then(() => setCopied(true))}>
        {copied ? <Check size={13} aria-hidden="true" /> : <Copy size={13} aria-hidden="true" />}
        {t(copied ? 'log.copied' : 'action.copy')}
      </Button>
    </div>
  );
}
