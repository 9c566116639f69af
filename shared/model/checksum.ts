import { z } from 'zod';

/** Strongest first: what a server offers is asked for in this order. */
export const checksumAlgorithms = ['sha-512', 'sha-256', 'sha-1', 'md5', 'crc32'] as const;
export const ChecksumAlgorithm = z.enum(checksumAlgorithms);
export type ChecksumAlgorithm = z.infer<typeof ChecksumAlgorithm>;

export const Checksum = z.object({
  algorithm: ChecksumAlgorithm,
  /** Lower-case hex. */
  value: z.string(),
});
export type Checksum = z.infer<typeof Checksum>;
