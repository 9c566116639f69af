import { Gauge } from 'lucide-react';
import { Button as AriaButton, MenuTrigger } from 'react-aria-components';
import { useStore } from 'zustand';
import type { TransferLimits } from '../../../shared/model/transfer.ts';
import { useServices } from '../../app/services-context.ts';
import { useFormatters, useText } from '../../app/text.ts';
import { Hint, iconButtonClass } from '../../ui/button.tsx';
import { MenuChoice, MenuChoices, MenuItem, MenuPopover, MenuSeparator } from '../../ui/menu.tsx';

const KILOBYTE = 1_000;
const presets = [100, 500, 1_000, 5_000, 10_000, 50_000].map((kilobytes) => kilobytes * KILOBYTE);
const directions = ['all', 'down', 'up'] as const satisfies readonly (keyof TransferLimits)[];

/** How fast transfers may be: each way, and altogether. Takes hold at once. */
export function LimitMenu() {
  const t = useText();
  const format = useFormatters();
  const services = useServices();
  const settings = useStore(services.transfers, (state) => state.settings);
  const { limits } = settings;
  const isLimited = directions.some((direction) => limits[direction] !== undefined);
  const label =
    limits.all === undefined
      ? t(isLimited ? 'transfers.limitedEach' : 'transfers.limit')
      : t('transfers.limited', { rate: format.rate(limits.all) });

  function choose(direction: (typeof directions)[number], chosen: string): void {
    const { [direction]: _before, ...rest } = limits;
    const changed = chosen === 'none' ? rest : { ...rest, [direction]: Number(chosen) };
    services.changeTransferSettings({ ...settings, limits: changed });
  }

  return (
    <MenuTrigger>
      <Hint label={label}>
        <AriaButton className={iconButtonClass} aria-label={label} data-active={isLimited || undefined}>
          <Gauge size={15} aria-hidden="true" />
        </AriaButton>
      </Hint>
      <MenuPopover label={t('transfers.limit')} placement="top start">
        {directions.map((direction) => {
          const own = limits[direction];
          const rates = own === undefined || presets.includes(own) ? presets : [own, ...presets];
          return (
            <MenuChoices
              key={direction}
              label={t(`transfers.limit.${direction}`)}
              mode="single"
              selected={[own === undefined ? 'none' : String(own)]}
              onChange={([chosen]) => choose(direction, chosen ?? 'none')}
            >
              <MenuChoice id="none" label={t('transfers.limit.none')} />
              {rates.map((rate) => (
                <MenuChoice key={rate} id={String(rate)} label={format.rate(rate)} />
              ))}
            </MenuChoices>
          );
        })}
        <MenuSeparator />
        <MenuItem
          id="own"
          label={t('transfers.limit.own')}
          onAction={() => services.dialogs.getState().show({ kind: 'transfer-settings' })}
        />
      </MenuPopover>
    </MenuTrigger>
  );
}
