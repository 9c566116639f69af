import type { CopyHooks, ExistingDecision, ExistingTarget } from '../transfer/carrier.ts';

/** What a copy tells that is in no queue and no journal: nothing, but what `but` wants to hear. */
export function quietHooks(
  { existing }: { readonly existing: 'overwrite' | ((target: ExistingTarget) => ExistingDecision) },
  but: Partial<CopyHooks> = {},
): CopyHooks {
  return {
    decide: async (target) => (existing === 'overwrite' ? { do: existing } : existing(target)),
    onPartial: async () => {},
    onCopied: async () => {},
    onReplaceStep: async () => {},
    onSource() {},
    onTarget() {},
    onResumed() {},
    onBytes() {},
    onSegments() {},
    ...but,
  };
}
