import { z } from 'zod';

/** What is wrong with a certificate that an SSH server shows for its key (OpenSSH's PROTOCOL.certkeys). */
export const HostCertificateProblem = z.enum([
  'unknown-authority',
  'weak-signature',
  'not-for-hosts',
  'not-yet-valid',
  'expired',
  'other-host',
  'unknown-conditions',
]);
export type HostCertificateProblem = z.infer<typeof HostCertificateProblem>;

const HostKeyPrompt = z.object({
  kind: z.literal('host-key'),
  host: z.string(),
  port: z.number(),
  keyType: z.string(),
  /** `SHA256:` and base64, as ssh-keygen -l prints it. */
  fingerprint: z.string(),
  /** Present where the host showed another key before. */
  previousFingerprint: z.string().optional(),
  /** Files of known hosts that are there and could not be read: the key may be known, changed or revoked for all that can be said. */
  unreadFiles: z.array(z.string()).optional(),
  /** Present where the key came in a certificate that cannot be trusted. */
  certificateProblem: HostCertificateProblem.optional(),
  /** The hosts that the certificate is for, where this is none of them. */
  certificateNames: z.array(z.string()).optional(),
  /** When it expired, or will begin to be valid. Milliseconds since 1970, UTC. */
  certificateTime: z.number().optional(),
});

export const CertificateProblem = z.enum([
  'self-signed',
  'unknown-issuer',
  'expired',
  'not-yet-valid',
  'wrong-host',
  'other',
]);
export type CertificateProblem = z.infer<typeof CertificateProblem>;

const CertificatePrompt = z.object({
  kind: z.literal('certificate'),
  host: z.string(),
  port: z.number(),
  subject: z.string(),
  issuer: z.string(),
  alternativeNames: z.array(z.string()),
  /** Milliseconds since 1970, UTC. */
  validFrom: z.number(),
  validTo: z.number(),
  /** SHA-256, upper-case hex with colons. */
  fingerprint: z.string(),
  problems: z.array(CertificateProblem),
  problemText: z.string(),
  previousFingerprint: z.string().optional(),
});

const PasswordPrompt = z.object({
  kind: z.literal('password'),
  host: z.string(),
  user: z.string(),
  /** `first`: none was given; `rejected`: the server refused the last one; `passphrase`: for a key file; `server`: the server's own question. */
  reason: z.enum(['first', 'rejected', 'passphrase', 'server']),
  /** The server's own question (keyboard-interactive), or the key file's name. */
  text: z.string().optional(),
  /** Show what is typed. */
  echo: z.boolean(),
  /** The last passphrase given did not open the key file. */
  wrong: z.boolean().optional(),
  /** The answer can be put into the vault: it is for a saved site. */
  maySave: z.boolean().optional(),
});

const PlainTextPrompt = z.object({
  kind: z.literal('plain-text'),
  host: z.string(),
  port: z.number(),
  user: z.string(),
  /** `not-offered`: the server refused TLS; `chosen`: the user asked for plain FTP. */
  reason: z.enum(['not-offered', 'chosen']),
});

/** The vault is locked, and a saved secret is needed. The answer is the master password; refusing goes on without the secret. */
const MasterPasswordPrompt = z.object({
  kind: z.literal('master-password'),
  /** The last one given was wrong. */
  wrong: z.boolean(),
});

/** A question that a connection being opened puts to the user; nothing secret is sent before the answer. */
export const PromptQuestion = z.discriminatedUnion('kind', [
  HostKeyPrompt,
  CertificatePrompt,
  PasswordPrompt,
  PlainTextPrompt,
  MasterPasswordPrompt,
]);
export type PromptQuestion = z.infer<typeof PromptQuestion>;
export type HostKeyPrompt = z.infer<typeof HostKeyPrompt>;
export type CertificatePrompt = z.infer<typeof CertificatePrompt>;
export type PasswordPrompt = z.infer<typeof PasswordPrompt>;
export type PlainTextPrompt = z.infer<typeof PlainTextPrompt>;
export type MasterPasswordPrompt = z.infer<typeof MasterPasswordPrompt>;

export const Prompt = z.object({ id: z.string(), question: PromptQuestion });
export type Prompt = z.infer<typeof Prompt>;

/** `trust` answers host-key, certificate and plain-text; `secret` answers password and master-password; `refuse` answers any. */
export const PromptAnswer = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('trust'), remember: z.boolean() }),
  z.object({
    kind: z.literal('secret'),
    secret: z.string().max(4096),
    /** Of a saved site: also put it into the vault from now on. */
    save: z.boolean().optional(),
  }),
  z.object({ kind: z.literal('refuse') }),
]);
export type PromptAnswer = z.infer<typeof PromptAnswer>;
