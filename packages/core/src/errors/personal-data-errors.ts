import { entry, type ErrorEntry } from './error-entry.ts'

/** Masked personal data: rows of the error table. */
export const personalDataErrors = {
  VAULT_KEY_INVALID: entry(
    'operator',
    500,
    '个人信息保险箱的密钥须为 32 字节，现为 {bytes} 字节；请检查密钥文件',
    'The key for masked personal data must have 32 bytes and has {bytes}; check the key file',
  ),
  VAULT_NOT_OPENED: entry(
    'operator',
    500,
    '“{about}”的个人信息解不开：密钥不是当时那一把，或内容被改动；请换回当时的密钥，或从备份恢复',
    'The masked personal data of "{about}" cannot be opened: the key is not the one it was sealed with, or it was changed; use that key, or restore a backup',
  ),
} as const satisfies Record<string, ErrorEntry>
