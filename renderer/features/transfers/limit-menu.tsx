import { Gauge } from 'lucide-react';
import { useStore } from 'zustand';
import type { TransferLimits } from '../../../shared/model/transfer.ts';
import { useServices } from '../../app/services-context.ts';
import { useFormatters, useText } from '../../app/text.ts';
import { IconMenu } from '../../ui/icon-menu.tsx';
import { MenuChoice, MenuChoices, MenuItem, MenuSeparator } from '../../ui/menu.tsx';

const KILOBYTE = 1_000;
const presets = [100, 500, 1_000, 10_000].map((kilobytes) => kilobytes * KILOBYTE);
const directions = ['all', 'down', 'up'] as const satisfies readonly (keyof TransferLimits)[];

/** No two items of a menu have the same key, in whatever group they are. */
function keyOf(direction: keyof TransferLimits, rate: number | undefined): string {
  return `${direction} ${rate ?? 'unlimited'}`;
}

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

  function choose(direction: (typeof directions)[number], rate: number | undefined): void {
    const { [direction]: _before, ...rest } = limits;
    const changed = rate === undefined ? rest : { ...rest, [direction]: rate };
    services.changeTransferSettings({ ...settings, limits: changed });
  }

  return (
    <IconMenu label={label} icon={<Gauge size={15} aria-hidden="true" />} isActive={isLimited} placement="top start">
      {directions.map((direction) => {
        const own = limits[direction];
        const rates = own === undefined || presets.includes(own) ? presets : [own, ...presets];
        return (
          <MenuChoices
            key={direction}
            label={t(`transfers.limit.${direction}`)}
            mode="single"
            selected={[keyOf(direction, own)]}
            onChange={([chosen]) =>
              choose(
                direction,
                [undefined, ...rates].find((rate) => keyOf(direction, rate) === chosen),
              )
            }
          >
            <MenuChoice id={keyOf(direction, undefined)} label={t('transfers.limit.none')} />
            {rates.map((rate) => (
              <MenuChoice key={rate} id={keyOf(direction, rate)} label={format.rate(rate)} />
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
    </IconMenu>
  );
}
