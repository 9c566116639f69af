import { LARGEST_PDF } from '../../../shared/model/edit.ts';
import { useFormatters, useText } from '../../app/text.ts';
import styles from './edit.module.css';

/** Why a PDF is not shown, and what to do instead. */
export function PdfRefused({ why }: { readonly why: 'broken' | 'protected' | 'too-large' }) {
  const t = useText();
  const format = useFormatters();
  return (
    <div className={styles.waiting} role="alert">
      <p>{t(`look.pdf.${why}`, { bytes: format.bytes(LARGEST_PDF) })}</p>
      <p className={styles.note}>{t('look.pdfHint')}</p>
    </div>
  );
}
