import { Ban } from 'lucide-react';
import { Label, Radio, RadioGroup } from 'react-aria-components';
import { type SiteColour, siteColours } from '../../../shared/model/site.ts';
import { useText } from '../../app/text.ts';
import { SiteMark } from './site-mark.tsx';
import styles from './sites.module.css';

const NONE = 'none';

interface ColourFieldProps {
  readonly value: SiteColour | undefined;
  readonly onChange: (colour: SiteColour | undefined) => void;
}

/** One of the colours, or none. */
export function ColourField({ value, onChange }: ColourFieldProps) {
  const t = useText();
  return (
    <RadioGroup
      className={styles.colours as string}
      orientation="horizontal"
      value={value ?? NONE}
      onChange={(chosen) => onChange(chosen === NONE ? undefined : (chosen as SiteColour))}
    >
      <Label className={styles.fieldLabel as string}>{t('site.colour')}</Label>
      <div className={styles.swatches}>
        {[NONE, ...siteColours].map((colour) => (
          <Radio
            key={colour}
            value={colour}
            aria-label={t(`site.colour.${colour as SiteColour | 'none'}`)}
            className={styles.swatch as string}
          >
            {colour === NONE ? <Ban size={13} aria-hidden="true" /> : <SiteMark colour={colour as SiteColour} />}
          </Radio>
        ))}
      </div>
    </RadioGroup>
  );
}
