import type { SiteColour } from '../../../shared/model/site.ts';
import styles from './site-mark.module.css';

/** A site's colour as a dot; an empty place where it has none. */
export function SiteMark({ colour }: { readonly colour: SiteColour | undefined }) {
  return <span className={styles.mark} data-colour={colour} aria-hidden="true" />;
}
